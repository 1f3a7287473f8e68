/** After a step: says where the repair stands now, and offers to take that step back. */
import { call } from '../backend/call';
import type { RepairCard } from '../backend/generated/RepairCard';
import { m } from '../paraglide/messages';
import { offerUndo } from '../shared/undo.svelte';
import { repairWord } from '../shared/words';
import { stepToUndo } from './stepWords';

/** Takes the newest step of a repair back, as far as it still can be. */
export async function takeBackLastStep(repairId: string): Promise<void> {
  const page = await call('open_repair', { repairId });
  const step = stepToUndo(page.steps);
  if (step) await call('undo_repair_step', { repairId, stepId: step.id });
}

/** Says where `repair` stands now and offers Undo. */
export function moved(repair: RepairCard): void {
  offerUndo(m.repair_moved({ state: repairWord(repair.state) }), () => takeBackLastStep(repair.id));
}

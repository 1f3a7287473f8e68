/** Says what became of a reason, with a way back. */
import { call } from '../backend/call';
import type { Decision } from '../backend/generated/Decision';
import type { ReasonCard } from '../backend/generated/ReasonCard';
import { offerUndo, tried } from '../shared/undo.svelte';

/** What an answer needs of a reason; it fits into the address of a sheet. */
export type Answered = Pick<ReasonCard, 'customerId' | 'kind' | 'aboutId' | 'dueOn'>;

/** Answers; `said` is what the bar says, `undone` what to do after it was taken back. */
export async function answer(
  reason: Answered,
  decision: Decision,
  quietUntil: string | null,
  said: string,
  undone?: () => void,
): Promise<boolean> {
  const { customerId, kind, aboutId, dueOn } = reason;
  const kept = await tried(() =>
    call('answer_reason', { customerId, kind, aboutId, dueOn, decision, quietUntil }),
  );
  if (!kept) return false;
  offerUndo(said, async () => {
    await call('take_back_answer', kept);
    undone?.();
  });
  return true;
}

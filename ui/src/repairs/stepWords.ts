/** The words for where a repair stands, for what happened to it, and for what can be done next. */
import type { RepairStepCard } from '../backend/generated/RepairStepCard';
import type { StepKind } from '../backend/generated/StepKind';
import { m } from '../paraglide/messages';

/** What happened: "Marta took it in" or, when nobody is known, "Taken in". */
export function stepSentence(step: RepairStepCard): string {
  const by = step.by;
  switch (step.kind) {
    case 'taken_in':
      return by ? m.step_taken_in_by({ name: by }) : m.step_taken_in();
    case 'estimated':
      return by ? m.step_estimated_by({ name: by }) : m.step_estimated();
    case 'approved':
      return by ? m.step_approved_by({ name: by }) : m.step_approved();
    case 'at_bench':
      return by ? m.step_at_bench_by({ name: by }) : m.step_at_bench();
    case 'waiting_for_parts':
      return by ? m.step_waiting_for_parts_by({ name: by }) : m.step_waiting_for_parts();
    case 'ready':
      return by ? m.step_ready_by({ name: by }) : m.step_ready();
    case 'told':
      return by ? m.step_told_by({ name: by }) : m.step_told();
    case 'handed_over':
      return by ? m.step_handed_over_by({ name: by }) : m.step_handed_over();
    case 'cancelled':
      return by ? m.step_cancelled_by({ name: by }) : m.step_cancelled();
    case 'undone':
      return by ? m.step_undone_by({ name: by }) : m.step_undone();
  }
}

/** What the button for a next step says: "Send to the bench". */
export function stepButton(step: StepKind): string {
  switch (step) {
    case 'estimated':
      return m.step_do_estimated();
    case 'approved':
      return m.step_do_approved();
    case 'at_bench':
      return m.step_do_at_bench();
    case 'waiting_for_parts':
      return m.step_do_waiting_for_parts();
    case 'told':
      return m.step_do_told();
    case 'cancelled':
      return m.step_do_cancelled();
    case 'ready':
      return m.step_do_ready();
    case 'handed_over':
      return m.step_do_handed_over();
    case 'taken_in':
    case 'undone':
      return m.step_do_undone();
  }
}

/** The steps that "Move along" offers: the others have buttons of their own. */
export function movesAlong(next: readonly StepKind[]): StepKind[] {
  const own: readonly StepKind[] = ['taken_in', 'ready', 'told', 'handed_over', 'cancelled', 'undone'];
  return next.filter((step) => !own.includes(step));
}

/** The newest step that can be taken back, if there is one. */
export function stepToUndo(steps: readonly RepairStepCard[]): RepairStepCard | null {
  return steps.find((step) => step.canUndo && !step.struck) ?? null;
}

import { describe, expect, it } from 'vitest';
import type { RepairStepCard } from '../backend/generated/RepairStepCard';
import type { StepKind } from '../backend/generated/StepKind';
import { movesAlong, stepButton, stepSentence, stepToUndo } from './stepWords';

const step = (part: Partial<RepairStepCard>): RepairStepCard => ({
  id: 's',
  kind: 'at_bench',
  at: '2026-05-12T09:10:00Z',
  by: 'Ben',
  note: null,
  struck: false,
  canUndo: false,
  ...part,
});

describe('the steps of a repair', () => {
  it('says who did what, and what happened when nobody is known', () => {
    expect(stepSentence(step({}))).toBe('Ben put it on the bench');
    expect(stepSentence(step({ by: null }))).toBe('At the bench');
  });

  it('has words for every step', () => {
    const kinds: StepKind[] = [
      'taken_in', 'estimated', 'approved', 'at_bench', 'waiting_for_parts',
      'ready', 'told', 'handed_over', 'cancelled', 'undone',
    ];
    for (const kind of kinds) {
      expect(stepSentence(step({ kind }))).not.toBe('');
      expect(stepButton(kind)).not.toBe('');
    }
  });

  it('moves along only by steps without a button of their own', () => {
    expect(movesAlong(['at_bench', 'ready', 'waiting_for_parts', 'handed_over', 'cancelled'])).toEqual([
      'at_bench',
      'waiting_for_parts',
    ]);
  });

  it('takes back the newest step that can be taken back', () => {
    const steps = [step({ id: '1', canUndo: true, struck: true }), step({ id: '2', canUndo: true }), step({ id: '3' })];
    expect(stepToUndo(steps)?.id).toBe('2');
    expect(stepToUndo([step({})])).toBeNull();
  });
});

/**
 * What a screen shows of the device's data: asked once, asked again when it changed, and drawn
 * without a flicker, because the old answer stays until the new one is there.
 */
import { untrack } from 'svelte';
import { call } from '../backend/call';
import type { AnswerOf, ArgsOf, Commands } from '../backend/commands';
import { asCallError, type CallError } from '../backend/errors';
import { on } from '../backend/events';

type Name = keyof Commands;

/** The last answers, so that going back draws at once. Emptied when the device locks. */
const kept = new Map<string, unknown>();
const KEPT = 40;

/** Keeps an answer until the device locks or newer ones take its room. */
export function keep(key: string, value: unknown): void {
  kept.delete(key);
  kept.set(key, value);
  const oldest = kept.keys().next();
  if (kept.size > KEPT && !oldest.done) kept.delete(oldest.value);
}

/** What was kept, if it still is. */
export const recall = (key: string): unknown => kept.get(key);
/** Forgets every answer. */
export function forgetAnswers(): void {
  kept.clear();
}

/** An answer that stays fresh. */
export class Live<T> {
  /** The newest answer; none yet before the first. */
  value = $state.raw<T | undefined>(undefined);
  /** Why there is none. */
  error = $state.raw<CallError | null>(null);
  /** Asks again now; done when the answer is drawn. */
  refresh: () => Promise<void> = async () => {};
  /** Counts the questions; the answer to an earlier one than the last is dropped. */
  turn = 0;
  /** Questions without an answer yet. */
  asking = 0;

  /**
   * Puts in what a command has just answered. A question that was on its way may have been answered
   * before the command: it is asked again.
   */
  set(value: T): void {
    this.answer(value);
    if (this.asking > 0) void this.refresh();
  }
  /** Shows `value`. */
  answer(value: T): void {
    this.value = value;
    this.error = null;
  }
}

/**
 * Asks `name` with `args()` and keeps the answer fresh. `args` may read state: when that changes it
 * asks again; with `null` it waits. Use while a component starts.
 */
export function live<N extends Name>(
  name: N,
  args: () => ArgsOf<N> | null,
): Live<AnswerOf<N>> {
  type Answer = AnswerOf<N>;
  const shown = new Live<Answer>();

  async function ask(given: ArgsOf<N>): Promise<void> {
    const turn = ++shown.turn;
    shown.asking += 1;
    try {
      const answer = await call(name, given);
      if (turn !== shown.turn) return;
      keep(name + JSON.stringify(given), answer);
      shown.answer(answer);
    } catch (thrown) {
      if (turn !== shown.turn) return;
      shown.error = asCallError(thrown);
      // It is not on this device any more: nothing of it stays on the screen or is drawn again.
      if (shown.error.code === 'not_found') {
        shown.value = undefined;
        kept.delete(name + JSON.stringify(given));
      }
    } finally {
      shown.asking -= 1;
    }
  }

  const first = untrack(args);
  if (first) shown.value = kept.get(name + JSON.stringify(first)) as Answer | undefined;

  $effect(() => {
    const given = args();
    shown.refresh = async () => {
      if (given) await ask(given);
    };
    if (given) void ask(given);
    return () => {
      shown.turn += 1;
    };
  });
  $effect(() => {
    let soon: ReturnType<typeof setTimeout> | undefined;
    const stop = on('dataChanged', () => {
      clearTimeout(soon);
      soon = setTimeout(() => void shown.refresh(), 20);
    });
    return () => {
      clearTimeout(soon);
      stop();
    };
  });
  return shown;
}

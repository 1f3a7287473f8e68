/** What is said of a promise, and where it stands in the ledger. */
import type { PromiseCard } from '../backend/generated/PromiseCard';
import { m } from '../paraglide/messages';
import { daySaid, dayInFull } from '../shared/dates';

/** Where a promise stands. */
export type PromiseStanding = 'late' | 'open' | 'kept' | 'ended';

/** The ledger in the groups of the screen. */
export type Ledger = Record<PromiseStanding, PromiseCard[]>;

/** Whether the promise is something to do once, rather than a price that holds. */
export function isToDo(promise: PromiseCard): boolean {
  return promise.covers === null;
}

/** Where `promise` stands on `today`. */
export function standingOf(promise: PromiseCard, today: string): PromiseStanding {
  const newest = promise.uses[0];
  if (isToDo(promise) && newest && (promise.usesLeft === null || promise.usesLeft === 0)) {
    return newest.kind === 'kept' ? 'kept' : 'ended';
  }
  if (promise.usesLeft === 0) return 'kept';
  if (promise.until !== null && promise.until < today) return 'ended';
  if (promise.dueOn !== null && promise.dueOn < today) return 'late';
  return 'open';
}

/** The ledger of `promises`: late ones longest late first, open ones by their day, then for good. */
export function ledger(promises: readonly PromiseCard[], today: string): Ledger {
  const groups: Ledger = { late: [], open: [], kept: [], ended: [] };
  for (const promise of promises) groups[standingOf(promise, today)].push(promise);
  const far = '9999-12-31';
  const byDay = (one: PromiseCard, other: PromiseCard) =>
    (one.dueOn ?? one.until ?? far).localeCompare(other.dueOn ?? other.until ?? far);
  groups.late.sort(byDay);
  groups.open.sort(byDay);
  return groups;
}

/** By when, or how long it holds: "due Friday", "for good", "until 30 June 2027". */
export function termSentence(promise: PromiseCard, today: string): string {
  const term =
    promise.dueOn !== null
      ? promise.dueOn < today
        ? m.promise_was_due({ day: daySaid(promise.dueOn, today) })
        : m.promise_due({ day: daySaid(promise.dueOn, today) })
      : promise.until !== null
        ? m.promise_until({ date: dayInFull(promise.until) })
        : isToDo(promise)
          ? m.promise_no_day()
          : m.promise_for_good();
  if (isToDo(promise) || promise.usesLeft === null) return term;
  return m.promise_term_uses({ term, uses: usesLeft(promise.usesLeft) });
}

/** "Marta said it, 3 June 2021." */
export function saidBySentence(promise: PromiseCard): string {
  const date = dayInFull(promise.madeOn);
  if (promise.madeByMe) return m.promise_you_said({ date });
  return promise.madeBy ? m.promise_said_by({ name: promise.madeBy, date }) : m.promise_said_on({ date });
}

/** "2 left". */
function usesLeft(count: number): string {
  return count === 1 ? m.promise_one_left() : m.promise_some_left({ count });
}

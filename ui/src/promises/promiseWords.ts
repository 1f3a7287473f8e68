/** What is said of a promise, and where it stands in the ledger. */
import type { PromiseCard } from '../backend/generated/PromiseCard';
import type { PromiseEnded } from '../backend/generated/PromiseEnded';
import type { PromisePlan } from '../backend/generated/PromisePlan';
import { m } from '../paraglide/messages';
import { dayInFull, dayOf, daySaid } from '../shared/dates';

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
  if (promise.ended) return 'ended';
  const newest = promise.uses[0];
  if (isToDo(promise) && newest && (promise.usesLeft === null || promise.usesLeft === 0)) {
    return newest.kind === 'kept' ? 'kept' : 'ended';
  }
  if (promise.usesLeft === 0) return 'kept';
  if (promise.until !== null && promise.until < today) return 'ended';
  if (promise.dueOn !== null && promise.dueOn < today) return 'late';
  // What was kept in hand is gone: it is late already, though the day has not come.
  if (promise.plan?.standing === 'hurry') return 'late';
  return 'open';
}

/** The day on which something has to happen next: to be ordered, to be there, to end. */
function nextDay(promise: PromiseCard): string {
  const toOrder = promise.plan && !promise.plan.orderedAt ? promise.plan.lastSafeDay : null;
  return toOrder ?? promise.dueOn ?? promise.until ?? '9999-12-31';
}

/** Whether it is time to order, or past it. */
export function isPressing(plan: PromisePlan): boolean {
  return plan.standing !== null && plan.standing !== 'in_time';
}

/** "Order by Monday", "Order today", "Ordered on 1 June". */
export function planSentence(plan: PromisePlan, today: string): string {
  if (plan.orderedAt) return m.promise_plan_ordered({ day: daySaid(dayOf(plan.orderedAt), today) });
  switch (plan.standing) {
    case 'order_now':
      return plan.lastSafeDay === today
        ? m.promise_plan_today()
        : m.promise_plan_should({ day: daySaid(plan.lastSafeDay, today) });
    case 'hurry':
      return m.promise_plan_hurry();
    case 'too_late':
      return m.promise_plan_too_late();
    default:
      return m.promise_plan_by({ day: daySaid(plan.lastSafeDay, today) });
  }
}

/** "Broken, Marta, 1 June", "They let us off, 1 June". */
export function endedSentence(ended: PromiseEnded): string {
  const date = dayInFull(dayOf(ended.at));
  const by = ended.by ?? m.promise_ended_by_someone();
  return ended.how === 'broken' ? m.promise_ended_broken({ by, date }) : m.promise_ended_released({ by, date });
}

/** The ledger of `promises`: late ones longest late first, open ones by their day, then for good. */
export function ledger(promises: readonly PromiseCard[], today: string): Ledger {
  const groups: Ledger = { late: [], open: [], kept: [], ended: [] };
  for (const promise of promises) groups[standingOf(promise, today)].push(promise);
  const byDay = (one: PromiseCard, other: PromiseCard) => nextDay(one).localeCompare(nextDay(other));
  groups.late.sort(byDay);
  groups.open.sort(byDay);
  return groups;
}

/** By when, or how long it holds: "due Friday", "for good", "until 30 June 2027". */
export function termSentence(promise: PromiseCard, today: string): string {
  const term =
    promise.dueOn !== null && promise.event
      ? m.promise_before({ event: promise.event, day: daySaid(promise.dueOn, today) })
      : promise.dueOn !== null
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

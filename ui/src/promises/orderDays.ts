/** What has to be ordered for a promise: how long it takes, and how much is kept in hand. */
import { daysLater } from '../shared/dates';

/** The two numbers as they are typed. */
export interface OrderDays {
  lead: string;
  slack: string;
}

/** The most days anyone plans with: two years. */
const MOST_DAYS = 730;

/** A whole number from 1 to two years, in digits; `undefined` for anything else. */
export function wholeDays(typed: string): number | undefined {
  const text = typed.trim();
  if (!/^\d{1,3}$/.test(text)) return undefined;
  const days = Number(text);
  return days >= 1 && days <= MOST_DAYS ? days : undefined;
}

/** Both numbers; `null` when nothing has to be ordered, `undefined` when it can't be read. */
export function readOrderDays(order: OrderDays): { lead: number; slack: number } | null | undefined {
  if (order.lead.trim() === '' && order.slack.trim() === '') return null;
  const lead = wholeDays(order.lead);
  const slack = /^0*$/.test(order.slack.trim()) ? 0 : wholeDays(order.slack);
  return lead === undefined || slack === undefined ? undefined : { lead, slack };
}

/** The last day to order on that keeps the days in hand; `null` when it can't be told yet. */
export function lastSafeDay(dueOn: string | null, order: OrderDays): string | null {
  const days = readOrderDays(order);
  return dueOn && days ? daysLater(dueOn, -(days.lead + days.slack)) : null;
}

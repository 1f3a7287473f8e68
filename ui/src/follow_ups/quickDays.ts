/**
 * The days that one tap offers: tomorrow, next week, in a month, and so on.
 *
 * Days are ISO texts (2026-11-21) all the way; arithmetic runs in UTC so that no clock change
 * can lose a day.
 */

import { daysLater } from '../shared/dates';

/** One offered day. */
export type QuickDay = { key: 'tomorrow' | 'next_week' | 'next_month' | 'half_year'; on: string };

/** `day` plus `months` months; the last day of the month where the day does not exist there. */
export function addMonths(day: string, months: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  const wanted = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(wanted, last));
  return date.toISOString().slice(0, 10);
}

/** The Monday after `day`. */
export function nextMonday(day: string): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return daysLater(day, (8 - weekday) % 7 || 7);
}

/** Days to put a follow-up off to, each once: on a Sunday tomorrow is next week. */
export function laterDays(today: string): QuickDay[] {
  const tomorrow = daysLater(today, 1);
  const monday = nextMonday(today);
  const days: QuickDay[] = [{ key: 'tomorrow', on: tomorrow }];
  return monday === tomorrow ? days : [...days, { key: 'next_week', on: monday }];
}

/** Days for a new follow-up. */
export function followUpDays(today: string): QuickDay[] {
  return [
    ...laterDays(today),
    { key: 'next_month', on: addMonths(today, 1) },
    { key: 'half_year', on: addMonths(today, 6) },
  ];
}

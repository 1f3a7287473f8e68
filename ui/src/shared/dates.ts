/** Days and times as people say them. Formatters are made on first use and kept. */
import { m } from '../paraglide/messages';
import { getLocale } from '../paraglide/runtime';

const formatters = new Map<string, Intl.DateTimeFormat>();

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = getLocale() + JSON.stringify(options);
  let made = formatters.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(getLocale() === 'en' ? undefined : getLocale(), options);
    if (made.resolvedOptions().locale.split('-')[0] !== getLocale())
      made = new Intl.DateTimeFormat(getLocale(), options);
    formatters.set(key, made);
  }
  return made;
}

const DAY_MS = 86_400_000;

/** How many days the store is ahead of this device: another time zone, or a wrong clock. */
let storeAhead = 0;
/** Takes over the store's own day, as Today says it. */
export function setStoreDay(day: string): void {
  storeAhead = daysBetween(deviceDay(new Date()), day);
}
/** The day in the store, `2026-11-21`. */
export function today(now = new Date()): string {
  const day = deviceDay(now);
  return storeAhead === 0 ? day : daysLater(day, storeAhead);
}
function deviceDay(instant: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${instant.getFullYear()}-${two(instant.getMonth() + 1)}-${two(instant.getDate())}`;
}
/** Noon UTC of a plain day: no time zone can shift it. */
function noon(day: string): Date {
  return new Date(`${day.slice(0, 10)}T12:00:00Z`);
}
/** Days from `from` to `to`. */
export function daysBetween(from: string, to: string): number {
  return Math.round((noon(to).getTime() - noon(from).getTime()) / DAY_MS);
}
/** The day `count` days later. */
export function daysLater(day: string, count: number): string {
  return new Date(noon(day).getTime() + count * DAY_MS).toISOString().slice(0, 10);
}
/** The day of an instant on this device. */
export function dayOf(instant: string): string {
  return deviceDay(new Date(instant));
}

/** Days that were said already: every row of a list has one, at every key. */
const said = new Map<string, string>();
const MOST_SAID = 1_000;

/** "14 March", with the year when it is not this one. */
export function dayInFull(day: string, now = today()): string {
  const sameYear = day.slice(0, 4) === now.slice(0, 4);
  const key = `${getLocale()} ${sameYear} ${day.slice(0, 10)}`;
  const before = said.get(key);
  if (before !== undefined) return before;
  const words = format({
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
    timeZone: 'UTC',
  }).format(noon(day));
  if (said.size >= MOST_SAID) said.clear();
  said.set(key, words);
  return words;
}
/** "Saturday, 21 November". */
export function dayWithWeekday(day: string): string {
  return format({ weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }).format(
    noon(day),
  );
}
/** "Nov 19". */
export function dayShort(day: string): string {
  return format({ day: 'numeric', month: 'short', timeZone: 'UTC' }).format(noon(day));
}
/** "March", "March 2027" when it is not this year. */
export function monthInFull(year: number, month: number, now = today()): string {
  const day = `${year}-${String(month).padStart(2, '0')}-15`;
  const sameYear = String(year) === now.slice(0, 4);
  return format({ month: 'long', ...(sameYear ? {} : { year: 'numeric' }), timeZone: 'UTC' }).format(
    noon(day),
  );
}
/** A day as a colleague says it: today, tomorrow, Friday, 14 March. */
export function daySaid(day: string, now = today()): string {
  const away = daysBetween(now, day);
  if (away === 0) return m.shared_today();
  if (away === 1) return m.shared_tomorrow();
  if (away === -1) return m.shared_yesterday();
  if (Math.abs(away) < 7)
    return format({ weekday: 'long', timeZone: 'UTC' }).format(noon(day));
  return dayInFull(day, now);
}
/** "9:40". */
export function timeOf(instant: string): string {
  return format({ hour: 'numeric', minute: '2-digit' }).format(new Date(instant));
}
/** A time of the store's clock as people write it: "3:30 PM" for `15:30`. */
export function storeTimeSaid(time: string): string {
  return format({ hour: 'numeric', minute: '2-digit', timeZone: 'UTC' }).format(new Date(`2026-01-01T${time}:00Z`));
}
/** "9:40" today, "Friday" this week, "14 March" before. */
export function momentSaid(instant: string, now = today()): string {
  const day = dayOf(instant);
  return day === now ? timeOf(instant) : daySaid(day, now);
}

let relative: Intl.RelativeTimeFormat | undefined;
/** "in 4 months", "in 3 weeks", "in 5 days". */
export function inDays(days: number): string {
  if (relative?.resolvedOptions().locale !== getLocale())
    relative = new Intl.RelativeTimeFormat(getLocale(), { numeric: 'auto' });
  const size = Math.abs(days);
  if (size >= 345) return relative.format(Math.round(days / 365), 'year');
  if (size >= 45) return relative.format(Math.round(days / 30.4), 'month');
  if (size >= 14) return relative.format(Math.round(days / 7), 'week');
  return relative.format(days, 'day');
}

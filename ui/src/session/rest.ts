/** When someone is off, as the screen offers and says it. */
import type { MyRest } from '../backend/generated/MyRest';
import { m } from '../paraglide/messages';
import { getLocale } from '../paraglide/runtime';

/** The hours that are offered, `from-to`. */
export const HOURS = ['18:00-09:00', '19:00-09:00', '20:00-09:00', '21:00-08:00'];

/** The hours that hold, as one of those; empty for none. */
export function hoursOf(rest: MyRest): string {
  return rest.from && rest.to ? `${rest.from}-${rest.to}` : '';
}

/** The same rest with other hours. */
export function withHours(rest: MyRest, hours: string): MyRest {
  const [from = null, to = null] = hours === '' ? [] : hours.split('-');
  return { ...rest, from, to };
}

/** "6 PM to 9 AM". */
export function hoursSaid(hours: string): string {
  if (hours === '') return m.session_off_never();
  const [from = '', to = ''] = hours.split('-').map(timeSaid);
  return m.session_off_from_to({ from, to });
}

function timeSaid(time: string): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return new Intl.DateTimeFormat(getLocale(), {
    hour: 'numeric',
    ...(minute === 0 ? {} : { minute: '2-digit' }),
    timeZone: 'UTC',
  }).format(Date.UTC(2000, 0, 1, hour, minute));
}

/** Whether it is a time off now that ends at a moment. */
export function isOff(rest: MyRest, now = Date.now()): boolean {
  return rest.until !== null && Date.parse(rest.until) > now;
}

/** An hour from now. */
export function inAnHour(now = Date.now()): string {
  return new Date(now + 3_600_000).toISOString();
}

/** Six in the morning of the next day, by the clock on this device. */
export function tomorrowMorning(now = Date.now()): string {
  const day = new Date(now);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1, 6).toISOString();
}

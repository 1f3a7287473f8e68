/** What is ahead, in words: which day, when, and how sure the store is of it. */
import type { Ahead } from '../backend/generated/Ahead';
import { m } from '../paraglide/messages';
import { dayInFull, monthInFull, today } from '../shared/dates';
import type { IconName } from '../shared/iconNames';
import { ordinal } from './ordinal';

/** "20th anniversary", "Leo turns 20", "Leo’s graduation". */
export function occasionSaid(ahead: Ahead): string {
  const other = ahead.with && !ahead.with.isSelf ? ahead.with.name : null;
  const number = ahead.ordinal;
  switch (ahead.kind) {
    case 'anniversary':
      return number
        ? m.customers_anniversary_nth({ nth: ordinal(number) })
        : (ahead.label ?? m.customers_anniversary());
    case 'birthday':
      if (other)
        return number
          ? m.customers_birthday_of_turns({ name: other, age: number })
          : m.customers_birthday_of({ name: other });
      return number ? m.customers_birthday_nth({ nth: ordinal(number) }) : m.customers_birthday();
    case 'graduation':
      return other ? m.customers_graduation_of({ name: other }) : m.customers_graduation();
    case 'other':
      return ahead.label ?? m.customers_occasion();
  }
}

/** "14 March", "June 2027", "2027". */
export function aheadWhen(ahead: Ahead, now = today()): string {
  if (ahead.on) return dayInFull(ahead.on, now);
  if (ahead.month) return monthInFull(ahead.year, ahead.month, now);
  return String(ahead.year);
}

/** "20th anniversary, 14 March." A guess says that it is one, and that one may ask. */
export function aheadSaid(ahead: Ahead, now = today()): string {
  const words = { what: occasionSaid(ahead), when: aheadWhen(ahead, now) };
  switch (ahead.confidence) {
    case 'sure':
      return m.customers_ahead_sure(words);
    case 'likely':
      return m.customers_ahead_likely(words);
    case 'guess':
      return m.customers_ahead_guess(words);
  }
}

/** Why the store thinks so: "15th in 2021" as a purchase tells it, else as it was written down. */
export function becauseSaid(because: string): string {
  const told = /^(\d+)(?:st|nd|rd|th) in (\d{4})$/.exec(because);
  if (!told?.[1] || !told[2]) return because;
  return m.ahead_nth_in({ nth: ordinal(Number(told[1])), year: told[2] });
}

/** The mark beside it. */
export function occasionIcon(kind: Ahead['kind']): IconName {
  if (kind === 'birthday') return 'cake';
  if (kind === 'anniversary') return 'calendar-heart';
  return kind === 'graduation' ? 'graduation-cap' : 'calendar';
}

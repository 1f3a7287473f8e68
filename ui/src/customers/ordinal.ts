/** "20th", the way of the language. */
import { getLocale } from '../paraglide/runtime';

const endings: Partial<Record<Intl.LDMLPluralRule, string>> = {
  one: 'st',
  two: 'nd',
  few: 'rd',
  other: 'th',
};

export function ordinal(number: number): string {
  if (getLocale() === 'es') return `${number}.º`;
  const rule = new Intl.PluralRules('en', { type: 'ordinal' }).select(number);
  return `${number}${endings[rule] ?? 'th'}`;
}

/** Sums of money: whole minor units in, the way of the language out. */
import { getLocale } from '../paraglide/runtime';

const formatters = new Map<string, Intl.NumberFormat>();

function format(currency: string, short: boolean): Intl.NumberFormat {
  const key = `${getLocale()} ${currency} ${short}`;
  let made = formatters.get(key);
  if (!made) {
    made = new Intl.NumberFormat(getLocale(), {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      // Older web views do not know this and show the zeros: still right.
      ...(short ? { trailingZeroDisplay: 'stripIfInteger' } : {}),
    } as Intl.NumberFormatOptions);
    formatters.set(key, made);
  }
  return made;
}

/** How many minor units make one: 100 for USD, 1 for JPY. */
export function minorUnits(currency: string): number {
  return 10 ** (format(currency, false).resolvedOptions().maximumFractionDigits ?? 2);
}
/** "$40.00". */
export function money(minor: number, currency: string): string {
  return format(currency, false).format(minor / minorUnits(currency));
}
/** "$40", "$12.50": as it is said. */
export function moneySaid(minor: number, currency: string): string {
  return format(currency, true).format(minor / minorUnits(currency));
}
/** What was typed as a price, in minor units; `null` when it is no price. */
export function readMoney(typed: string, currency: string): number | null {
  const tidy = typed.replace(/[^\d.,]/g, '');
  if (!/\d/.test(tidy)) return null;
  const mark = Math.max(tidy.lastIndexOf('.'), tidy.lastIndexOf(','));
  const cents = mark >= 0 && tidy.length - mark - 1 <= 2 ? tidy.slice(mark + 1) : '';
  const whole = (cents || mark === tidy.length - 1 ? tidy.slice(0, mark) : tidy).replace(/[.,]/g, '');
  const value = Number(`${whole || '0'}.${cents || '0'}`);
  return Number.isFinite(value) ? Math.round(value * minorUnits(currency)) : null;
}

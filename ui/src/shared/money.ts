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

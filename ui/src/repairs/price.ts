/** What is said of a price, and how a price that was typed is read. */
import type { Price } from '../backend/generated/Price';
import type { PriceReason } from '../backend/generated/PriceReason';
import { m } from '../paraglide/messages';
import { dayInFull } from '../shared/dates';
import { minorUnits, moneySaid } from '../shared/money';
import { workWord } from '../shared/words';

/** "Battery is free. Nothing to pay." */
export function priceSentence(price: Price): string {
  const amount = moneySaid(price.toPay, price.currency);
  const only = price.because.length === 1 ? price.because[0] : undefined;
  if (only) {
    const work = workWord(only.covers);
    return price.toPay === 0
      ? m.price_work_free_nothing_to_pay({ work })
      : m.price_work_free_rest_to_pay({ work, amount });
  }
  if (price.because.length > 1) {
    return price.toPay === 0 ? m.price_promised_nothing_to_pay() : m.price_promised_rest_to_pay({ amount });
  }
  return price.toPay === 0 ? m.price_nothing_to_pay() : m.price_to_pay({ amount });
}

/** "Batteries free for life: $40.00 → $0.00", for the price while a repair is taken in. */
export function reliefSentence(reason: PriceReason, price: Price): string {
  return m.price_relief({
    words: reason.words,
    before: moneySaid(reason.off, price.currency),
    after: moneySaid(0, price.currency),
  });
}

/** "promised by Marta on 3 June 2021". */
export function promisedBy(reason: PriceReason): string {
  const date = dayInFull(reason.madeOn);
  return reason.madeBy ? m.price_promised_by({ name: reason.madeBy, date }) : m.price_promised_on({ date });
}

/**
 * A price as people type it, in minor units: "40", "40.5", "40,50", "1,250.00", "1.250,00". An empty
 * field is nothing to pay. Anything that is not a price is `null`, so that it is never guessed.
 */
export function readPrice(typed: string, currency: string): number | null {
  const text = typed.replace(/[\s\u00a0\u202f]/g, '').replace(/^\p{Sc}|\p{Sc}$/gu, '');
  if (text === '') return 0;
  if (!/^\d[\d.,]*$/.test(text)) return null;
  const digits = minorDigits(currency);
  const last = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','));
  const after = last < 0 ? '' : text.slice(last + 1);
  // A single mark followed by exactly three digits groups thousands ("1,250"); else it is the point.
  const isPoint = last >= 0 && after.length <= digits && digits > 0;
  const whole = isPoint ? text.slice(0, last) : text;
  if (!isPoint && last >= 0 && after.length !== 3) return null;
  if (!/^\d{1,3}([.,]?\d{3})*$|^\d+$/.test(whole)) return null;
  const minor =
    Number(whole.replace(/[.,]/g, '')) * 10 ** digits + (isPoint ? Number(after.padEnd(digits, '0')) : 0);
  return Number.isSafeInteger(minor) && minor <= 100_000_000 ? minor : null;
}

/** How many digits the currency has after the point: 2 for USD, 0 for JPY. */
function minorDigits(currency: string): number {
  return Math.round(Math.log10(minorUnits(currency)));
}

/** A price as it stands in a field: "40.00", without the currency. */
export function priceInField(minor: number, currency: string): string {
  const digits = minorDigits(currency);
  return (minor / 10 ** digits).toFixed(digits);
}

import { describe, expect, it } from 'vitest';
import type { Price } from '../backend/generated/Price';
import type { PriceReason } from '../backend/generated/PriceReason';
import { priceInField, priceSentence, promisedBy, readPrice } from './price';

const batteries: PriceReason = {
  promiseId: 'p',
  words: 'Batteries free for life',
  covers: 'battery',
  madeBy: 'Marta',
  madeOn: '2021-06-03',
  off: 4000,
};
const price = (part: Partial<Price>): Price => ({ quoted: 4000, toPay: 4000, currency: 'USD', because: [], ...part });

describe('what is said of a price', () => {
  it('says the promise before the money', () => {
    expect(priceSentence(price({ toPay: 0, because: [batteries] }))).toBe('Battery is free. Nothing to pay.');
    expect(priceSentence(price({ quoted: 6500, toPay: 2500, because: [batteries] }))).toBe('Battery is free. $25 to pay.');
  });

  it('says plainly what is to pay without a promise', () => {
    expect(priceSentence(price({}))).toBe('$40 to pay.');
    expect(priceSentence(price({ quoted: 0, toPay: 0 }))).toBe('Nothing to pay.');
  });

  it('says who gave their word and when', () => {
    expect(promisedBy(batteries)).toMatch(/^promised by Marta on .*2021/);
    expect(promisedBy({ ...batteries, madeBy: null })).toMatch(/^promised on .*2021/);
  });
});

describe('a price as it is typed', () => {
  it.each([
    ['40', 4000],
    ['40.5', 4050],
    ['40,50', 4050],
    ['$1,250.00', 125000],
    ['1.250,00 €', 125000],
    ['1,250', 125000],
    ['1 250', 125000],
    ['', 0],
    ['0', 0],
  ])('reads %s', (typed, minor) => expect(readPrice(typed, 'USD')).toBe(minor));

  it.each(['forty', '-40', '4.0.0', '1,25,0', '40.5555', '9999999999'])('does not guess at %s', (typed) =>
    expect(readPrice(typed, 'USD')).toBeNull(),
  );

  it('knows currencies without cents', () => {
    expect(readPrice('4,000', 'JPY')).toBe(4000);
    expect(readPrice('40.5', 'JPY')).toBeNull();
    expect(priceInField(4000, 'JPY')).toBe('4000');
    expect(priceInField(4050, 'USD')).toBe('40.50');
  });
});

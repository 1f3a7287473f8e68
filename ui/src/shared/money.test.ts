import { describe, expect, it } from 'vitest';
import { minorUnits, money, moneySaid } from './money';

describe('money', () => {
  it('has cents in a column and none when it is said', () => {
    expect(money(4000, 'USD')).toBe('$40.00');
    expect(moneySaid(4000, 'USD')).toBe('$40');
    expect(moneySaid(1250, 'USD')).toBe('$12.50');
  });
  it('knows currencies without cents', () => {
    expect(minorUnits('JPY')).toBe(1);
    expect(money(4000, 'JPY')).toBe('¥4,000');
  });
});

import { describe, expect, it } from 'vitest';
import { minorUnits, money, moneySaid, readMoney } from './money';

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
  it('reads what people type', () => {
    expect(readMoney('40', 'USD')).toBe(4000);
    expect(readMoney('$1,250.50', 'USD')).toBe(125050);
    expect(readMoney('1.250,50', 'EUR')).toBe(125050);
    expect(readMoney('1,250', 'USD')).toBe(125000);
    expect(readMoney('12.5', 'USD')).toBe(1250);
    expect(readMoney('', 'USD')).toBeNull();
    expect(readMoney('free', 'USD')).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { lastSafeDay, readOrderDays, wholeDays } from './orderDays';

describe('what has to be ordered', () => {
  it('is needed less the time it takes less what is kept in hand', () => {
    expect(lastSafeDay('2026-06-20', { lead: '14', slack: '5' })).toBe('2026-06-01');
    expect(lastSafeDay('2028-03-01', { lead: '1', slack: '' })).toBe('2028-02-29');
  });

  it('is nothing while nothing is typed, and not guessed from what is no number', () => {
    expect(readOrderDays({ lead: '', slack: ' ' })).toBeNull();
    for (const lead of ['', '0', 'two weeks', '1.5', '-3', '731', '1e2']) {
      expect(readOrderDays({ lead, slack: '5' })).toBeUndefined();
    }
    expect(readOrderDays({ lead: '14', slack: 'some' })).toBeUndefined();
    expect(lastSafeDay(null, { lead: '14', slack: '5' })).toBeNull();
  });

  it('takes up to two years', () => {
    expect(wholeDays(' 730 ')).toBe(730);
    expect(wholeDays('0')).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { daysLater, today } from '../shared/dates';
import { addMonths, followUpDays, laterDays, nextMonday } from './quickDays';

describe('the days that one tap offers', () => {
  it('offers tomorrow and the Monday of next week', () => {
    expect(laterDays('2026-11-20').map((day) => day.on)).toEqual(['2026-11-21', '2026-11-23']);
    expect(nextMonday('2026-11-23')).toBe('2026-11-30');
    expect(nextMonday('2026-11-22')).toBe('2026-11-23');
  });

  it('offers no day twice, whatever day it is', () => {
    expect(laterDays('2026-11-22').map((day) => day.key)).toEqual(['tomorrow']);
    for (let day = '2026-01-01'; day < '2030-01-01'; day = daysLater(day, 1)) {
      const offered = followUpDays(day).map(({ on }) => on);
      expect(new Set(offered).size, day).toBe(offered.length);
    }
  });

  it('stays in the month when the day does not exist there', () => {
    expect(addMonths('2027-01-31', 1)).toBe('2027-02-28');
    expect(addMonths('2026-08-31', 6)).toBe('2027-02-28');
    expect(followUpDays('2026-12-15').map((day) => day.on)).toContain('2027-01-15');
  });

  it('loses no day when clocks change', () => {
    expect(daysLater('2026-03-28', 1)).toBe('2026-03-29');
    expect(daysLater('2026-10-25', 1)).toBe('2026-10-26');
    expect(daysLater('2026-12-31', 1)).toBe('2027-01-01');
  });

  it('reads today from the clock of the person holding the device', () => {
    expect(today(new Date(2026, 0, 5, 23, 59))).toBe('2026-01-05');
  });
});

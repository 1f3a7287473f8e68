import { describe, expect, it } from 'vitest';
import { partialDate, partsOf } from './dayParts';

describe('a day as far as it is known', () => {
  it('is kept in the form of what is known and read again', () => {
    for (const date of ['2006-06-14', '2006-06', '2006', '--06-14', '--06', '2027-spring', '--winter', '--02-29']) {
      expect(partialDate(partsOf(date))).toBe(date);
    }
    expect(partialDate({ day: ' 3 ', month: '06', year: '' })).toBe('--06-03');
  });

  it('is none without a month for its day, or with a year that is none', () => {
    expect(partialDate({ day: '3', month: '', year: '2020' })).toBeNull();
    expect(partialDate({ day: '3', month: 'spring', year: '' })).toBeNull();
    expect(partialDate({ day: '', month: '06', year: '06' })).toBeNull();
    expect(partialDate({ day: 'x', month: '06', year: '' })).toBeNull();
    expect(partialDate({ day: '', month: '', year: '' })).toBeNull();
  });
});

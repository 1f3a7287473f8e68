import { describe, expect, it } from 'vitest';

import { hoursOf, hoursSaid, inAnHour, isOff, tomorrowMorning, withHours } from './rest';

const none = { until: null, from: null, to: null };

describe('rest', () => {
  it('goes from hours to words and back', () => {
    expect(hoursOf(none)).toBe('');
    const nights = withHours({ ...none, until: '2026-05-12T15:00:00Z' }, '21:00-08:00');
    expect(nights).toEqual({ until: '2026-05-12T15:00:00Z', from: '21:00', to: '08:00' });
    expect(hoursOf(nights)).toBe('21:00-08:00');
    expect(withHours(nights, '')).toEqual({ until: '2026-05-12T15:00:00Z', from: null, to: null });
    expect(hoursSaid('21:00-08:00').replace(/\s/g, ' ')).toBe('9 PM to 8 AM');
    expect(hoursSaid('18:30-09:00').replace(/\s/g, ' ')).toBe('6:30 PM to 9 AM');
  });

  it('is over when its moment has passed', () => {
    const now = Date.parse('2026-05-12T14:00:00Z');
    expect(isOff(none, now)).toBe(false);
    expect(isOff({ ...none, until: inAnHour(now) }, now)).toBe(true);
    expect(isOff({ ...none, until: inAnHour(now) }, now + 3_600_000)).toBe(false);
    const morning = new Date(tomorrowMorning(now));
    expect(morning.getHours()).toBe(6);
    expect(morning.getTime()).toBeGreaterThan(now);
  });
});

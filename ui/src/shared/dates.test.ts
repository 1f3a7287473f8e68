import { afterEach, describe, expect, it } from 'vitest';
import { overwriteGetLocale } from '../paraglide/runtime';
import {
  dayInFull,
  daySaid,
  daysBetween,
  daysLater,
  inDays,
  momentSaid,
  monthInFull,
  setStoreDay,
  today,
} from './dates';

const NOW = '2026-11-21';

afterEach(() => {
  overwriteGetLocale(() => 'en');
  setStoreDay(today(new Date()));
});

describe('days', () => {
  it('are said as a colleague says them', () => {
    expect(daySaid('2026-11-21', NOW)).toBe('today');
    expect(daySaid('2026-11-22', NOW)).toBe('tomorrow');
    expect(daySaid('2026-11-20', NOW)).toBe('yesterday');
    expect(daySaid('2026-11-27', NOW)).toBe('Friday');
    expect(daySaid('2026-12-24', NOW)).toMatch(/December/);
    expect(daySaid('2026-12-24', NOW)).not.toMatch(/2026/);
    expect(daySaid('2021-06-03', NOW)).toMatch(/2021/);
  });
  it('cross the change of the clocks and the 29th of February without losing one', () => {
    expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2);
    expect(daysLater('2028-02-28', 1)).toBe('2028-02-29');
    expect(daysLater('2026-10-24', 2)).toBe('2026-10-26');
  });
  it('are said in Spanish too', () => {
    overwriteGetLocale(() => 'es');
    expect(daySaid('2026-11-22', NOW)).toBe('mañana');
    expect(dayInFull('2026-12-24', NOW)).toBe('24 de diciembre');
    expect(monthInFull(2027, 6, NOW)).toBe('junio de 2027');
  });
  it('follow the store and not the clock of the device', () => {
    const device = today();
    setStoreDay(daysLater(device, 1));
    expect(today()).toBe(daysLater(device, 1));
    setStoreDay(device);
    expect(today()).toBe(device);
  });
});

describe('spans', () => {
  it('grow from days to years', () => {
    expect(inDays(1)).toBe('tomorrow');
    expect(inDays(12)).toBe('in 12 days');
    expect(inDays(21)).toBe('in 3 weeks');
    expect(inDays(122)).toBe('in 4 months');
    expect(inDays(366)).toBe('next year');
  });
});

describe('moments', () => {
  it('are a time today and a day before', () => {
    const noon = new Date();
    noon.setHours(12, 0, 0, 0);
    expect(momentSaid(noon.toISOString())).toMatch(/12:00/);
    expect(momentSaid('2021-06-03T12:00:00Z')).toMatch(/2021/);
  });
});

import { describe, expect, it, vi } from 'vitest';
import { ScanReader } from './scanner';

function typed(text: string, gap: number): string[] {
  const scans: string[] = [];
  const reader = new ScanReader((scan) => scans.push(scan));
  let at = 1000;
  for (const key of [...text, 'Enter']) reader.key(key, (at += gap));
  return scans;
}

describe('the scanner', () => {
  it('takes fast keys for a scan', () => {
    expect(typed('R-1014-7', 9)).toEqual(['R-1014-7']);
  });
  it('takes a person who types for a person', () => {
    expect(typed('seamaster', 120)).toEqual([]);
  });
  it('takes a few fast keys for a person in a hurry', () => {
    expect(typed('rma', 9)).toEqual([]);
  });
  it('takes words with spaces for dictation', () => {
    expect(typed('strap is too tight', 9)).toEqual([]);
  });
  it('takes what is longer than a code for a text', () => {
    expect(typed('x'.repeat(40), 9)).toEqual(['x'.repeat(40)]);
    expect(typed('x'.repeat(41), 9)).toEqual([]);
  });
  it('takes a key that is held down for no scan', () => {
    const scans: string[] = [];
    const reader = new ScanReader((scan) => scans.push(scan));
    [...'000000'].forEach((key, index) => {
      reader.key(key, 1000 + index * 30);
      reader.forget();
    });
    reader.key('Enter', 1200);
    expect(scans).toEqual([]);
  });
  it('ends a scan after a short silence, for scanners that send no Enter', () => {
    vi.useFakeTimers();
    const scans: string[] = [];
    const reader = new ScanReader((scan) => scans.push(scan));
    [...'1014778'].forEach((key, index) => reader.key(key, 1000 + index * 9));
    vi.advanceTimersByTime(150);
    expect(scans).toEqual(['1014778']);
    vi.useRealTimers();
  });
  it('hears the rest of a scan late when the page was busy', () => {
    vi.useFakeTimers();
    const scans: string[][] = [];
    const reader = new ScanReader((...scan) => scans.push(scan));
    [...'R-12'].forEach((key, index) => reader.key(key, 1000 + index * 9));
    vi.advanceTimersByTime(500);
    [...'34-1'].forEach((key, index) => reader.key(key, 1036 + index * 9));
    vi.advanceTimersByTime(500);
    reader.key('2', 1072);
    expect(reader.key('Enter', 1081)).toBe(true);
    expect(scans).toEqual([['R-1234-1', 'R-1234-1'], ['R-1234-12', '2']]);
    reader.key('Enter', 1090);
    expect(scans).toHaveLength(2);
    vi.useRealTimers();
  });
});

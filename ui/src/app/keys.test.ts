import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { cover } from './cover.svelte';
import { listenToKeys } from './keys';
import { nav } from './nav.svelte';

let stop: () => void;
beforeEach(() => {
  stop = listenToKeys();
});
afterEach(() => {
  stop();
  cover.on = false;
});

const press = (key: string, repeat = false) =>
  window.dispatchEvent(new KeyboardEvent('keydown', { key, repeat }));

it('covers the screen at Escape twice', () => {
  press('Escape');
  expect(cover.on).toBe(false);
  press('Escape');
  expect(cover.on).toBe(true);
});

it('does not when another key was between: one sheet was closed, and then another', () => {
  press('Escape');
  press('Enter');
  press('Escape');
  expect(cover.on).toBe(false);
});

it('does not when Escape is held down', () => {
  press('Escape');
  press('Escape', true);
  expect(cover.on).toBe(false);
});

it('goes to a place by its digit, unless the digit is of a scan', () => {
  vi.useFakeTimers();
  nav.replace('/today');
  const at = (key: string, timeStamp: number) => {
    const event = new KeyboardEvent('keydown', { key });
    Object.defineProperty(event, 'timeStamp', { value: timeStamp });
    window.dispatchEvent(event);
  };
  at('3', 1_000);
  vi.advanceTimersByTime(50);
  expect(nav.path).toBe('/repairs');
  nav.replace('/today');
  [...'R-1012'].forEach((key, index) => at(key, 2_000 + index * 8));
  vi.advanceTimersByTime(100);
  expect(nav.path).toBe('/today');
  vi.useRealTimers();
});

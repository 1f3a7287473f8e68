import { afterEach, beforeEach, expect, it } from 'vitest';
import { cover } from './cover.svelte';
import { listenToKeys } from './keys';

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

import { afterEach, expect, it } from 'vitest';
import { overwriteGetLocale } from '../paraglide/runtime';
import { becauseSaid } from './ahead';

afterEach(() => overwriteGetLocale(() => 'en'));

it('says in the language of the screen what a purchase tells, and leaves words of people alone', () => {
  expect(becauseSaid('15th in 2021')).toBe('15th in 2021');
  expect(becauseSaid('she said so in 2021')).toBe('she said so in 2021');
  overwriteGetLocale(() => 'es');
  expect(becauseSaid('15th in 2021')).toMatch(/^15\D+ en 2021$/);
});

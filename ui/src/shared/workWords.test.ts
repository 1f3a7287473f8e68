import { afterEach, expect, it } from 'vitest';
import type { LineWork } from '../backend/generated/LineWork';
import { overwriteGetLocale } from '../paraglide/runtime';
import { workWords } from './words';

afterEach(() => overwriteGetLocale(() => 'en'));

it('says the work of an envelope in the language of the screen, and words of people as they wrote them', () => {
  const lines: LineWork[] = [
    { work: 'battery', words: null },
    { work: 'cleaning', words: null },
    { work: 'other', words: 'Straighten the Crown' },
  ];
  expect(workWords(lines)).toBe('Battery, cleaning, Straighten the Crown');
  expect(workWords(lines, { locale: 'es' })).toBe('Pila, limpieza, Straighten the Crown');
  overwriteGetLocale(() => 'es');
  expect(workWords(lines)).toBe('Pila, limpieza, Straighten the Crown');
  expect(workWords([])).toBe('');
});

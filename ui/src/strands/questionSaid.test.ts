import { expect, it } from 'vitest';
import { overwriteGetLocale } from '../paraglide/runtime';
import { questionSaid } from './questionSaid';

it('is one question, with what is known', () => {
  expect(questionSaid({ question: 'journey', words: 'Lisbon with the boys' })).toBe(
    'How was it? Lisbon with the boys',
  );
  expect(questionSaid({ question: 'how_are_you', words: null })).toBe('How are you? And then listen.');
  overwriteGetLocale(() => 'es');
  expect(questionSaid({ question: 'help', words: null })).toBe('¿Qué podríamos hacerte más fácil?');
  overwriteGetLocale(() => 'en');
});

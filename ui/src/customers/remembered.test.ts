import { expect, it } from 'vitest';
import type { Remembered } from '../backend/generated/Remembered';
import { m } from '../paraglide/messages';
import { heldLines } from './remembered';

const held: Remembered = {
  customerId: 'roger',
  name: 'Roger Martin',
  store: 'Main Street',
  on: '2026-05-12',
  language: 'en',
  who: [{ kind: 'about', label: null, value: '2019-01-02 is when they moved here' }],
  people: [],
  days: [],
  bought: [],
  pieces: [],
  repairs: [],
  promises: [],
  learnt: [],
  photos: [],
  toDo: [],
  written: [],
  consents: [],
  leftOut: 0,
};

it('says a partial date as people say it, in the language of the page', () => {
  const said = (onDate: string, locale: 'en' | 'es' = 'en') => {
    const days = [{ kind: 'birthday' as const, label: 'It', onDate, confidence: 'sure' as const, because: null }];
    const part = heldLines({ ...held, days }, locale).find((each) => each.title === m.remembered_days({}, { locale }));
    return part?.lines[0]?.words;
  };
  expect(said('--06-14')).toBe('It: June 14');
  expect(said('--02-29')).toBe('It: February 29');
  expect(said('--06-14', 'es')).toBe('It: 14 de junio');
  expect(said('2027-spring')).toBe('It: spring 2027');
  expect(said('2027-06')).toBe('It: June 2027');
  expect(said('2027')).toBe('It: 2027');
  expect(said('2006-06-14')).toBe('It: June 14, 2006');
});

it('says the day of the store, to whom it went, and that it did not arrive', () => {
  const written = [
    { on: '2026-05-12', channel: 'sms' as const, words: 'Ready', theirs: false, to: 'Dana', notDelivered: true },
  ];
  const part = heldLines({ ...held, written }, 'en').find((each) => each.lines[0]?.words === 'Ready');
  expect(part?.lines[0]?.from).toBe('we wrote, to Dana, text, May 12, 2026, not delivered');
});

it('leaves words that begin with a day as they were written', () => {
  expect(heldLines(held, 'en')[0]?.lines[0]?.words).toContain('2019-01-02 is when they moved here');
});

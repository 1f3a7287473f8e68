import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CustomerRow } from '../backend/generated/CustomerRow';
import type { FindCustomers } from '../backend/generated/FindCustomers';
import type { FoundCustomers } from '../backend/generated/FoundCustomers';
import { forgetAnswers } from '../shared/live.svelte';
import { finding, FIRST, MOST, type Finding } from './finding.svelte';
import { mergeRows } from './mergeRows';

const heard = vi.hoisted(() => ({ changed: () => {} }));
const call = vi.hoisted(() => vi.fn());
vi.mock('../backend/call', () => ({ call }));
vi.mock('../backend/events', () => ({
  on: (_: string, listener: () => void) => {
    heard.changed = listener;
    return () => {};
  },
}));

const row = (id: string, more: Partial<CustomerRow> = {}): CustomerRow => ({
  id,
  name: id,
  initials: id[0] ?? '',
  why: null,
  group: null,
  inStore: false,
  ready: false,
  promise: false,
  gently: false,
  mine: false,
  with: null,
  lastSeenOn: null,
  ...more,
});
const people = (...ids: string[]) => ids.map((id) => row(id));
const ids = (rows: CustomerRow[] | undefined) => rows?.map((each) => each.id);

describe('a newer answer to the same words', () => {
  it('leaves what one sees in its place, with what is new about it', () => {
    const shown = people('roger', 'rosa', 'ruth', 'rita');
    const now = [row('rita', { inStore: true }), row('rosa', { promise: true }), ...people('roger', 'rob', 'ruth')];
    const merged = mergeRows(shown, now, 2);
    expect(ids(merged)).toEqual(['roger', 'rosa', 'rita', 'rob', 'ruth']);
    expect(merged[1]?.promise).toBe(true);
  });
  it('does not take away whom one sees', () => {
    expect(ids(mergeRows(people('roger', 'rosa'), people('rosa'), 2))).toEqual(['roger', 'rosa']);
  });
});

describe('finding customers', () => {
  const typed = $state({ words: '' });
  let found: Finding;
  let stop: () => void;
  let answers: { asked: FindCustomers; answer: (found: FoundCustomers) => Promise<void> }[];
  let seen = 0;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    forgetAnswers();
    answers = [];
    seen = 0;
    call.mockImplementation(
      (_: string, asked: FindCustomers) =>
        new Promise<FoundCustomers>((resolve) => {
          answers.push({
            asked,
            answer: async (given) => {
              resolve(given);
              await Promise.resolve();
              await Promise.resolve();
            },
          });
        }),
    );
    typed.words = '';
    stop = $effect.root(() => {
      found = finding(() => typed.words, () => seen);
    });
    flushSync();
  });
  afterEach(() => {
    stop();
    vi.useRealTimers();
  });
  const type = (words: string) => {
    typed.words = words;
    flushSync();
  };
  const answer = async (at: number, rows: CustomerRow[], more = false) => {
    const { asked, answer } = answers[at] ?? expect.fail(`nothing was asked as number ${at}`);
    await answer({ typed: asked.typed, rows, more });
  };

  it('asks once a key, a screenful at first', () => {
    type('r');
    type('ro');
    expect(answers.map((each) => each.asked)).toEqual([
      { typed: '', limit: FIRST },
      { typed: 'r', limit: FIRST },
      { typed: 'ro', limit: FIRST },
    ]);
  });
  it('keeps the old rows until the new answer is there, and drops late ones', async () => {
    type('r');
    await answer(1, people('roger', 'ruth'));
    type('ro');
    type('rog');
    expect(ids(found.shown?.rows.found)).toEqual(['roger', 'ruth']);
    await answer(3, people('roger'));
    await answer(2, people('roger', 'rob'));
    expect(found.shown?.typed).toBe('rog');
    expect(ids(found.shown?.rows.found)).toEqual(['roger']);
  });
  it('puts people who come late below what one sees, until the next key', async () => {
    type('r');
    await answer(1, people('roger', 'ruth', 'rita'));
    vi.advanceTimersByTime(1_000);
    seen = 2;
    heard.changed();
    vi.advanceTimersByTime(50);
    await answer(2, people('rita', 'ruth', 'roger'));
    expect(ids(found.shown?.rows.found)).toEqual(['roger', 'ruth', 'rita']);
    type('ri');
    type('r');
    await answer(4, people('rita', 'ruth', 'roger'));
    expect(ids(found.shown?.rows.found)).toEqual(['rita', 'ruth', 'roger']);
  });
  it('takes an answer over whole while nobody can have a finger on a row', async () => {
    type('r');
    await answer(1, people('roger', 'ruth'));
    seen = 2;
    heard.changed();
    vi.advanceTimersByTime(50);
    await answer(2, people('ruth', 'roger'));
    expect(ids(found.shown?.rows.found)).toEqual(['ruth', 'roger']);
  });
  it('asks for all that are ever drawn when someone scrolls, once, and moves nothing', async () => {
    type('r');
    await answer(1, people('roger', 'ruth'), true);
    found.more();
    found.more();
    expect(answers.at(-1)?.asked).toEqual({ typed: 'r', limit: MOST });
    expect(answers).toHaveLength(3);
    await answer(2, people('rita', 'ruth', 'roger'), true);
    expect(ids(found.shown?.rows.found)).toEqual(['roger', 'ruth', 'rita']);
  });
  it('keeps the groups before typing as long as they were', async () => {
    const now = (just: string[], all: string[]) => [
      ...just.map((id) => row(id, { group: 'just_seen' })),
      ...all.map((id) => row(id, { group: 'all' })),
    ];
    await answer(0, now(['roger'], ['ana', 'ben']));
    vi.advanceTimersByTime(1_000);
    seen = 2;
    heard.changed();
    vi.advanceTimersByTime(50);
    await answer(1, now(['ruth', 'roger'], ['ana', 'ben']));
    expect(ids(found.shown?.rows.just_seen)).toEqual(['roger']);
    found.renew();
    await answer(2, now(['ruth', 'roger'], ['ana', 'ben']));
    expect(ids(found.shown?.rows.just_seen)).toEqual(['ruth', 'roger']);
  });
});

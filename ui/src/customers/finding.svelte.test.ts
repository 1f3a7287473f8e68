import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CustomerRow } from '../backend/generated/CustomerRow';
import type { LookAgain } from '../backend/generated/LookAgain';
import type { FindCustomers } from '../backend/generated/FindCustomers';
import type { FoundCustomers } from '../backend/generated/FoundCustomers';
import { forgetAnswers } from '../shared/live.svelte';
import { finding, FIRST, inOne, MOST, type Finding } from './finding.svelte';
import { isGone, mergeRows, type Listed } from './mergeRows';

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
/** Who stands there; in brackets whose place is empty. */
const ids = (rows: Listed[] | undefined) => rows?.map((each) => (isGone(each) ? `(${each.id})` : each.id));
const here = (...rows: CustomerRow[]) => new Map(rows.map((each) => [each.id, each]));

describe('a newer answer to the same words', () => {
  it('leaves what one sees in its place, with what is new about it', () => {
    const shown = people('roger', 'rosa', 'ruth', 'rita');
    const now = [row('rita', { inStore: true }), row('rosa', { promise: true }), ...people('roger', 'rob', 'ruth')];
    const merged = mergeRows(shown, now, 2, here());
    expect(ids(merged)).toEqual(['roger', 'rosa', 'rita', 'rob', 'ruth']);
    expect(merged[1]).toMatchObject({ promise: true });
  });
  it('does not take away whom one sees, though the words do not find them any more', () => {
    const merged = mergeRows(people('roger', 'rosa'), people('rosa'), 2, here(row('roger', { mine: true })));
    expect(ids(merged)).toEqual(['roger', 'rosa']);
    expect(merged[0]).toMatchObject({ mine: true });
  });
  it('leaves an empty place of whoever is not on the device any more', () => {
    const merged = mergeRows(people('roger', 'rosa', 'ruth'), people('rosa'), 2, here());
    expect(merged).toEqual([{ id: 'roger', gone: true }, row('rosa')]);
  });
});

describe('finding customers', () => {
  const typed = $state({ words: '' });
  let found: Finding;
  let stop: () => void;
  let answers: { asked: FindCustomers; answer: (found: FoundCustomers) => Promise<void> }[];
  let seen = 0;
  let onDevice: CustomerRow[];

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    forgetAnswers();
    answers = [];
    seen = 0;
    onDevice = [];
    call.mockImplementation((name: string, asked: FindCustomers & LookAgain) =>
      name === 'look_again'
        ? Promise.resolve(onDevice.filter((each) => asked.customerIds.includes(each.id)))
        : new Promise<FoundCustomers>((resolve) => {
          answers.push({
            asked,
            answer: async (given) => {
              resolve(given);
              for (let turn = 0; turn < 6; turn += 1) await Promise.resolve();
            },
          });
        }),
    );
    typed.words = '';
    stop = $effect.root(() => {
      found = finding(() => typed.words, () => Array.from({ length: seen }, () => 4));
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
  it('owes the newest order to a key, though the data changes before its answer', async () => {
    type('r');
    await answer(1, people('roger', 'ruth', 'rita'));
    type('ri');
    type('r');
    seen = 2;
    heard.changed();
    vi.advanceTimersByTime(50);
    await answer(4, people('rita', 'ruth', 'roger'));
    expect(ids(found.shown?.rows.found)).toEqual(['rita', 'ruth', 'roger']);
  });
  describe('when the list ends in sight', () => {
    const again = async (at: number, ...now: string[]) => {
      heard.changed();
      vi.advanceTimersByTime(50);
      await answer(at, people(...now));
    };
    beforeEach(async () => {
      type('r');
      await answer(1, people('roger', 'ruth'));
      seen = 2;
      onDevice = people('roger', 'ruth', 'rita', 'rob');
    });

    it('puts people who come late below what is below it, and counts them', async () => {
      await again(2, 'ruth', 'roger', 'rita');
      expect(ids(found.shown?.rows.found)).toEqual(['roger', 'ruth']);
      expect(ids(found.shown?.rows.late)).toEqual(['rita']);
      expect(found.people).toBe(3);
      expect(ids(inOne(found.shown).map(({ row }) => row))).toEqual(['roger', 'ruth', 'rita']);
    });
    it('keeps those who came late in their places, and everybody once', async () => {
      await again(2, 'ruth', 'rita', 'roger');
      seen = 1;
      await again(3, 'rob', 'rita', 'ruth', 'roger');
      expect(ids(found.shown?.rows.found)).toEqual(['roger', 'ruth']);
      expect(ids(found.shown?.rows.late)).toEqual(['rita', 'rob']);
    });
    it('has them all in one list and in order at the next key', async () => {
      await again(2, 'rita', 'roger', 'ruth');
      type('ri');
      type('r');
      await answer(4, people('rita', 'roger', 'ruth'));
      expect(ids(found.shown?.rows.found)).toEqual(['rita', 'roger', 'ruth']);
      expect(found.shown?.rows.late).toEqual([]);
    });
    it('lets nobody take the place of an erased customer', async () => {
      onDevice = people('ruth');
      await again(2, 'ruth', 'rita');
      expect(ids(found.shown?.rows.found)).toEqual(['(roger)', 'ruth']);
      expect(ids(found.shown?.rows.late)).toEqual(['rita']);
    });
  });
  it('empties the place of an erased customer at once, as high as it was, and counts them out', async () => {
    type('r');
    await answer(1, people('roger', 'ruth', 'rita'));
    seen = 2;
    onDevice = people('ruth');
    heard.changed();
    vi.advanceTimersByTime(50);
    await answer(2, people('rita'));
    expect(ids(found.shown?.rows.found)).toEqual(['(roger)', 'ruth', 'rita']);
    expect(JSON.stringify(found.shown?.rows.found[0])).not.toMatch(/name/);
    expect(found.shown?.heights.found).toEqual([4, 4]);
    expect(found.people).toBe(2);
  });
  it('takes out an erased customer below what one sees', async () => {
    type('r');
    await answer(1, people('roger', 'ruth', 'rita'));
    seen = 1;
    heard.changed();
    vi.advanceTimersByTime(50);
    await answer(2, people('roger', 'rita'));
    expect(ids(found.shown?.rows.found)).toEqual(['roger', 'rita']);
  });
  it('does not mix the rows of other words in when the data changes between key and answer', async () => {
    type('r');
    await answer(1, people('roger', 'ruth'));
    type('mi');
    seen = 2;
    heard.changed();
    vi.advanceTimersByTime(50);
    await answer(3, people('mia'));
    expect(ids(found.shown?.rows.found)).toEqual(['mia']);
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

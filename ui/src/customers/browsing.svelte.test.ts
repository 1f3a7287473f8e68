import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BrowseCustomers } from '../backend/generated/BrowseCustomers';
import type { CustomerRow } from '../backend/generated/CustomerRow';
import { browsing, PAGE, type Browsing } from './browsing.svelte';
import { asked, NOTHING_CHOSEN, type Chosen } from './filter.svelte';

const heard = vi.hoisted(() => ({ changed: () => {} }));
const call = vi.hoisted(() => vi.fn());
vi.mock('../backend/call', () => ({ call }));
vi.mock('../backend/events', () => ({
  on: (_: string, listener: () => void) => {
    heard.changed = listener;
    return () => {};
  },
}));

/** A store of so many, by number; `marked` have a promise. */
const store = { count: 1_000, complete: true, order: (index: number) => index, marked: false };
const row = (index: number): CustomerRow => ({
  id: `${index}`,
  name: `Customer ${index}`,
  initials: 'C',
  why: null,
  group: null,
  inStore: false,
  ready: false,
  promise: store.marked,
  gently: false,
  mine: false,
  with: null,
  lastSeenOn: null,
});

describe('browsing customers', () => {
  const state = $state<{ chosen: Chosen }>({ chosen: NOTHING_CHOSEN });
  let browsed: Browsing;
  let stop: () => void;
  let questions: BrowseCustomers[];
  /** Who is on the device though they don't fit. */
  let onDevice: number[];
  const settle = async () => {
    for (let turn = 0; turn < 6; turn += 1) await Promise.resolve();
    flushSync();
  };

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    questions = [];
    onDevice = [];
    Object.assign(store, { count: 1_000, complete: true, order: (index: number) => index, marked: false });
    call.mockImplementation(async (name: string, question: BrowseCustomers) => {
      if (name === 'look_again') return onDevice.map(row);
      questions.push(question);
      const rows = Array.from({ length: Math.max(0, Math.min(question.limit, store.count - question.offset)) }, (_, each) =>
        row(store.order(question.offset + each)),
      );
      return {
        count: store.complete ? store.count : 0,
        rows: store.complete ? rows : [],
        stores: [],
        owners: [],
        tags: [],
        seen: [],
        promise: 0,
        complete: store.complete,
      };
    });
    state.chosen = { ...NOTHING_CHOSEN, order: 'name' };
    stop = $effect.root(() => {
      browsed = browsing(() => asked('', state.chosen));
    });
    flushSync();
  });
  afterEach(() => {
    stop();
    vi.useRealTimers();
  });

  it('knows how many fit, and reads only where one looks', async () => {
    await settle();
    expect(browsed.length).toBe(1_000);
    browsed.near({ start: 0, end: 40 });
    browsed.near({ start: 480, end: 520 });
    browsed.near({ start: 482, end: 522 });
    await settle();
    expect(questions.map((each) => each.offset)).toEqual([0, 4 * PAGE, 5 * PAGE]);
    expect(browsed.row(499)).toMatchObject({ name: 'Customer 499' });
    expect(browsed.row(250)).toBeUndefined();
  });
  it('keeps the old rows until the first page of the new list is there', async () => {
    await settle();
    store.order = (index) => 999 - index;
    state.chosen = { ...NOTHING_CHOSEN, order: 'last_seen' };
    flushSync();
    expect(browsed.row(0)).toMatchObject({ name: 'Customer 0' });
    await settle();
    expect(browsed.row(0)).toMatchObject({ name: 'Customer 999' });
  });
  it('leaves the rows in their places when the data changes, with what is new about them', async () => {
    await settle();
    browsed.near({ start: 0, end: 40 });
    store.order = (index) => (index < PAGE ? PAGE - 1 - index : index);
    store.marked = true;
    heard.changed();
    vi.advanceTimersByTime(50);
    await settle();
    expect(browsed.row(0)).toMatchObject({ name: 'Customer 0', promise: true });
  });
  it('empties the place of an erased customer, and shows everybody else', async () => {
    store.count = 3;
    stop();
    stop = $effect.root(() => {
      browsed = browsing(() => asked('', state.chosen));
    });
    flushSync();
    await settle();
    browsed.near({ start: 0, end: 3 });
    store.count = 2;
    store.order = (index) => [0, 2][index] ?? index;
    heard.changed();
    vi.advanceTimersByTime(50);
    await settle();
    await settle();
    expect(browsed.counts?.count).toBe(2);
    expect(browsed.length).toBe(3);
    expect(browsed.row(1)).toEqual({ id: '1', gone: true });
    expect(browsed.row(2)).toMatchObject({ name: 'Customer 2' });
  });
  describe('of 250, read to its third page', () => {
    const everyone = Array.from({ length: 250 }, (_, index) => index);
    let people: number[];
    /** The ids of all rows from the first to the last, as one meets them going down and up again. */
    const walk = async () => {
      for (const start of [0, 60, 120, 180, 210, 150, 80, 0]) {
        browsed.near({ start, end: Math.min(start + 60, browsed.length) });
        await settle();
      }
      return Array.from({ length: browsed.length }, (_, index) => browsed.row(index));
    };
    const change = async (now: number[]) => {
      people = now;
      store.count = now.length;
      heard.changed();
      vi.advanceTimersByTime(50);
      for (let turn = 0; turn < 4; turn += 1) await settle();
    };
    const fits = async () => {
      const rows = await walk();
      const there = rows.flatMap((each) => (each && 'name' in each ? [each.id] : []));
      expect(rows.filter((each) => each === undefined)).toHaveLength(0);
      expect([...there].sort()).toEqual(people.map(String).sort());
      return rows;
    };
    const inSight = () => {
      const rows: (string | undefined)[] = [];
      for (let index = 80; index < 140; index += 1) rows.push(browsed.row(index)?.id);
      return rows;
    };

    beforeEach(async () => {
      people = everyone;
      store.count = 250;
      store.order = (index) => people[index] ?? -1;
      stop();
      stop = $effect.root(() => {
        browsed = browsing(() => asked('', state.chosen));
      });
      flushSync();
      await settle();
      await walk();
      browsed.near({ start: 80, end: 140 });
      await settle();
    });

    const newcomer = 900;
    const without = (gone: number) => everyone.filter((each) => each !== gone);
    const withOne = (at: number, of = everyone) => [...of.slice(0, at), newcomer, ...of.slice(at)];

    it.each([20, 80, 99, 100, 120, 139, 200])('has everybody once when number %i was erased', async (gone) => {
      const before = inSight();
      await change(without(gone));
      expect(inSight()).toEqual(before);
      const rows = await fits();
      expect(rows.flatMap((each) => (each && 'gone' in each ? [each.id] : []))).toEqual(
        gone >= 80 && gone < 140 ? [`${gone}`] : [],
      );
    });
    it.each([0, 80, 100, 120, 139, 140, 200, 250])('has everybody once when one comes in at %i', async (at) => {
      const before = inSight();
      await change(withOne(at));
      expect(inSight()).toEqual(before);
      expect(await fits()).toHaveLength(251);
    });
    it.each([
      [20, 120],
      [120, 20],
      [110, 110],
      [99, 99],
      [200, 0],
    ])('has everybody once when number %i was erased and one comes in at %i', async (gone, at) => {
      const before = inSight();
      await change(withOne(at, without(gone)));
      expect(inSight()).toEqual(before);
      await fits();
      await change(people);
      await fits();
    });
    it.each([0, 249])('has everybody once when one that is in sight moves to %i', async (to) => {
      const others = without(120);
      const before = inSight();
      await change([...others.slice(0, to), 120, ...others.slice(to)]);
      expect(inSight()).toEqual(before);
      await fits();
    });
    it('has everybody once after many changes, wherever one looks', async () => {
      await change(withOne(0, without(20)));
      browsed.near({ start: 0, end: 60 });
      await settle();
      await change(people.filter((each) => each % 7 !== 3));
      browsed.near({ start: 150, end: 200 });
      await settle();
      await change([...people].reverse());
      await fits();
      await change(everyone);
      await fits();
    });
    it('ends with the last when one in sight does not fit any more', async () => {
      onDevice = [120];
      await change(without(120));
      expect(browsed.row(120)).toMatchObject({ name: 'Customer 120' });
      expect(browsed.length).toBe(250);
      const rows = await walk();
      expect(rows.at(-1)).toMatchObject({ name: 'Customer 249' });
    });
  });
  it('says that the counts are not there yet, and keeps those that were', async () => {
    await settle();
    store.complete = false;
    heard.changed();
    vi.advanceTimersByTime(50);
    await settle();
    expect(browsed.length).toBe(1_000);
    expect(browsed.row(0)).toMatchObject({ name: 'Customer 0' });
  });
  it('draws the list as soon as the index is there', async () => {
    stop();
    store.complete = false;
    stop = $effect.root(() => {
      browsed = browsing(() => asked('', state.chosen));
    });
    flushSync();
    await settle();
    expect(browsed.counts?.complete).toBe(false);
    store.complete = true;
    heard.changed();
    vi.advanceTimersByTime(50);
    await settle();
    expect(browsed.counts?.complete).toBe(true);
    expect(browsed.row(3)).toMatchObject({ name: 'Customer 3' });
  });
});

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
  const settle = async () => {
    for (let turn = 0; turn < 6; turn += 1) await Promise.resolve();
    flushSync();
  };

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    questions = [];
    Object.assign(store, { count: 1_000, complete: true, order: (index: number) => index, marked: false });
    call.mockImplementation(async (name: string, question: BrowseCustomers) => {
      // Nobody else is on the device.
      if (name === 'look_again') return [];
      questions.push(question);
      const rows = Array.from({ length: Math.min(question.limit, store.count - question.offset) }, (_, each) =>
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

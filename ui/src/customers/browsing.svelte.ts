/**
 * A list of everyone who fits, by pages: counted in all, read only where one looks. The old rows stay
 * until the first page of the new list is there.
 */
import { untrack } from 'svelte';
import { call } from '../backend/call';
import { asCallError, type CallError } from '../backend/errors';
import { on } from '../backend/events';
import type { BrowseCustomers } from '../backend/generated/BrowseCustomers';
import type { BrowsedCustomers } from '../backend/generated/BrowsedCustomers';
import type { CustomerRow } from '../backend/generated/CustomerRow';
import type { Range } from '../shared/longList';
import { mergeRows, stillHere, type Listed } from './mergeRows';

export const PAGE = 100;
/** Nobody scrolls further, and a browser can't. */
export const FURTHEST = 100_000;

type Asked = Omit<BrowseCustomers, 'offset' | 'limit'>;

/** The list as it is on the screen. */
export class Browsing {
  /** The newest counts. */
  counts = $state.raw<BrowsedCustomers | undefined>(undefined);
  error = $state.raw<CallError | null>(null);
  pages = $state.raw<ReadonlyMap<number, Listed[]>>(new Map());
  /** So many rows stand in their places though they don't fit any more. */
  over = $state(0);
  /** Changes when the list is of somebody else. */
  list = $state(0);
  refresh: () => Promise<void> = async () => {};
  /** These rows are near the view. */
  near: (range: Range) => void = () => {};

  /** How many rows the list has. */
  get length(): number {
    return Math.min((this.counts?.count ?? 0) + this.over, FURTHEST);
  }
  row(index: number): Listed | undefined {
    return this.pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }
}

/** Asks at every change of `asked()`; with `null` it waits. Use while a component starts. */
export function browsing(asked: () => Asked | null): Browsing {
  const browsed = new Browsing();
  let turn = 0;
  let of: Asked | null = null;
  let range: Range = { start: 0, end: 0 };
  const underWay = new Set<number>();

  async function ask(page: number, mine: number): Promise<BrowsedCustomers | undefined> {
    if (!of) return undefined;
    underWay.add(page);
    try {
      const answer = await call('browse_customers', { ...of, offset: page * PAGE, limit: PAGE });
      if (mine !== turn) return undefined;
      browsed.error = null;
      return answer;
    } catch (thrown) {
      if (mine === turn) browsed.error = asCallError(thrown);
      return undefined;
    } finally {
      if (mine === turn) underWay.delete(page);
    }
  }
  async function begin(): Promise<void> {
    const mine = ++turn;
    underWay.clear();
    const answer = await ask(0, mine);
    if (!answer) return;
    // While the index is being built nothing is counted: what was there stays.
    if (!answer.complete && browsed.counts?.complete) return;
    browsed.counts = answer;
    browsed.pages = new Map([[0, answer.rows]]);
    browsed.over = 0;
    browsed.list += 1;
    load();
  }
  function load(): void {
    if (!of || !browsed.counts?.complete) return;
    const last = Math.min(range.end, browsed.length) - 1;
    for (let page = Math.floor(range.start / PAGE); page * PAGE <= last; page += 1) {
      if (!browsed.pages.has(page) && !underWay.has(page)) void fetchPage(page);
    }
  }
  async function fetchPage(page: number): Promise<void> {
    const answer = await ask(page, turn);
    if (answer) browsed.pages = new Map(browsed.pages).set(page, answer.rows);
  }
  async function lookAgain(kept: Listed[], now: CustomerRow[]) {
    try {
      return await stillHere(kept, now);
    } catch (thrown) {
      browsed.error = asCallError(thrown);
      return undefined;
    }
  }
  async function refresh(): Promise<void> {
    if (!of) return;
    const mine = ++turn;
    underWay.clear();
    const first = Math.floor(range.start / PAGE);
    const last = Math.floor(Math.max(range.start, range.end - 1) / PAGE);
    const pages = new Map<number, Listed[]>();
    let counts: BrowsedCustomers | undefined;
    let over = 0;
    for (let page = first; page <= last; page += 1) {
      const answer = await ask(page, mine);
      if (!answer || (!answer.complete && browsed.counts?.complete)) return;
      counts = answer;
      const before = browsed.pages.get(page) ?? [];
      // What is near the view stays; whoever is new, or not there any more, is seen further down.
      const stay = Math.max(0, range.end - page * PAGE);
      const kept = before.slice(0, stay);
      const here = await lookAgain(kept, answer.rows);
      if (!here || mine !== turn) return;
      const merged = mergeRows(kept, answer.rows, stay, here);
      over += merged.length - answer.rows.length;
      pages.set(page, merged.slice(0, PAGE));
    }
    browsed.pages = pages;
    browsed.over = over;
    if (counts) browsed.counts = counts;
    load();
  }

  browsed.refresh = refresh;
  browsed.near = (near) => {
    range = near;
    load();
  };
  $effect(() => {
    of = asked();
    if (of) void untrack(begin);
    else {
      turn += 1;
      browsed.counts = undefined;
    }
  });
  $effect(() => {
    let soon: ReturnType<typeof setTimeout> | undefined;
    const stop = on('dataChanged', () => {
      clearTimeout(soon);
      soon = setTimeout(() => void refresh(), 20);
    });
    return () => {
      clearTimeout(soon);
      stop();
    };
  });
  return browsed;
}

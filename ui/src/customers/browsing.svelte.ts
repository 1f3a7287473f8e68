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
import { HeldList, NOTHING_HELD, PAGE, type Held } from './heldList';
import { mergeRows, stillHere, type Listed } from './mergeRows';

export { PAGE };
/** Nobody scrolls further, and a browser can't. */
export const FURTHEST = 100_000;

type Asked = Omit<BrowseCustomers, 'offset' | 'limit'>;

/** The list as it is on the screen. */
export class Browsing {
  /** The newest counts. */
  counts = $state.raw<BrowsedCustomers | undefined>(undefined);
  error = $state.raw<CallError | null>(null);
  /** The rows, as far as they are read. */
  rows = $state.raw(new HeldList());
  /** Changes when the list is of somebody else. */
  list = $state(0);
  refresh: () => Promise<void> = async () => {};
  /** These rows are near the view. */
  near: (range: Range) => void = () => {};

  /** How many rows the list has. */
  get length(): number {
    return Math.min(this.rows.length, FURTHEST);
  }
  row(index: number): Listed | undefined {
    return this.rows.row(index);
  }
}

/** Asks at every change of `asked()`; with `null` it waits. Use while a component starts. */
export function browsing(asked: () => Asked | null): Browsing {
  const browsed = new Browsing();
  let turn = 0;
  let of: Asked | null = null;
  let range: Range = { start: 0, end: 0 };
  let pages = new Map<number, CustomerRow[]>();
  let held = NOTHING_HELD;
  const underWay = new Set<number>();

  async function ask(page: number, mine: number): Promise<BrowsedCustomers | undefined> {
    if (!of) return undefined;
    try {
      const answer = await call('browse_customers', { ...of, offset: page * PAGE, limit: PAGE });
      if (mine !== turn) return undefined;
      browsed.error = null;
      return answer;
    } catch (thrown) {
      if (mine === turn) browsed.error = asCallError(thrown);
      return undefined;
    }
  }
  async function begin(): Promise<void> {
    const mine = ++turn;
    underWay.clear();
    const answer = await ask(0, mine);
    if (!answer) return;
    // While the index is being built nothing is counted: what was there stays.
    if (!answer.complete && browsed.counts?.complete) return;
    browsed.list += 1;
    draw(answer, new Map([[0, answer.rows]]), NOTHING_HELD);
  }
  function draw(counts: BrowsedCustomers, read: Map<number, CustomerRow[]>, kept: Held): void {
    pages = read;
    held = kept;
    browsed.counts = counts;
    browsed.rows = new HeldList(counts.count, pages, held);
    load();
  }
  function load(): void {
    if (!of || !browsed.counts?.complete) return;
    for (const page of browsed.rows.missing(range.start, Math.min(range.end, browsed.length))) {
      if (!underWay.has(page)) void fetchPage(page);
    }
  }
  async function fetchPage(page: number): Promise<void> {
    const mine = turn;
    underWay.add(page);
    const answer = await ask(page, mine);
    if (mine !== turn) return;
    underWay.delete(page);
    if (!answer || !browsed.counts) return;
    pages.set(page, answer.rows);
    browsed.rows = new HeldList(browsed.counts.count, pages, held);
    // A held row may have been met, and what is near lies one further.
    load();
  }
  /** What stands there with what is new about it; an empty place of whoever left the device. */
  async function lookAgain(stand: Held, now: CustomerRow[]): Promise<Held | undefined> {
    try {
      const here = await stillHere(stand.rows, now);
      return { at: stand.at, rows: mergeRows(stand.rows, [], stand.rows.length, here) };
    } catch (thrown) {
      browsed.error = asCallError(thrown);
      return undefined;
    }
  }
  async function refresh(): Promise<void> {
    if (!of) return;
    const mine = ++turn;
    underWay.clear();
    // What is near the view stays; whoever is new, or not there any more, is seen further down.
    const stand = browsed.rows.hold(range.start, Math.min(range.end, browsed.length));
    const read = new Map<number, CustomerRow[]>();
    let counts: BrowsedCustomers | undefined;
    const readPage = async (page: number): Promise<boolean> => {
      const answer = await ask(page, mine);
      if (!answer || (!answer.complete && browsed.counts?.complete)) return false;
      counts = answer;
      read.set(page, answer.rows);
      return true;
    };
    const first = Math.floor(range.start / PAGE);
    const last = Math.floor(Math.max(range.start, range.end - 1) / PAGE);
    for (let page = first; page <= last; page += 1) if (!(await readPage(page))) return;
    // Who moved did not go far, or to the top: then the list knows where, and how long it is.
    for (const page of [first - 1, last + 1, 0]) {
      const count = counts?.count ?? 0;
      if (page < 0 || page * PAGE >= count || read.has(page)) continue;
      if (new HeldList(count, read, stand).known) break;
      if (!(await readPage(page))) return;
    }
    const kept = await lookAgain(stand, [...read.values()].flat());
    if (counts && kept && mine === turn) draw(counts, read, kept);
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
      browsed.rows = new HeldList();
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

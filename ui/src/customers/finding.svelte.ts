/**
 * Finds customers while someone types: one question a key, the old rows until the new answer is
 * there, late answers to other words dropped. A second answer to the same words never moves what one
 * sees.
 */
import { untrack } from 'svelte';
import { call } from '../backend/call';
import { asCallError, type CallError } from '../backend/errors';
import { on } from '../backend/events';
import type { CustomerRow } from '../backend/generated/CustomerRow';
import type { FoundCustomers } from '../backend/generated/FoundCustomers';
import { keep, recall } from '../shared/live.svelte';
import { isGone, mergeRows, stillHere, type Listed } from './mergeRows';

/**
 * The groups before typing; `found` while there are words, and `late` who came when the found ended in
 * sight: they stand below what is below the found.
 */
export type Group = 'just_seen' | 'in_store' | 'all' | 'found' | 'late';
const groups: readonly Group[] = ['just_seen', 'in_store', 'all', 'found', 'late'];
const inNone = <Row>(): Rows<Row> => ({ just_seen: [], in_store: [], all: [], found: [], late: [] });

/** More than a screen holds, and the most that are ever drawn. */
export const FIRST = 40;
export const MOST = 200;

type Rows<Row> = Record<Group, Row[]>;

export interface Shown {
  typed: string;
  rows: Rows<Listed>;
  /** How high rows were when one saw them, in root ems, by group and number: they stay so. */
  heights: Partial<Record<Group, (number | undefined)[]>>;
  more: boolean;
  limit: number;
}

/** What is found, as it is on the screen. */
export class Finding {
  shown = $state.raw<Shown | undefined>(undefined);
  error = $state.raw<CallError | null>(null);
  /** Asks again now; what one sees stays in its place. */
  refresh: () => Promise<void> = async () => {};
  /** Asks again and draws it all in the newest order: someone comes to the list anew. */
  renew: () => void = () => {};
  /** Asks for all that are ever drawn: someone scrolls. */
  more: () => void = () => {};

  /** All rows that are found for the words, or of everyone. */
  get count(): number {
    return this.#rows.length;
  }
  /** How many people these are. */
  get people(): number {
    return this.#rows.filter((row) => !isGone(row)).length;
  }
  get #rows(): Listed[] {
    if (!this.shown) return [];
    const { typed, rows } = this.shown;
    return typed ? [...rows.found, ...rows.late] : rows.all;
  }
}

function inGroups(answer: FoundCustomers): Rows<CustomerRow> {
  const rows = inNone<CustomerRow>();
  for (const row of answer.rows) {
    rows[groups.find((group) => group === row.group) ?? 'found'].push(row);
  }
  return rows;
}
/** The rows of the groups under each other, everybody once, each as high as it was. */
export function inOne(
  shown: Shown | undefined,
  of: readonly Group[] = groups,
): { row: Listed; hold: number | undefined }[] {
  const once = new Map<string, { row: Listed; hold: number | undefined }>();
  for (const group of shown ? of : []) {
    shown?.rows[group].forEach((row, at) => {
      if (!once.has(row.id)) once.set(row.id, { row, hold: shown.heights[group]?.[at] });
    });
  }
  return [...once.values()];
}
const endsInSight = (rows: Listed[], sight: unknown[]) => rows.length > 0 && sight.length >= rows.length;
const notIn = (rows: Listed[]) => {
  const there = new Set(rows.map((row) => row.id));
  return (row: CustomerRow) => !there.has(row.id);
};
const drawn = (rows: Rows<Listed>): Listed[] => groups.flatMap((group) => rows[group]);

/**
 * Asks at every change of `typed()`; with `null` it waits. `seen(group)` gives the heights of a
 * group's rows down to the last that one sees. Use while a component starts.
 */
export function finding(
  typed: () => string | null,
  seen: (group: Group) => (number | undefined)[],
  first = FIRST,
): Finding {
  const found = new Finding();
  let turn = 0;
  let asked: { typed: string; limit: number } | null = null;
  /** A list in its newest order was asked for and is not drawn yet, whatever was asked since. */
  let owed = false;
  const key = (words: string) => `finding ${first} ${words}`;

  async function ask(words: string, limit: number, anew: boolean): Promise<void> {
    const mine = ++turn;
    asked = { typed: words, limit };
    owed ||= anew;
    try {
      const answer = await call('find_customers', { typed: words, limit });
      if (mine !== turn) return;
      const before = found.shown;
      if (owed || before?.typed !== answer.typed || drawn(before.rows).length === 0) {
        show({ rows: inGroups(answer), heights: {} }, answer, limit);
        return;
      }
      const here = await stillHere(drawn(before.rows), answer.rows);
      if (mine === turn) show(still(before, inGroups(answer), here, limit), answer, limit);
    } catch (thrown) {
      if (mine === turn) found.error = asCallError(thrown);
    }
  }
  /** The newer rows, with all that one sees in its place. */
  function still(
    before: Shown,
    now: Rows<CustomerRow>,
    here: ReadonlyMap<string, CustomerRow>,
    limit: number,
  ): Pick<Shown, 'rows' | 'heights'> {
    const rows = inNone<Listed>();
    const heights: Shown['heights'] = {};
    /** Whoever has no place among the found. */
    let late: CustomerRow[] = [];
    for (const group of groups) {
      const old = before.rows[group];
      const sight = seen(group);
      const short = group === 'just_seen' || group === 'in_store';
      // Asked for more: nothing that is drawn moves. Asked again: nothing that one sees; and what has
      // something below it in sight keeps its length: the short groups, and a list that ends here.
      const more = limit > before.limit;
      const ends = group === 'found' && (before.rows.late.length > 0 || (!more && endsInSight(old, sight)));
      const stay = short || ends || more ? old.length : sight.length;
      const merged = mergeRows(old, group === 'late' ? late : now[group], stay, here);
      rows[group] = merged.slice(0, ends || (short && !more) ? old.length : MOST);
      if (ends) late = now.found.filter(notIn(rows.found));
      heights[group] = sight;
    }
    return { rows, heights };
  }
  function show(what: Pick<Shown, 'rows' | 'heights'>, { typed, more }: FoundCustomers, limit: number): void {
    owed = false;
    found.shown = { typed, more, limit, ...what };
    found.error = null;
    keep(key(typed), found.shown);
  }

  const words = untrack(typed);
  if (words !== null) found.shown = recall(key(words)) as Shown | undefined;
  let beginning = true;
  $effect(() => {
    const words = typed();
    if (words === null) return;
    // Back to rows further down than the first screens: as many again.
    const limit = (beginning && untrack(() => found.shown)?.limit) || first;
    beginning = false;
    void ask(words, limit, true);
    return () => {
      turn += 1;
    };
  });
  const again = async (anew: boolean) => {
    const words = untrack(typed);
    if (words !== null) await ask(words, asked?.typed === words ? asked.limit : first, anew);
  };
  found.refresh = () => again(false);
  found.renew = () => void again(true);
  found.more = () => {
    const { shown } = found;
    if (shown?.more && asked?.typed === shown.typed && asked.limit < MOST) void ask(shown.typed, MOST, false);
  };
  $effect(() => {
    let soon: ReturnType<typeof setTimeout> | undefined;
    const stop = on('dataChanged', () => {
      clearTimeout(soon);
      soon = setTimeout(() => void found.refresh(), 20);
    });
    // Another width: the rows take the room they need.
    const free = () => {
      if (found.shown) found.shown = { ...found.shown, heights: {} };
    };
    window.addEventListener('resize', free);
    return () => {
      clearTimeout(soon);
      window.removeEventListener('resize', free);
      stop();
    };
  });
  return found;
}

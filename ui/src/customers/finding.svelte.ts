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
import { mergeRows } from './mergeRows';

/** The groups before typing; `found` while there are words. */
export type Group = 'just_seen' | 'in_store' | 'all' | 'found';
const groups: readonly Group[] = ['just_seen', 'in_store', 'all', 'found'];

/** More than a screen holds, and the most that are ever drawn. */
export const FIRST = 40;
export const MOST = 200;

/** So soon after the first answer nobody has a finger on a row yet. */
const TOO_SOON_MS = 200;

interface Shown {
  typed: string;
  rows: Record<Group, CustomerRow[]>;
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
    return this.shown ? this.shown.rows[this.shown.typed ? 'found' : 'all'].length : 0;
  }
}

function inGroups(answer: FoundCustomers): Record<Group, CustomerRow[]> {
  const rows: Record<Group, CustomerRow[]> = { just_seen: [], in_store: [], all: [], found: [] };
  for (const row of answer.rows) {
    rows[groups.find((group) => group === row.group) ?? 'found'].push(row);
  }
  return rows;
}

/**
 * Asks at every change of `typed()`; with `null` it waits. `seen(group)` counts the rows of a group
 * down to the last that one sees. Use while a component starts.
 */
export function finding(typed: () => string | null, seen: (group: Group) => number): Finding {
  const found = new Finding();
  let turn = 0;
  let asked: { typed: string; limit: number } | null = null;
  let firstShown = 0;

  async function ask(words: string, limit: number, anew: boolean): Promise<void> {
    const mine = ++turn;
    asked = { typed: words, limit };
    try {
      const answer = await call('find_customers', { typed: words, limit });
      if (mine === turn) show(answer, limit, anew);
    } catch (thrown) {
      if (mine === turn) found.error = asCallError(thrown);
    }
  }
  function show(answer: FoundCustomers, limit: number, anew: boolean): void {
    const before = found.shown;
    const now = inGroups(answer);
    if (anew || !before) firstShown = performance.now();
    else if (limit > before.limit || performance.now() - firstShown > TOO_SOON_MS) {
      for (const group of groups) {
        // Asked for more: nothing that is drawn moves. Asked again: nothing that one sees; and the
        // short groups at the top keep their length, as everyone stands below them.
        const rows = before.rows[group];
        const short = group === 'just_seen' || group === 'in_store';
        const stay = short || limit > before.limit ? rows.length : seen(group);
        now[group] = mergeRows(rows, now[group], stay).slice(0, short ? rows.length : MOST);
      }
    }
    found.shown = { typed: answer.typed, rows: now, more: answer.more, limit };
    found.error = null;
    keep(`finding ${answer.typed}`, found.shown);
  }

  const words = untrack(typed);
  if (words !== null) found.shown = recall(`finding ${words}`) as Shown | undefined;
  let first = true;
  $effect(() => {
    const words = typed();
    if (words === null) return;
    // Back to rows further down than the first screens: as many again.
    const limit = (first && untrack(() => found.shown)?.limit) || FIRST;
    first = false;
    void ask(words, limit, true);
    return () => {
      turn += 1;
    };
  });
  const again = async (anew: boolean) => {
    const words = untrack(typed);
    if (words !== null) await ask(words, asked?.typed === words ? asked.limit : FIRST, anew);
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
    return () => {
      clearTimeout(soon);
      stop();
    };
  });
  return found;
}

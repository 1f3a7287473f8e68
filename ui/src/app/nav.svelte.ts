/**
 * Where the app is: a path after the `#`, a query for search and tabs, and at most one open sheet.
 * Every push, sheet and search is an entry of the browser's history, so that the system's own back
 * is always right.
 */
import { tick } from 'svelte';

/** A sheet that lies over the page: its name in a feature's `routes.ts`, and what it is about. */
export interface OpenSheet {
  name: string;
  args: Record<string, string>;
}

interface Entry {
  depth: number;
  sheet?: OpenSheet;
}

const FIRST = '/today';

class Nav {
  #hash = $state('');
  #sheet = $state.raw<OpenSheet | null>(null);
  #closing: (() => void)[] = [];

  constructor() {
    this.#read();
    window.addEventListener('popstate', () => {
      this.#read();
      for (const closed of this.#closing.splice(0)) closed();
    });
    window.addEventListener('hashchange', () => this.#read());
  }

  /** The path without the query: `/customers/…`. */
  get path(): string {
    return this.#hash.split('?', 1)[0] || FIRST;
  }
  /** The query: search words, the tab of a page. */
  get query(): URLSearchParams {
    return new URLSearchParams(this.#hash.split('?').slice(1).join('?'));
  }
  /** The sheet on top. */
  get sheet(): OpenSheet | null {
    return this.#sheet;
  }

  /** Goes to a place: a new entry, or in place of an open sheet. */
  go(to: string): void {
    this.#write(to, this.#sheet !== null);
  }
  /** Goes to a place without a new entry. */
  replace(to: string): void {
    this.#write(to, true);
  }
  /** Back by one; at the first entry to `otherwise`. */
  back(otherwise = FIRST): void {
    if (entry().depth > 0) history.back();
    else this.replace(otherwise);
  }
  /** Lays a sheet over the page; in place of one that is open. */
  openSheet(name: string, args: Record<string, string> = {}): void {
    const sheet = { name, args };
    if (this.#sheet) history.replaceState({ ...entry(), sheet }, '');
    else history.pushState({ depth: entry().depth + 1, sheet } satisfies Entry, '');
    this.#sheet = sheet;
  }
  /** Takes the sheet away; done when it is gone. */
  async closeSheet(): Promise<void> {
    if (!this.#sheet) return;
    const gone = new Promise<void>((closed) => this.#closing.push(closed));
    history.back();
    await gone;
    await tick();
  }

  #write(to: string, inPlace: boolean): void {
    const depth = entry().depth;
    const next: Entry = { depth: inPlace ? depth : depth + 1 };
    if (inPlace) history.replaceState(next, '', `#${to}`);
    else history.pushState(next, '', `#${to}`);
    this.#read();
  }
  #read(): void {
    this.#hash = location.hash.replace(/^#/, '');
    this.#sheet = entry().sheet ?? null;
  }
}

function entry(): Entry {
  const state = history.state as Partial<Entry> | null;
  return { depth: 0, ...state };
}

export const nav = new Nav();

/** Opens a sheet; see the `sheets` of each feature's `routes.ts`. */
export const openSheet = (name: string, args: Record<string, string> = {}) =>
  nav.openSheet(name, args);
/** Closes the open sheet. */
export const closeSheet = () => nav.closeSheet();
/** Goes to a path such as `/repairs/…`. */
export const go = (to: string) => nav.go(to);

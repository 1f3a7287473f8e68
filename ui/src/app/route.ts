import type { Later, Screen } from './later.svelte';

export type Tab = 'today' | 'customers' | 'repairs' | 'more';

/** The parts of a path: `{customerId: …}` for `/customers/:customerId`. */
export type Params = Record<string, string>;

/** What a page or a sheet is told when it is opened. */
export type Given = { params: Params } | { args: Params };

/** A place of the app. */
export interface Route {
  /** `/customers/:customerId`; the first that fits wins, so exact words go before `:names`. */
  path: string;
  /** Which tab is lit. */
  tab: Tab;
  /** The list that stands at the left from 1024 px; on a phone only when there is no page. */
  list?: Screen | Later;
  /** What fills the rest. It is given `params`, and may leave them. */
  page?: Screen | Later;
  /** The page stands alone: the list is emptied while it is open. */
  alone?: boolean;
}

/** What a feature gives to the shell: its places, and its sheets by name. */
export interface Feature {
  routes: Route[];
  /** A sheet is given `args`, as said to `openSheet`, and may leave them. */
  sheets: Record<string, Screen | Later>;
}

/** The parts of `path` when it fits `pattern`. */
export function fits(pattern: string, path: string): Params | null {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return null;
  const params: Params = {};
  for (const [at, want] of wanted.entries()) {
    const have = given[at] ?? '';
    if (want.startsWith(':')) params[want.slice(1)] = decodeURIComponent(have);
    else if (want !== have) return null;
  }
  return params;
}

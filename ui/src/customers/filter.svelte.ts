/** Whom the list of customers is narrowed down to, and in which order. It stands in the address. */
import type { BrowseCustomers } from '../backend/generated/BrowseCustomers';
import type { CustomerOrder } from '../backend/generated/CustomerOrder';
import type { Seen } from '../backend/generated/Seen';

export const SEEN: readonly Seen[] = ['month', 'quarter', 'year', 'longer', 'never'];
export const ORDERS: readonly CustomerOrder[] = ['nearness', 'name', 'last_seen'];

export interface Chosen {
  store: string | null;
  /** An associate; `none` for those whom nobody looks after. */
  owner: string | null;
  tags: string[];
  seen: Seen | null;
  promise: boolean;
  order: CustomerOrder;
}

export const NOTHING_CHOSEN: Chosen = {
  store: null,
  owner: null,
  tags: [],
  seen: null,
  promise: false,
  order: 'nearness',
};

/** Whether anything is chosen. */
export const narrowed = (chosen: Chosen): boolean =>
  chosen.store !== null ||
  chosen.owner !== null ||
  chosen.tags.length > 0 ||
  chosen.seen !== null ||
  chosen.promise ||
  chosen.order !== 'nearness';

/** Reads it from an address. */
export function readFilter(query: URLSearchParams): Chosen {
  return {
    store: query.get('store'),
    owner: query.get('owner'),
    tags: query.getAll('tag'),
    seen: SEEN.find((each) => each === query.get('seen')) ?? null,
    promise: query.has('promise'),
    order: ORDERS.find((each) => each === query.get('order')) ?? 'nearness',
  };
}
/** The address of a list: what is typed and what is chosen. */
export function listAddress(typed: string, chosen: Chosen): string {
  const query = new URLSearchParams();
  if (typed) query.set('q', typed);
  if (chosen.store) query.set('store', chosen.store);
  if (chosen.owner) query.set('owner', chosen.owner);
  for (const tag of chosen.tags) query.append('tag', tag);
  if (chosen.seen) query.set('seen', chosen.seen);
  if (chosen.promise) query.set('promise', '1');
  if (chosen.order !== 'nearness') query.set('order', chosen.order);
  const words = query.toString();
  return words ? `/customers?${words}` : '/customers';
}
/** What the app is asked for. */
export function asked(typed: string, chosen: Chosen): Omit<BrowseCustomers, 'offset' | 'limit'> {
  return {
    typed,
    store: chosen.store,
    owner: chosen.owner === 'none' ? null : chosen.owner,
    nobodys: chosen.owner === 'none',
    tags: chosen.tags,
    seen: chosen.seen,
    promise: chosen.promise,
    order: chosen.order,
  };
}

class Filter {
  chosen = $state.raw<Chosen>(NOTHING_CHOSEN);
  /** What stands in the search field: the counts are of those who fit it. */
  typed = $state('');

  get on(): boolean {
    return narrowed(this.chosen);
  }
  /** Changes some of it. */
  choose(change: Partial<Chosen>): void {
    this.chosen = { ...this.chosen, ...change };
  }
  clear(): void {
    this.chosen = NOTHING_CHOSEN;
  }
}

/** What is chosen now: the list and the sheet over it share it. */
export const filter = new Filter();

import { describe, expect, it } from 'vitest';
import { asked, listAddress, narrowed, NOTHING_CHOSEN, readFilter, type Chosen } from './filter.svelte';

const chosen: Chosen = {
  store: 'madison',
  owner: 'none',
  tags: ['Collector', 'Likes blue & gold'],
  seen: 'quarter',
  promise: true,
  order: 'last_seen',
};
const query = (address: string) => new URLSearchParams(address.split('?')[1]);

describe('the filters of the list', () => {
  it('stand in its address, so that going back finds the same list', () => {
    const address = listAddress('ma', chosen);
    expect(readFilter(query(address))).toEqual(chosen);
    expect(query(address).get('q')).toBe('ma');
    expect(listAddress('', NOTHING_CHOSEN)).toBe('/customers');
    expect(readFilter(query('/customers'))).toEqual(NOTHING_CHOSEN);
  });
  it('take no notice of what nobody chose', () => {
    expect(readFilter(query('/customers?seen=someday&order=wealth'))).toEqual(NOTHING_CHOSEN);
  });
  it('are in use as soon as one is chosen, or another order', () => {
    expect(narrowed(NOTHING_CHOSEN)).toBe(false);
    expect(narrowed({ ...NOTHING_CHOSEN, order: 'name' })).toBe(true);
    expect(narrowed({ ...NOTHING_CHOSEN, tags: ['Collector'] })).toBe(true);
  });
  it('ask for those whom nobody looks after apart from those of somebody', () => {
    expect(asked('', chosen)).toMatchObject({ owner: null, nobodys: true });
    expect(asked('', { ...chosen, owner: 'marta' })).toMatchObject({ owner: 'marta', nobodys: false });
  });
});

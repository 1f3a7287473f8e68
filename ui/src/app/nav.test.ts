import { expect, it } from 'vitest';
import { nav } from './nav.svelte';

it('makes every place and every sheet an entry of the history', () => {
  nav.go('/customers');
  nav.go('/customers/roger?tab=about');
  expect(nav.path).toBe('/customers/roger');
  expect(nav.query.get('tab')).toBe('about');

  nav.openSheet('jot', { customerId: 'roger' });
  expect(nav.sheet).toEqual({ name: 'jot', args: { customerId: 'roger' } });
  expect(nav.path).toBe('/customers/roger');

  const entries = history.length;
  nav.openSheet('promise', { customerId: 'roger' });
  expect(history.length).toBe(entries);
  nav.go('/repairs');
  expect(history.length).toBe(entries);
  expect(nav.sheet).toBeNull();
  expect(nav.path).toBe('/repairs');
});

it('goes where it is told when there is nothing to go back to', () => {
  history.replaceState({ depth: 0 }, '', '#/customers/roger');
  nav.back('/customers');
  expect(nav.path).toBe('/customers');
});

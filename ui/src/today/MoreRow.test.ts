import { cleanup, render, screen } from '@testing-library/svelte';
import { afterEach, expect, it } from 'vitest';
import MoreRow from './MoreRow.svelte';

afterEach(cleanup);

it('says how many more there are, and leads to them', () => {
  render(MoreRow, { count: 3, href: '#/repairs?tab=to_tell' });
  expect(screen.getByRole('link', { name: 'and 3 more' }).getAttribute('href')).toBe('#/repairs?tab=to_tell');
});

it('is no row for the arrows where nothing can be opened', () => {
  const { container } = render(MoreRow, { count: 12 });
  expect(screen.getByText('and 12 more')).toBeTruthy();
  expect(container.querySelector('a, [data-row]')).toBeNull();
});

it('says nothing when everything is listed', () => {
  const { container } = render(MoreRow, { count: 0, href: '#/repairs' });
  expect(container.textContent?.trim()).toBe('');
});

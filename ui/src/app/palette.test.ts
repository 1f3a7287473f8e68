import { render, screen, within } from '@testing-library/svelte';
import { beforeEach, expect, it, vi } from 'vitest';
import type { CustomerRow } from '../backend/generated/CustomerRow';
import { forgetAnswers } from '../shared/live.svelte';
import Palette from './Palette.svelte';

const heard = vi.hoisted(() => ({ changed: () => {} }));
const call = vi.hoisted(() => vi.fn());
vi.mock('../backend/call', () => ({ call }));
vi.mock('../backend/events', () => ({
  on: (name: string, listener: () => void) => {
    if (name === 'dataChanged') heard.changed = listener;
    return () => {};
  },
}));

const row = (name: string): CustomerRow => ({
  id: name,
  name,
  initials: name[0] ?? '',
  why: null,
  group: 'just_seen',
  inStore: false,
  ready: false,
  promise: false,
  gently: false,
  mine: false,
  with: null,
  lastSeenOn: null,
});
let people: string[];

beforeEach(() => {
  forgetAnswers();
  people = ['Roger', 'Ruth'];
  call.mockImplementation(async (name: string, asked: { typed: string; customerIds: string[] }) =>
    name === 'look_again'
      ? people.filter((each) => asked.customerIds.includes(each)).map(row)
      : { typed: asked.typed, rows: people.map(row), more: false },
  );
});

const options = () => within(screen.getByRole('listbox')).getAllByRole('option');

it('says of an erased customer that the line does nothing, and leaves the others where they are', async () => {
  render(Palette);
  await vi.waitFor(() => expect(options()[1]?.textContent).toContain('Ruth'));
  expect(options().filter((each) => each.getAttribute('aria-disabled'))).toEqual([]);
  people = ['Ruth'];
  heard.changed();
  await vi.waitFor(() => expect(options()[0]?.textContent).toContain('No longer here'));
  expect(options()[0]?.getAttribute('aria-disabled')).toBe('true');
  expect(options()[1]?.textContent).toContain('Ruth');
  expect(options()[1]?.getAttribute('aria-disabled')).toBeNull();
});

import { cleanup, render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CustomerRow } from '../backend/generated/CustomerRow';
import type { MergedRecord } from '../backend/generated/MergedRecord';
import { forgetAnswers } from '../shared/live.svelte';
import { undo } from '../shared/undo.svelte';
import MergedRecords from './MergedRecords.svelte';
import SamePerson from './SamePerson.svelte';

const { call, go } = vi.hoisted(() => ({ call: vi.fn(), go: vi.fn() }));
vi.mock('../backend/call', () => ({ call }));
vi.mock('../backend/events', () => ({ on: () => () => {} }));
vi.mock('../app/nav.svelte', () => ({ closeSheet: async () => {}, nav: { path: '/', replace: go } }));

const row = (id: string, name: string) => ({ id, name, initials: 'RM', mine: false }) as CustomerRow;
const roger = row('c1', 'Roger Martin');
const rodger = row('c2', 'Rodger Martin');
const side = (of: CustomerRow, addresses: string[], repairs: number) => ({
  row: of,
  addresses,
  purchases: 1,
  repairs,
  notes: 0,
});

const answers: Record<string, unknown> = {
  find_duplicates: [rodger],
  find_customers: { typed: '', rows: [roger], more: false },
  compare_customers: {
    one: side(roger, ['(212) 555-0159'], 2),
    other: side(rodger, ['(212) 555-0177'], 1),
    same: false,
  },
  merge_customers: { customerId: 'c1', aliasId: 'a1' },
  take_apart_customers: { id: 'c1' },
};

beforeEach(() => {
  forgetAnswers();
  call.mockReset();
  go.mockReset();
  call.mockImplementation(async (name: string) => answers[name]);
  // The dialog of the test's browser has no modal.
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.open = true;
  };
});
afterEach(() => {
  cleanup();
  undo.close();
});

describe('two records of one person', () => {
  it('are proposed, stand side by side, become one by one tap and two by another', async () => {
    const user = userEvent.setup();
    render(SamePerson, { args: { customerId: 'c1' } });
    await user.click(await screen.findByText('Rodger Martin'));
    const both = await screen.findByRole('group', { name: 'The two records side by side' });
    expect(call).toHaveBeenCalledWith('compare_customers', { customerId: 'c1', otherId: 'c2' });
    expect(both.textContent).toContain('(212) 555-0177');
    expect(both.textContent).toContain('1 purchase, 2 repairs, 0 notes');
    await waitFor(() => expect(document.activeElement).toBe(both));
    await user.click(screen.getByRole('button', { name: 'One person: Roger Martin' }));
    expect(call).toHaveBeenCalledWith('merge_customers', { stays: 'c1', goes: 'c2' });
    await waitFor(() => expect(undo.offer?.words).toBe('Merged into Roger Martin.'));
    expect(go).toHaveBeenCalledWith('/customers/c1');
    await undo.take();
    expect(call).toHaveBeenLastCalledWith('take_apart_customers', { aliasId: 'a1' });
  });

  it('may take the other name', async () => {
    const user = userEvent.setup();
    render(SamePerson, { args: { customerId: 'c1' } });
    await user.click(await screen.findByText('Rodger Martin'));
    await user.click(await screen.findByRole('button', { name: 'One person: Rodger Martin' }));
    expect(call).toHaveBeenCalledWith('merge_customers', { stays: 'c2', goes: 'c1' });
  });

  it('does not offer the one whose page is open, and another can be chosen instead', async () => {
    const user = userEvent.setup();
    render(SamePerson, { args: { customerId: 'c1' } });
    await screen.findByText('Rodger Martin');
    expect(screen.queryByText('Roger Martin')).toBeNull();
    await user.click(screen.getByText('Rodger Martin'));
    await user.click(await screen.findByRole('button', { name: 'Choose someone else' }));
    expect(await screen.findByText('May be the same person')).toBeTruthy();
    expect(call).not.toHaveBeenCalledWith('merge_customers', expect.anything());
  });
});

describe('a page of a person with another record', () => {
  const record: MergedRecord = {
    aliasId: 'a1',
    recordId: 'c2',
    name: 'Rodger Martin',
    mergedAt: '2026-05-12T14:00:00Z',
    mergedBy: 'Mia',
    says: [{ what: 'about', value: 'Teaches' }],
  };

  it('says when and by whom, what the record says otherwise, and takes it apart', async () => {
    const user = userEvent.setup();
    render(MergedRecords, { records: [record] });
    expect(screen.getByText(/^Merged with Rodger Martin on .*12.* by Mia$/)).toBeTruthy();
    expect(screen.getByText('Teaches')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Take apart' }));
    expect(call).toHaveBeenLastCalledWith('take_apart_customers', { aliasId: 'a1' });
    await waitFor(() => expect(undo.offer?.words).toBe('They are two people again.'));
  });
});

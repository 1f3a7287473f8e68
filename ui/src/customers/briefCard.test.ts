import { render, screen } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import type { Brief as BriefShape } from '../backend/generated/Brief';
import { faults } from '../shared/testing/axe';
import Brief from './Brief.svelte';

const nothing: BriefShape = {
  customerId: 'noor',
  name: 'Noor Silva',
  givenName: 'Noor',
  repair: null,
  toPay: null,
  promises: [],
  recall: null,
  ahead: null,
  show: null,
  gentlyUntil: null,
  ask: null,
  share: null,
};

it('says what to do when nothing is known of Noor', async () => {
  const { container } = render(Brief, { brief: nothing });
  expect(screen.getByText(/Nothing is known of Noor yet/)).toBeTruthy();
  expect(await faults(container)).toEqual([]);
});

it('leads from each line to where it came from', async () => {
  const { container } = render(Brief, {
    brief: {
      ...nothing,
      gentlyUntil: '2030-01-05',
      ask: { words: 'How was Lisbon?', notedAt: '2026-01-03T10:00:00Z', notedBy: 'Ana' },
    },
  });
  expect(screen.getByRole('link', { name: /Tread gently until/ }).getAttribute('href')).toContain(
    '/customers/noor',
  );
  expect(screen.getByRole('link', { name: 'How was Lisbon?' })).toBeTruthy();
  expect(await faults(container)).toEqual([]);
});

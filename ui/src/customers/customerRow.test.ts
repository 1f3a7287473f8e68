import { describe, expect, it } from 'vitest';
import type { CustomerRow } from '../backend/generated/CustomerRow';
import { secondLine } from './customerRow';
import { splitTyped } from './splitTyped';

const roger: CustomerRow = {
  id: 'roger',
  name: 'Roger Martin',
  initials: 'RM',
  why: null,
  group: null,
  inStore: false,
  ready: false,
  promise: false,
  gently: false,
  mine: true,
  with: 'Dana',
  lastSeenOn: null,
};

describe('the second line of a row', () => {
  it('says why someone was found, first', () => {
    expect(secondLine({ ...roger, why: { kind: 'phone', ends: '4159' } })).toBe(
      'phone ends 4159 · with Dana',
    );
    expect(secondLine({ ...roger, with: null, why: { kind: 'relation', name: 'Dana', relation: 'spouse' } })).toBe(
      'spouse of Dana',
    );
  });
});

describe('what was typed becomes a new customer', () => {
  it('as a name, a number or an address', () => {
    expect(splitTyped('rogelio m')).toMatchObject({ givenName: 'Rogelio', familyName: 'M' });
    expect(splitTyped('(555) 010-4159')).toMatchObject({ phone: '(555) 010-4159', givenName: '' });
    expect(splitTyped('r@example.org')).toMatchObject({ email: 'r@example.org' });
  });
});

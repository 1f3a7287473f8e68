import { describe, expect, it } from 'vitest';
import type { CustomerRow } from '../backend/generated/CustomerRow';
import type { Why } from '../backend/generated/Why';
import { secondLine, whyWords } from './customerRow';
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
  it('names the spouse once', () => {
    const why: Why = { kind: 'relation', name: 'Dana Martin', relation: 'spouse' };
    expect(secondLine({ ...roger, why })).toBe('spouse of Dana Martin');
  });
  it.each<[Why, string]>([
    [{ kind: 'phone', ends: '5559' }, 'phone ends 5559'],
    [{ kind: 'email', address: 'roger@example.org' }, 'roger@example.org'],
    [{ kind: 'envelope', envelope: '1014' }, 'envelope 1014'],
    [{ kind: 'alsoNamed', name: 'Kowalska' }, 'also Kowalska'],
    [{ kind: 'serial', serial: '77120042', piece: 'Steel diver' }, 'Steel diver, serial ··0042'],
    [{ kind: 'words', of: 'fact', words: 'allergic to nickel' }, 'known: allergic to nickel'],
    [{ kind: 'words', of: 'pet', words: 'the dog Biscuit' }, 'pet: the dog Biscuit'],
    [{ kind: 'words', of: 'piece', words: 'blue dial diver' }, 'piece: blue dial diver'],
    [{ kind: 'words', of: 'tag', words: 'Collector' }, 'tag: Collector'],
    [{ kind: 'words', of: 'about', words: 'sails at weekends' }, 'in our words: sails at weekends'],
    [{ kind: 'note', on: '2021-03-14', words: 'asked about a moonphase' }, 'note, March 14, 2021: asked about a moonphase'],
    [{ kind: 'message', on: '2021-03-14', words: 'Your watch is ready' }, 'message, March 14, 2021: Your watch is ready'],
    [{ kind: 'relation', name: 'Dana', relation: 'spouse' }, 'spouse of Dana'],
  ])('says %o', (why, words) => {
    expect(whyWords(why)).toBe(words);
  });
});

describe('what was typed becomes a new customer', () => {
  it('as a name, a number or an address', () => {
    expect(splitTyped('rogelio m')).toMatchObject({ givenName: 'Rogelio', familyName: 'M' });
    expect(splitTyped('(555) 010-4159')).toMatchObject({ phone: '(555) 010-4159', givenName: '' });
    expect(splitTyped('r@example.org')).toMatchObject({ email: 'r@example.org' });
  });
  it('keeps words of another direction apart from what follows them', () => {
    expect(whyWords({ kind: 'words', of: 'piece', words: 'טבעת זהב 18K' })).toBe('piece: \u2068טבעת זהב 18K\u2069');
  });
});

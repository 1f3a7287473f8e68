import { describe, expect, it } from 'vitest';
import type { ReasonCard } from '../backend/generated/ReasonCard';
import type { Recall } from '../backend/generated/Recall';
import { setStoreDay } from '../shared/dates';
import { contactSaid, fromSaid, memorySaid, whySaid } from './reasonWords';

setStoreDay('2026-05-12');

const recall: Recall = {
  purchaseId: 'p',
  pieceId: 'r',
  piece: 'Ring, oval sapphire',
  pieceKind: 'ring',
  boughtBy: { customerId: 'roger', name: 'Roger', isSelf: false },
  chosenBy: { customerId: 'roger', name: 'Roger', isSelf: false },
  boughtFor: { customerId: 'dana', name: 'Dana', isSelf: true },
  occasion: '20th anniversary',
  meaning: 'Blue as the lake.',
  boughtOn: '2025-11-02',
  soldBy: 'Marta',
  soldByMe: true,
  sellerLeftOn: null,
};
const reason: ReasonCard = {
  customerId: 'dana',
  customerName: 'Dana Whitaker',
  givenName: 'Dana',
  kind: 'ring_check',
  aboutId: 'r',
  dueOn: '2026-05-02',
  standing: 'now',
  asks: false,
  recall,
  words: null,
  warrantyUntil: null,
  lastDay: null,
  daysSinceContact: 41,
  touches: 0,
  measure: { most: 2, withinDays: 30 },
};

describe('a reason to be in touch', () => {
  it('says why, with the piece', () => {
    expect(whySaid(reason)).toBe(
      'Time for the half-year look at the ring: check the stones and clean it.',
    );
    expect(whySaid({ ...reason, kind: 'warranty_ends', dueOn: '2026-06-01' })).toContain('ring ends');
    expect(whySaid({ ...reason, kind: 'ask_after', words: 'Lisbon with the boys' })).toBe(
      'Nothing to sell. Just ask: Lisbon with the boys',
    );
    expect(whySaid({ ...reason, kind: 'hello' })).toMatch(/remember:$/);
  });

  it('says whose choice it was, what for, and who sold it only to the one who did', () => {
    expect(memorySaid(recall)).toBe(
      'Ring, oval sapphire. Roger chose it, 20th anniversary. You sold it.',
    );
    expect(memorySaid({ ...recall, soldByMe: false, occasion: null })).toBe(
      'Ring, oval sapphire. Roger chose it.',
    );
    const own = { customerId: 'dana', name: 'Dana', isSelf: true };
    expect(memorySaid({ ...recall, chosenBy: own, boughtBy: own, soldByMe: false })).toBe(
      'Ring, oval sapphire. Own choice, 20th anniversary.',
    );
    expect(memorySaid(null)).toBe('');
  });

  it('says how long ago there was contact, and how much of the measure is used', () => {
    expect(contactSaid(reason)).toBe('last in touch 41 days ago');
    expect(contactSaid({ ...reason, daysSinceContact: null })).toBe('not in touch yet');
    expect(contactSaid({ ...reason, daysSinceContact: 1, touches: 1 })).toBe(
      'last in touch yesterday · 1 of 2 times in 30 days',
    );
  });

  it('says from when on only where its time has not come', () => {
    expect(fromSaid(reason)).toBeUndefined();
    expect(fromSaid({ ...reason, standing: 'near', dueOn: '2026-06-01' })).toMatch(/^from /);
  });
});

import { describe, expect, it } from 'vitest';
import type { PromiseCard } from '../backend/generated/PromiseCard';
import type { PromisePlan } from '../backend/generated/PromisePlan';
import { endedSentence, isPressing, ledger, planSentence, saidBySentence, standingOf, termSentence } from './promiseWords';

const today = '2026-05-12';
const promise = (part: Partial<PromiseCard>): PromiseCard => ({
  id: 'p',
  customerId: 'roger',
  customerName: 'Roger Martin',
  words: 'Batteries free for life',
  covers: 'battery',
  pieceId: null,
  piece: null,
  madeBy: 'Marta',
  madeByMe: false,
  madeOn: '2021-06-03',
  until: null,
  dueOn: null,
  usesLeft: null,
  uses: [],
  kind: 'free_for_life',
  forHousehold: false,
  event: null,
  plan: null,
  ended: null,
  usedBeyond: 0,
  ...part,
});
const callBack = (part: Partial<PromiseCard>) => promise({ words: 'Call back', covers: null, usesLeft: 1, ...part });

describe('the ledger of promises', () => {
  it('calls a promise late the day after it was due', () => {
    expect(standingOf(callBack({ dueOn: '2026-05-12' }), today)).toBe('open');
    expect(standingOf(callBack({ dueOn: '2026-05-11' }), today)).toBe('late');
  });

  it('keeps free batteries open however often they were used', () => {
    const used = { kind: 'kept' as const, amount: 4000, reason: null, at: '2024-02-02T10:00:00Z', by: 'Ben' };
    expect(standingOf(promise({ uses: [used] }), today)).toBe('open');
    expect(standingOf(callBack({ usesLeft: 0, uses: [used] }), today)).toBe('kept');
    expect(standingOf(callBack({ usesLeft: 0, uses: [{ ...used, kind: 'broken' }] }), today)).toBe('ended');
    expect(standingOf(promise({ until: '2026-05-11' }), today)).toBe('ended');
  });

  it('puts the most pressing first and what holds for good last', () => {
    const groups = ledger(
      [promise({ id: 'good' }), callBack({ id: 'friday', dueOn: '2026-05-15' }), callBack({ id: 'late', dueOn: '2026-05-01' })],
      today,
    );
    expect(groups.late.map((one) => one.id)).toEqual(['late']);
    expect(groups.open.map((one) => one.id)).toEqual(['friday', 'good']);
  });

  it('says how long it holds and who said it', () => {
    expect(termSentence(promise({}), today)).toBe('for good');
    expect(termSentence(promise({ usesLeft: 1 }), today)).toBe('for good, 1 use left');
    expect(termSentence(callBack({ dueOn: '2026-05-11' }), today)).toMatch(/^was due /);
    expect(saidBySentence(promise({}))).toMatch(/^Marta said it, .*2021/);
    expect(saidBySentence(promise({ madeByMe: true }))).toMatch(/^You said it/);
  });

  it('says by when to order, and is late once what was kept in hand is gone', () => {
    const plan = (part: Partial<PromisePlan>): PromisePlan => ({
      leadDays: 14,
      slackDays: 5,
      lastSafeDay: '2026-06-01',
      standing: 'in_time',
      orderedAt: null,
      ...part,
    });
    const band = (part: Partial<PromisePlan>) =>
      callBack({ words: 'The band', kind: 'before_event', event: 'the wedding', dueOn: '2026-06-20', plan: plan(part) });
    expect(standingOf(band({}), today)).toBe('open');
    expect(standingOf(band({ standing: 'hurry' }), today)).toBe('late');
    expect(isPressing(plan({}))).toBe(false);
    expect(isPressing(plan({ standing: 'order_now' }))).toBe(true);
    expect(planSentence(plan({ standing: 'order_now' }), '2026-06-01')).toBe('Order today');
    expect(planSentence(plan({ orderedAt: '2026-05-12T14:00:00.000Z', standing: null }), today)).toMatch(/^Ordered/);
    expect(termSentence(band({}), today)).toMatch(/^before the wedding/);
    // What has to be ordered first stands first, though it is needed later.
    const groups = ledger([callBack({ id: 'call', dueOn: '2026-06-05' }), { ...band({}), id: 'band' }], today);
    expect(groups.open.map((one) => one.id)).toEqual(['band', 'call']);
  });

  it('says how it ended', () => {
    const ended = { how: 'broken' as const, reason: 'The maker closed', at: '2026-05-10T14:00:00.000Z', by: 'Marta' };
    expect(standingOf(callBack({ ended }), today)).toBe('ended');
    expect(endedSentence(ended)).toMatch(/^Not kept, Marta/);
    expect(endedSentence({ ...ended, how: 'released' })).toMatch(/^They let us off/);
  });
});

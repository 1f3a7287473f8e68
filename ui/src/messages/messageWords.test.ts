import { describe, expect, it } from 'vitest';
import type { MessageCard } from '../backend/generated/MessageCard';
import type { MessageState } from '../backend/generated/MessageState';
import { isFailure, messageWords, secondsHeld } from './messageWords';

const now = new Date('2026-05-12T11:05:00Z');

const toRoger: MessageCard = {
  id: 'm',
  customerId: 'roger',
  toName: 'Roger',
  repairId: 'r',
  channel: 'sms',
  addressHint: '··59',
  body: 'Hi Roger, your watch is ready.',
  state: 'held',
  reason: null,
  askedBy: 'Marta',
  askedByMe: true,
  askedAt: '2026-05-12T11:00:00Z',
  heldUntil: null,
  waitsUntil: null,
  sentAt: null,
  deliveredAt: null,
  outboxOnly: false,
};

const said = (part: Partial<MessageCard>) => messageWords({ ...toRoger, ...part }, now);

describe('what is said of a message', () => {
  it('counts the seconds while it can be taken back', () => {
    const held = { state: 'held' as const, heldUntil: '2026-05-12T11:05:07.400Z' };
    expect(said(held)).toMatchObject({ mark: 'timer', words: 'Telling Roger in 8 s', actions: ['undo', 'send_now'] });
    expect(secondsHeld({ ...toRoger, ...held }, new Date('2026-05-12T11:06:00Z'))).toBe(0);
  });

  it('says that it waits on this device', () => {
    expect(said({ state: 'on_device' })).toMatchObject({
      mark: 'smartphone',
      words: 'On this device, goes when connected',
      actions: ['undo'],
    });
  });

  it('says when it goes in quiet hours, and that it tries again', () => {
    expect(said({ state: 'waiting', reason: 'quiet_hours', waitsUntil: '2026-05-12T12:00:00Z' }).words).toMatch(/^Goes /);
    expect(said({ state: 'waiting', reason: 'channel_down' })).toMatchObject({
      words: 'Did not go yet, trying again',
      tone: 'warn',
    });
  });

  it('calls a text without a receipt not confirmed after two hours, an e-mail never', () => {
    expect(said({ state: 'sent', sentAt: '2026-05-12T11:01:00Z' }).words).toMatch(/^Sent .*1/);
    const long = { state: 'sent' as const, sentAt: '2026-05-12T09:00:00Z' };
    expect(said(long)).toMatchObject({ words: 'Sent, not confirmed', actions: ['call'] });
    expect(said({ ...long, channel: 'email' }).words).toMatch(/^Sent /);
  });

  it('never lets a message pass for delivered that only lies in the outbox', () => {
    for (const state of ['sent', 'delivered'] as const) {
      expect(said({ state, outboxOnly: true })).toMatchObject({ mark: 'inbox', tone: 'warn' });
      expect(said({ state, outboxOnly: true }).words).toMatch(/^Only in the store/);
    }
  });

  it('says why it did not arrive and what to do', () => {
    expect(said({ state: 'not_delivered', reason: 'not_textable' })).toMatchObject({
      words: 'This number can’t get texts. Call, or change the number.',
      actions: ['call', 'change_number'],
    });
    expect(said({ state: 'not_delivered', reason: 'unreachable' }).actions).toEqual(['call', 'ask_again']);
    expect(said({ state: 'opted_out' }).words).toBe('Roger asked for no texts');
    expect(said({ state: 'opted_out', channel: 'email' }).words).toBe('Roger asked for no e-mails');
    expect(said({ state: 'no_consent' }).actions).toEqual(['ask_consent', 'call']);
  });

  it('has a mark and words for every state and interrupts for failures only', () => {
    const states: MessageState[] = [
      'held', 'on_device', 'waiting', 'sending', 'checking', 'sent', 'delivered',
      'not_delivered', 'opted_out', 'no_consent', 'cancelled', 'needs_attention',
    ];
    for (const state of states) {
      expect(said({ state }).words).not.toBe('');
      expect(isFailure({ ...toRoger, state })).toBe(state === 'not_delivered' || state === 'needs_attention');
    }
  });
});

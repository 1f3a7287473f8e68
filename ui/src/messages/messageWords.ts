/**
 * What is said of a message: a mark, words, and what can be done about it.
 *
 * The mark and the words always stand together; the tone (colour) is the third sign, never the only
 * one. There is no "read" state for texts, so none is ever shown.
 */
import type { MessageCard } from '../backend/generated/MessageCard';
import type { StateReason } from '../backend/generated/StateReason';
import { m } from '../paraglide/messages';
import { momentSaid, today } from '../shared/dates';
import type { IconName } from '../shared/iconNames';

/** What can be done about a message, in the order of the screen. */
export type MessageAction = 'undo' | 'send_now' | 'ask_again' | 'call' | 'ask_consent' | 'change_number';

/** Colour, the third sign. */
export type MessageTone = 'plain' | 'ok' | 'warn' | 'bad';

/** A message's standing as the screen shows it. */
export type MessageWords = {
  /** The picture beside the words. */
  mark: IconName;
  words: string;
  tone: MessageTone;
  actions: MessageAction[];
};

/** After so long without a receipt a sent text counts as not confirmed. */
const CONFIRMED_WITHIN_MS = 2 * 60 * 60 * 1000;

/** Whole seconds until a held message leaves, never below 0. */
export function secondsHeld(message: MessageCard, now: Date): number {
  if (!message.heldUntil) return 0;
  return Math.max(0, Math.ceil((Date.parse(message.heldUntil) - now.getTime()) / 1000));
}

/** What is said of `message` at `now`. */
export function messageWords(message: MessageCard, now: Date): MessageWords {
  const name = message.toName;
  switch (message.state) {
    case 'held':
      return {
        mark: 'timer',
        words: m.message_held({ name, seconds: secondsHeld(message, now) }),
        tone: 'plain',
        actions: ['undo', 'send_now'],
      };
    case 'on_device':
      return { mark: 'smartphone', words: m.message_on_device(), tone: 'plain', actions: ['undo'] };
    case 'waiting':
      return waiting(message, now);
    case 'sending':
      return { mark: 'clock', words: m.message_sending(), tone: 'plain', actions: [] };
    case 'checking':
      return { mark: 'clock', words: m.message_checking(), tone: 'warn', actions: ['call'] };
    case 'sent':
      return sent(message, now);
    case 'delivered':
      if (message.outboxOnly) return outboxOnly();
      return {
        mark: 'check-check',
        words: message.deliveredAt
          ? m.message_delivered_at({ time: momentSaid(message.deliveredAt, today(now)) })
          : m.message_delivered(),
        tone: 'ok',
        actions: [],
      };
    case 'not_delivered':
      return {
        mark: 'circle-alert',
        words: notDelivered(message.reason, message),
        tone: 'bad',
        actions: numberIsWrong(message.reason) ? ['call', 'change_number'] : ['call', 'ask_again'],
      };
    case 'opted_out':
      return { mark: 'message-square-off', words: optedOut(message), tone: 'warn', actions: ['call'] };
    case 'no_consent':
      return {
        mark: 'message-circle-question-mark',
        words: message.channel === 'email' ? m.message_no_consent_email() : m.message_no_consent_sms(),
        tone: 'warn',
        actions: ['ask_consent', 'call'],
      };
    case 'cancelled':
      return { mark: 'message-square-off', words: cancelled(message.reason), tone: 'plain', actions: [] };
    case 'needs_attention':
      return {
        mark: 'circle-alert',
        words:
          message.reason === 'store_setup' ? m.message_store_setup() : m.message_cannot_tell({ name }),
        tone: 'warn',
        actions: ['call', 'ask_again'],
      };
  }
}

/** Whether `message` must be announced at once: only failure interrupts. */
export function isFailure(message: MessageCard): boolean {
  return message.state === 'not_delivered' || message.state === 'needs_attention';
}

function waiting(message: MessageCard, now: Date): MessageWords {
  const time = message.waitsUntil ? momentSaid(message.waitsUntil, today(now)) : null;
  if (message.reason === 'channel_down') {
    return {
      mark: 'circle-alert',
      words: time ? m.message_trying_again_at({ time }) : m.message_trying_again(),
      tone: 'warn',
      actions: ['undo', 'call'],
    };
  }
  if (message.reason === 'store_setup') {
    return { mark: 'circle-alert', words: m.message_waits_for_setup(), tone: 'warn', actions: ['undo', 'call'] };
  }
  const words = time ? m.message_goes_at({ time }) : m.message_waiting();
  return { mark: 'clock', words, tone: 'plain', actions: ['undo'] };
}

function sent(message: MessageCard, now: Date): MessageWords {
  if (message.outboxOnly) return outboxOnly();
  const time = message.sentAt ? momentSaid(message.sentAt, today(now)) : null;
  const age = message.sentAt ? now.getTime() - Date.parse(message.sentAt) : 0;
  // An e-mail brings no receipt; only a text or WhatsApp message that stays without one is worth a second look.
  if (message.channel !== 'email' && age >= CONFIRMED_WITHIN_MS) {
    return { mark: 'check', words: m.message_not_confirmed(), tone: 'plain', actions: ['call'] };
  }
  return {
    mark: 'check',
    words: time ? m.message_sent_at({ time }) : m.message_sent(),
    tone: 'plain',
    actions: [],
  };
}

function outboxOnly(): MessageWords {
  return { mark: 'inbox', words: m.message_outbox_only(), tone: 'warn', actions: ['call'] };
}

function numberIsWrong(reason: StateReason | null): boolean {
  return reason === 'not_textable' || reason === 'no_such_address';
}

function notDelivered(reason: StateReason | null, message: MessageCard): string {
  switch (reason) {
    case 'not_textable':
      return m.message_not_textable();
    case 'no_such_address':
      return message.channel === 'email' ? m.message_no_such_email() : m.message_no_such_number();
    case 'blocked':
      return m.message_blocked();
    case 'unreachable':
      return m.message_unreachable();
    case 'store_setup':
      return m.message_store_setup();
    case 'too_late':
      return m.message_too_late();
    default:
      return m.message_not_delivered();
  }
}

function optedOut(message: MessageCard): string {
  return message.channel === 'email'
    ? m.message_opted_out_email({ name: message.toName })
    : m.message_opted_out_sms({ name: message.toName });
}

function cancelled(reason: StateReason | null): string {
  if (reason === 'not_ready_any_more') return m.message_not_ready_any_more();
  if (reason === 'too_late') return m.message_too_late();
  return m.message_taken_back();
}

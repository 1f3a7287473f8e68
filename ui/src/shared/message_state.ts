/** What has become of a message: always a mark and words, colour third. */
import type { MessageCard } from '../backend/generated/MessageCard';
import type { StateReason } from '../backend/generated/StateReason';
import { m } from '../paraglide/messages';
import { momentSaid } from './dates';
import type { IconName } from './icon_names';

export interface Mark {
  icon: IconName;
  look: 'plain' | 'ok' | 'warn' | 'bad';
  words: string;
}

/** What a person should know and do, for each reason why a message did not arrive. */
const reasons: Record<StateReason, () => string> = {
  quiet_hours: m.shared_reason_quiet_hours,
  channel_down: m.shared_reason_channel_down,
  not_textable: m.shared_reason_not_textable,
  no_such_address: m.shared_reason_no_such_address,
  blocked: m.shared_reason_blocked,
  unreachable: m.shared_reason_unreachable,
  store_setup: m.shared_reason_store_setup,
  opted_out: m.shared_reason_opted_out,
  no_consent: m.shared_reason_no_consent,
  not_ready_any_more: m.shared_reason_not_ready_any_more,
  taken_back: m.shared_reason_taken_back,
  too_late: m.shared_reason_too_late,
  cannot_tell: m.shared_reason_cannot_tell,
  other: m.shared_reason_other,
};

/** The mark and the words for a message. */
export function messageMark(message: MessageCard): Mark {
  const because = message.reason ? reasons[message.reason]() : undefined;
  switch (message.state) {
    case 'held':
      return { icon: 'timer', look: 'plain', words: m.shared_state_held() };
    case 'on_device':
      return { icon: 'smartphone', look: 'plain', words: m.shared_state_on_device() };
    case 'waiting':
      if (message.waitsUntil)
        return {
          icon: 'clock',
          look: message.reason === 'channel_down' ? 'warn' : 'plain',
          words:
            message.reason === 'channel_down'
              ? m.shared_state_trying_again({ when: momentSaid(message.waitsUntil) })
              : m.shared_state_goes_at({ when: momentSaid(message.waitsUntil) }),
        };
      return { icon: 'clock', look: 'plain', words: because ?? m.shared_state_waiting() };
    case 'sending':
      return { icon: 'clock', look: 'plain', words: m.shared_state_sending() };
    case 'checking':
      return { icon: 'clock', look: 'plain', words: m.shared_state_checking() };
    case 'sent':
      if (message.outboxOnly)
        return { icon: 'inbox', look: 'plain', words: m.shared_state_outbox_only() };
      return {
        icon: 'check',
        look: 'plain',
        words: message.sentAt
          ? m.shared_state_sent_at({ when: momentSaid(message.sentAt) })
          : m.shared_state_sent(),
      };
    case 'delivered':
      return {
        icon: 'check-check',
        look: 'ok',
        words: message.deliveredAt
          ? m.shared_state_delivered_at({ when: momentSaid(message.deliveredAt) })
          : m.shared_state_delivered(),
      };
    case 'not_delivered':
      return { icon: 'circle-alert', look: 'bad', words: because ?? m.shared_reason_other() };
    case 'opted_out':
      return { icon: 'message-square-off', look: 'warn', words: m.shared_reason_opted_out() };
    case 'no_consent':
      return {
        icon: 'message-circle-question-mark',
        look: 'warn',
        words: m.shared_reason_no_consent(),
      };
    case 'cancelled':
      return { icon: 'ban', look: 'plain', words: because ?? m.shared_reason_taken_back() };
    case 'needs_attention':
      return { icon: 'circle-alert', look: 'bad', words: because ?? m.shared_reason_cannot_tell() };
  }
}

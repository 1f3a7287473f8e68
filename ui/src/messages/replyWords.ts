/** What is said of a customer's reply: a mark and words, the colour only beside them. */
import type { ReplyCard } from '../backend/generated/ReplyCard';
import { m } from '../paraglide/messages';
import { momentSaid } from '../shared/dates';
import type { IconName } from '../shared/iconNames';

/** A reply's standing as the screen shows it. */
export type ReplyWords = { mark: IconName; words: string; tone: 'plain' | 'warn' };

/** What is said of `reply`. */
export function replyWords(reply: ReplyCard): ReplyWords {
  switch (reply.meaning) {
    case 'stop':
      return { mark: 'message-square-off', words: m.reply_stop(), tone: 'warn' };
    case 'start':
      return { mark: 'check', words: m.reply_start(), tone: 'plain' };
    case 'help':
      return { mark: 'info', words: m.reply_help(), tone: 'plain' };
    case 'wrong_number':
      return { mark: 'circle-alert', words: m.reply_wrong_number(), tone: 'warn' };
    case 'thanks':
      return { mark: 'check-check', words: m.reply_thanks(), tone: 'plain' };
    default:
      return waits(reply);
  }
}

function waits(reply: ReplyCard): ReplyWords {
  if (!reply.open) return { mark: 'check', words: m.reply_closed(), tone: 'plain' };
  if (!reply.answerUntil) return { mark: 'phone', words: m.reply_too_late(), tone: 'warn' };
  const time = momentSaid(reply.answerUntil);
  if (reply.forMe) return { mark: 'bell', words: m.reply_for_you({ time }), tone: 'warn' };
  return reply.forName
    ? { mark: 'user', words: m.reply_for({ name: reply.forName, time }), tone: 'plain' }
    : { mark: 'bell', words: m.reply_for_anyone({ time }), tone: 'warn' };
}

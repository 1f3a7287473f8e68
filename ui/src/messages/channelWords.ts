// What a channel is called, where a message says by what it goes.
import type { Channel } from '../backend/generated/Channel';
import { m } from '../paraglide/messages';

/** "Text to Roger, ··59". */
export function byWhatTo(channel: Channel, name: string, address: string): string {
  switch (channel) {
    case 'sms':
      return m.message_by_text_to({ name, address });
    case 'email':
      return m.message_by_email_to({ name, address });
    case 'whatsapp':
      return m.message_by_whatsapp_to({ name, address });
  }
}

/** "By text, ··59". */
export function wayWords(channel: Channel, address: string): string {
  switch (channel) {
    case 'sms':
      return m.tell_way_text({ address });
    case 'email':
      return m.tell_way_email({ address });
    case 'whatsapp':
      return m.tell_way_whatsapp({ address });
  }
}

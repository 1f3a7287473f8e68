/** What is in the way of sending words that an associate wrote, said so that they know what to do. */
import type { InTheWay } from '../backend/generated/InTheWay';
import type { Promotion } from '../backend/generated/Promotion';
import { m } from '../paraglide/messages';

/** One sentence for each thing; nothing: it may go. */
export function inTheWayWords(inTheWay: InTheWay): string[] {
  const words = inTheWay.promotions.map(promotionWords);
  return inTheWay.namesASecret ? [m.tell_names_a_secret(), ...words] : words;
}

function promotionWords({ kind, words }: Promotion): string {
  switch (kind) {
    case 'discount':
    case 'percent':
      return m.tell_is_an_offer({ words });
    case 'amount':
      return m.tell_is_not_the_price({ words });
    case 'link':
      return m.tell_is_a_link({ words });
    case 'capitals':
      return m.tell_is_capitals({ words });
    case 'phone':
      return m.tell_is_a_phone({ words });
  }
}

/** A wish in words: what, of what size and price, for whom, and how it ended. */
import type { WishCard } from '../backend/generated/WishCard';
import { m } from '../paraglide/messages';
import { dayInFull } from '../shared/dates';

/** "Pear-shaped studs, 6 mm, about 900". */
export function wishSaid(wish: WishCard): string {
  return [wish.words, wish.size, wish.price].filter(Boolean).join(', ');
}

/** Whose it is, of what size and price, for which occasion: what stands below the wish. */
export function wishSecond(wish: WishCard): string {
  return [
    wish.receiver.isSelf ? '' : wish.ofThisPage ? m.wish_for({ name: wish.receiver.name }) : m.wish_of({ name: wish.receiver.name }),
    wish.size ?? '',
    wish.price ?? '',
    wish.occasion ?? '',
    wish.saidBy ? m.wish_said_by({ name: wish.saidBy.name }) : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

/** How it ended; nothing while it is open. */
export function wishEnded(wish: WishCard): string {
  const { ended } = wish;
  if (!ended) return '';
  const day = dayInFull(ended.on);
  switch (ended.how) {
    case 'got':
      return m.wish_ended_got({ day });
    case 'not_any_more':
      return m.wish_ended_not_any_more({ day });
    case 'bought':
      return m.wish_ended_bought({ day });
    default:
      return ended.givenBy
        ? m.wish_ended_given({ name: ended.givenBy.name, day })
        : m.wish_ended_given_somebody({ day });
  }
}

/** How far the one whose page this is has come with giving it, and who else means to. */
export function giftSaid(wish: WishCard, name: string): string {
  const own =
    wish.ended || wish.gift === null || wish.gift === 'given'
      ? ''
      : wish.gift === 'bought'
        ? m.wish_is_bought({ name })
        : m.wish_is_meant({ name });
  return [own, ...wish.alsoMeantBy.map((other) => m.wish_also_meant({ name: other.name }))]
    .filter(Boolean)
    .join(' · ');
}

/** A reason to be in touch in words: why, whose choice it was, how often there was contact. */
import type { ReasonCard } from '../backend/generated/ReasonCard';
import type { Recall } from '../backend/generated/Recall';
import { m } from '../paraglide/messages';
import { dayInFull } from '../shared/dates';
import { pieceWord } from '../shared/words';

/** Why one would be in touch, in one sentence. */
export function whySaid(reason: ReasonCard): string {
  const piece = pieceWord(reason.recall?.pieceKind ?? 'piece');
  const words = reason.words ?? '';
  switch (reason.kind) {
    case 'ring_check':
      return m.reasons_ring_check({ piece });
    case 'appraisal':
      return m.reasons_appraisal({ piece });
    case 'warranty_check':
      return m.reasons_warranty_check({ piece, day: dayInFull(reason.dueOn) });
    case 'warranty_ends':
      return m.reasons_warranty_ends({ piece, day: dayInFull(reason.dueOn) });
    case 'ask_after':
      return m.reasons_ask_after({ words });
    case 'hello':
      return words ? m.reasons_say_hello({ words }) : m.reasons_say_hello_memory();
  }
}

/** The piece, who chose it, what for, and that it was me who sold it; empty where nothing is known. */
export function memorySaid(recall: Recall | null): string {
  if (!recall) return '';
  const sold = recall.soldByMe ? m.customers_you_sold_it() : '';
  if (!recall.purchaseId) return [recall.piece && `${recall.piece}.`, recall.meaning].filter(Boolean).join(' ');
  const piece = recall.piece ? `${recall.piece}.` : '';
  return [piece, chosenSaid(recall), sold].filter(Boolean).join(' ');
}

function chosenSaid(recall: Recall): string {
  const chooser = recall.chosenBy ?? recall.boughtBy;
  const receiver = recall.boughtFor;
  const occasion = recall.occasion;
  if (chooser?.name && !chooser.isSelf) {
    return occasion
      ? m.reasons_chosen_by_at({ name: chooser.name, occasion })
      : m.reasons_chosen_by({ name: chooser.name });
  }
  if (receiver?.name && !receiver.isSelf) {
    return occasion
      ? m.reasons_chosen_for_at({ name: receiver.name, occasion })
      : m.reasons_chosen_for({ name: receiver.name });
  }
  if (occasion) return m.reasons_own_at({ occasion });
  return recall.boughtOn ? m.reasons_own({ day: dayInFull(recall.boughtOn, '') }) : '';
}

/** When there was contact, and how much of the store's measure is used. */
export function contactSaid(reason: ReasonCard): string {
  const days = reason.daysSinceContact;
  const last =
    days === null
      ? m.reasons_contact_never()
      : days <= 0
        ? m.follow_up_last_contact_today()
        : days === 1
          ? m.follow_up_last_contact_day()
          : m.follow_up_last_contact({ days });
  if (reason.touches === 0) return last;
  const { most, withinDays } = reason.measure;
  return `${last} · ${m.reasons_touches({ touches: reason.touches, most, days: withinDays })}`;
}

/** From when on it is time, where that is not now. */
export const fromSaid = (reason: ReasonCard): string | undefined =>
  reason.standing === 'near' ? m.reasons_from({ day: dayInFull(reason.dueOn) }) : undefined;

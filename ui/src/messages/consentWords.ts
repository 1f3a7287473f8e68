/** Consent as the screens say it. */
import type { AddressConsent } from '../backend/generated/AddressConsent';
import type { Channel } from '../backend/generated/Channel';
import type { ConsentLine } from '../backend/generated/ConsentLine';
import type { ConsentStep } from '../backend/generated/ConsentStep';
import type { Purpose } from '../backend/generated/Purpose';
import { m } from '../paraglide/messages';
import { momentSaid } from '../shared/dates';

/** A step as customers understand it. */
export function stepWord(step: ConsentStep): string {
  return { all: m.consent_all, mine: m.consent_mine, nothing: m.consent_nothing }[step]();
}

/** What is written about. */
export function purposeWord(purpose: Purpose): string {
  return {
    service: m.consent_service,
    one_to_one: m.consent_one_to_one,
    marketing: m.consent_marketing,
    conversational: m.consent_conversational,
  }[purpose]();
}

/** "Yes: about their pieces". */
export function consentLine(line: ConsentLine): string {
  const purpose = purposeWord(line.purpose);
  return line.given ? m.consent_yes({ purpose }) : m.consent_no({ purpose });
}

/** "By text". */
export function wayWord(channel: Channel): string {
  return { sms: m.consent_by_text, email: m.consent_by_email, whatsapp: m.consent_by_whatsapp }[channel]();
}

/** Since when they are not written to, and who can change that; empty without a stop. */
export function stopWords({ stop }: AddressConsent): string {
  if (!stop) return '';
  const since = momentSaid(stop.since);
  return {
    store: m.consent_stop_store,
    customer: m.consent_stop_customer,
    nobody: m.consent_stop_nobody,
  }[stop.liftedBy]({ since });
}

/** Consent as the screens say it. */
import type { AddressConsent } from '../backend/generated/AddressConsent';
import type { Channel } from '../backend/generated/Channel';
import type { ConsentLine } from '../backend/generated/ConsentLine';
import type { ConsentStep } from '../backend/generated/ConsentStep';
import type { Purpose } from '../backend/generated/Purpose';
import { m } from '../paraglide/messages';
import type { Locale } from '../paraglide/runtime';
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

/** How it was said, as the ledger keeps it: a key, never the words of a screen. */
export const BASIS = { counter: 'at the counter', dropOff: 'at drop-off', associate: 'to the associate' } as const;

type Said = typeof m.tell_basis_drop_off;

/** The bases that the app and the server write. */
const ours: Record<string, Said> = {
  [BASIS.counter]: m.customers_basis_counter,
  [BASIS.dropOff]: m.tell_basis_drop_off,
  [BASIS.associate]: m.tell_basis,
  'still stopped': m.consent_basis_still,
  'the provider told of a stop': m.consent_basis_provider,
  'nobody has this number': m.consent_basis_nobody,
  // As screens wrote them down before, in the language they were in.
  'said at the counter': m.customers_basis_counter,
  'dicho en el mostrador': m.customers_basis_counter,
  'Said to the associate': m.tell_basis,
  'Dicho al vendedor': m.tell_basis,
};

/** How the server begins one that goes on with the customer's own words. */
const withTheirWords: Record<string, typeof m.consent_basis_replied> = {
  'replied: ': m.consent_basis_replied,
  'told the store: ': m.consent_basis_told,
  'wrong number: ': m.consent_basis_wrong,
};

/** How it was said: our own words in the language of the screen, the customer's and a colleague's as they are. */
export function basisWords(basis: string, at: { locale?: Locale } = {}): string {
  const known = Object.hasOwn(ours, basis) ? ours[basis] : undefined;
  if (known) return known({}, at);
  for (const [begins, say] of Object.entries(withTheirWords))
    if (basis.startsWith(begins)) return say({ words: basis.slice(begins.length) }, at);
  return basis;
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

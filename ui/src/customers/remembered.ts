/** What is remembered about a customer, in lines of plain words and in the language of the page. */
import type { Confidence } from '../backend/generated/Confidence';
import type { Channel } from '../backend/generated/Channel';
import type { HeldKind } from '../backend/generated/HeldKind';
import type { OccasionKind } from '../backend/generated/OccasionKind';
import type { Purpose } from '../backend/generated/Purpose';
import type { RelationKind } from '../backend/generated/RelationKind';
import type { Remembered } from '../backend/generated/Remembered';
import type { RepairState } from '../backend/generated/RepairState';
import { basisWords } from '../messages/consentWords';
import { m } from '../paraglide/messages';
import type { Locale } from '../paraglide/runtime';
import { minorUnits } from '../shared/money';
import { workWords } from '../shared/words';

/** One line: the words, and below them where they come from. */
export interface HeldLine {
  words: string;
  from: string;
  /** A small picture as a `data:` address. */
  picture?: string;
}
/** A part of the page. */
export interface HeldPart {
  title: string;
  lines: HeldLine[];
}

type Word = (inputs?: Record<string, never>, options?: { locale?: Locale }) => string;

const labels: Record<Exclude<HeldKind, 'imported'>, Word> = {
  nickname: m.remembered_nickname,
  former_names: m.remembered_former_names,
  said_as: m.remembered_said_as,
  phone: m.remembered_phone,
  email: m.remembered_email,
  address: m.remembered_address,
  language: m.remembered_language_of,
  since: m.remembered_since,
  looks_after: m.remembered_looks_after,
  tags: m.remembered_tags,
  about: m.remembered_about,
  memory: m.remembered_memory,
  gently: m.remembered_gently,
  deceased: m.remembered_deceased,
  source: m.remembered_source,
};
const relations: Record<RelationKind, Word> = {
  spouse: m.shared_relation_spouse,
  partner: m.shared_relation_partner,
  child: m.shared_relation_child,
  parent: m.shared_relation_parent,
  sibling: m.shared_relation_sibling,
  friend: m.shared_relation_friend,
  other: m.shared_relation_other,
};
const states: Record<RepairState, Word> = {
  taken_in: m.shared_repair_taken_in,
  estimated: m.shared_repair_estimated,
  at_bench: m.shared_repair_at_bench,
  waiting_for_parts: m.shared_repair_waiting_for_parts,
  ready: m.shared_repair_ready,
  handed_over: m.shared_repair_handed_over,
  cancelled: m.shared_repair_cancelled,
};
const occasions: Record<OccasionKind, Word> = {
  birthday: m.customers_birthday,
  anniversary: m.customers_anniversary,
  graduation: m.customers_graduation,
  other: m.customers_occasion,
};
const sure: Record<Confidence, Word> = {
  sure: m.remembered_sure,
  likely: m.remembered_likely,
  guess: m.remembered_guess,
};
const purposes: Record<Purpose, Word> = {
  service: m.remembered_service,
  one_to_one: m.remembered_one_to_one,
  marketing: m.remembered_marketing,
  conversational: m.remembered_one_to_one,
};
const channels: Record<Channel, Word> = {
  sms: m.remembered_sms,
  email: m.remembered_email_by,
  whatsapp: m.remembered_whatsapp,
};

/** "Spanish" for `es`; as it was written down where nobody knows the tag. */
function languageName(tag: string, locale: Locale): string {
  try {
    return new Intl.DisplayNames(locale, { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
const seasons: Record<string, Word> = {
  spring: m.jot_season_spring,
  summer: m.jot_season_summer,
  autumn: m.jot_season_autumn,
  winter: m.jot_season_winter,
};
/** A partial date: "14 June", "June 2027", "spring 2027", "2027"; with its year where that is known. */
function partialDay(date: string, locale: Locale): string {
  const yearly = date.startsWith('--');
  const year = yearly ? '' : date.slice(0, 4);
  const rest = date.slice(yearly ? 2 : 5);
  const season = seasons[rest];
  if (season) return [season({}, { locale }), year].filter(Boolean).join(' ');
  if (!/^\d{2}(-\d{2})?$/.test(rest)) return year || date;
  const [month, day] = rest.split('-');
  const words = new Intl.DateTimeFormat(locale, {
    ...(day && { day: 'numeric' }),
    month: 'long',
    ...(year && { year: 'numeric' }),
    timeZone: 'UTC',
  });
  // A leap year, so that 29 February is one.
  return words.format(new Date(`${year || '2028'}-${month}-${day ?? '15'}`));
}
const joined = (parts: (string | null | undefined | false)[]): string => parts.filter(Boolean).join(', ');

/** The parts of the page, in the language `locale`. */
export function heldLines(held: Remembered, locale: Locale): HeldPart[] {
  const said = (word: Word): string => word({}, { locale });
  const day = (text: string): string =>
    /^\d{4}-\d{2}-\d{2}$/.test(text)
      ? new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(text))
      : text;
  const money = (minor: number, currency: string): string =>
    new Intl.NumberFormat(locale, { style: 'currency', currency }).format(minor / minorUnits(currency));
  const part = (title: Word, lines: HeldLine[]): HeldPart => ({ title: said(title), lines });
  const at = { locale };
  return [
    part(
      m.remembered_who,
      held.who.map(({ kind, label, value }) => {
        const what = kind === 'imported' ? (label ?? '') : said(labels[kind]);
        const from = kind === 'imported' ? said(m.remembered_source) : '';
        const extra = kind === 'imported' ? '' : (label ?? '');
        const shown = kind === 'language' ? languageName(value, locale) : day(value);
        return { words: `${what}: ${joined([shown, extra])}`, from };
      }),
    ),
    part(
      m.remembered_people,
      held.people.map((each) => ({
        words: joined([
          each.name,
          said(relations[each.kind]),
          each.note,
          each.endedOn && m.remembered_ended({ year: each.endedOn.slice(0, 4) }, at),
        ]),
        from: '',
      })),
    ),
    part(
      m.remembered_days,
      held.days.map((each) => ({
        words: `${each.label ?? said(occasions[each.kind])}: ${partialDay(each.onDate, locale)}`,
        from: joined([said(sure[each.confidence]), each.because]),
      })),
    ),
    part(
      m.remembered_bought,
      held.bought.map((each) => ({
        words: joined([
          day(each.on),
          each.description,
          each.boughtFor && m.remembered_for({ name: each.boughtFor }, at),
          each.boughtBy && m.remembered_by_for({ name: each.boughtBy }, at),
          each.price !== null && m.remembered_paid({ amount: money(each.price, each.currency) }, at),
          each.occasion,
          each.meaning,
        ]),
        from: each.soldBy ? m.remembered_sold_by({ name: each.soldBy }, at) : '',
      })),
    ),
    part(
      m.remembered_pieces,
      held.pieces.map((each) => ({
        words: each.description,
        from: each.serialEnds ? m.remembered_serial({ ends: each.serialEnds }, at) : '',
      })),
    ),
    part(
      m.remembered_repairs,
      held.repairs.map((each) => ({
        words: joined([
          day(each.on),
          each.piece,
          workWords(each.work, at),
          said(states[each.state]),
          each.charged !== null && m.remembered_paid({ amount: money(each.charged, each.currency) }, at),
        ]),
        from: m.remembered_envelope({ number: each.envelope }, at),
      })),
    ),
    part(
      m.remembered_photos,
      held.photos.map((each) => ({
        words: each.caption ?? said(m.remembered_photo),
        from: joined([each.by && m.remembered_added_by({ name: each.by }, at), day(each.on)]),
        ...(each.thumbnail && { picture: each.thumbnail }),
      })),
    ),
    part(
      m.remembered_promises,
      held.promises.map((each) => ({
        words: joined([
          each.words,
          each.dueOn && m.remembered_due({ day: day(each.dueOn) }, at),
          each.until && m.remembered_until({ day: day(each.until) }, at),
        ]),
        from: joined([each.madeBy && m.remembered_made_by({ name: each.madeBy }, at), day(each.madeOn)]),
      })),
    ),
    part(
      m.remembered_learnt,
      held.learnt.map((each) => ({
        words: each.words,
        from: joined([
          each.by && m.remembered_noted_by({ name: each.by }, at),
          day(each.on),
          each.fact && said(m.remembered_fact),
        ]),
      })),
    ),
    part(
      m.remembered_to_do,
      held.toDo.map((each) => ({ words: joined([day(each.dueOn), each.reason]), from: '' })),
    ),
    part(
      m.remembered_written,
      held.written.map((each) => ({
        words: each.words,
        from: joined([
          said(each.theirs ? m.remembered_you_wrote : m.remembered_we_wrote),
          each.to && m.remembered_to({ name: each.to }, at),
          said(channels[each.channel]),
          day(each.on),
          each.notDelivered && said(m.remembered_not_delivered),
        ]),
      })),
    ),
    part(
      m.remembered_consents,
      held.consents.map((each) => ({
        words: joined([
          each.address,
          said(channels[each.channel]),
          said(purposes[each.purpose]),
          said(each.given ? m.remembered_allowed : m.remembered_forbidden),
        ]),
        from: joined([basisWords(each.basis, at), day(each.on)]),
      })),
    ),
  ];
}

/**
 * The brief in words: a name and three lines that are read in five seconds, 20 words at most with
 * the name, then what is below, under 60 in all. Labels are not counted.
 *
 * Order: what would break trust, the one memory, what is ahead. Every line says where it came from.
 *
 * What a person wrote is said whole or not at all: the part that a cut takes off may be the "except", the "not",
 * or what must never be said to this customer. Where it is too long, the line says whose words to read.
 */
import type { Ask } from '../backend/generated/Ask';
import type { Brief } from '../backend/generated/Brief';
import type { PromiseCard } from '../backend/generated/PromiseCard';
import type { Recall } from '../backend/generated/Recall';
import type { WorkKind } from '../backend/generated/WorkKind';
import { m } from '../paraglide/messages';
import { dayInFull, dayOf, today } from '../shared/dates';
import { moneySaid } from '../shared/money';
import { pieceWord, workWords } from '../shared/words';
import { wishSaid } from '../wishes/wishWords';
import { aheadSaid } from './ahead';
import { countWords } from './countWords';

export const FIRST_WORDS = 20;
export const ALL_WORDS = 60;
/** Fewer words than this say nothing. */
const FEWEST = 3;
/** The most words of what to ask, of why it mattered, and of a promise among the first lines. */
const ASK_WORDS = 14;
const WHY_WORDS = 14;
const PROMISE_WORDS = 7;

export interface BriefLine {
  kind: 'pay' | 'promise' | 'recall' | 'ahead' | 'gentle' | 'ready' | 'why' | 'sold' | 'word' | 'show' | 'ask' | 'share';
  label: string;
  words: string;
  /** Where it came from. */
  href: string;
}

/** The first of these ways to say it that fits, whole; none where none does. */
function fitting(ways: string[], words: number): string | null {
  return ways.find((way) => way && countWords(way) <= words) ?? null;
}

const onUs: Record<WorkKind, () => string> = {
  battery: m.customers_on_us_battery,
  cleaning: m.customers_on_us_cleaning,
  service: m.customers_on_us_service,
  resize: m.customers_on_us_resize,
  strap: m.customers_on_us_strap,
  setting: m.customers_on_us_setting,
  part: m.customers_on_us_part,
  engraving: m.customers_on_us_engraving,
  appraisal: m.customers_on_us_appraisal,
  other: m.customers_on_us_other,
};

/** The three lines. */
export function firstLines(brief: Brief, now = today()): BriefLine[] {
  const trust = trustLine(brief);
  const ahead = aheadLine(brief, now);
  let left = FIRST_WORDS - countWords(brief.name);
  for (const line of [trust, ahead]) if (line) left -= countWords(line.words);
  // With a very long name the memory moves below, rather than making the rest unreadable.
  const recall = brief.recall && left >= FEWEST ? recallLine(brief, brief.recall, left) : null;
  return [trust, recall, ahead].filter((line) => line !== null);
}

/** What stands below: ready, why it mattered, who sold it, whose word it is, what to show and to ask. */
export function moreLines(brief: Brief, now = today()): BriefLine[] {
  const first = firstLines(brief, now);
  let left = ALL_WORDS - countWords(brief.name);
  for (const line of first) left -= countWords(line.words);
  const taken = (kind: BriefLine['kind']) => first.find((line) => line.kind === kind)?.words ?? '';

  const lines: BriefLine[] = [];
  // What to ask is the last line, and the one that opens the talk: room is kept for it.
  const kept = brief.ask ? countWords(askSaid(brief.ask)) : 0;
  const add = (line: BriefLine, most: number, ...shorter: string[]) => {
    const free = line.kind === 'ask' ? left : left - kept;
    if (free < FEWEST) return;
    // A line that can't be said whole is left out.
    const words = fitting([line.words, ...shorter], Math.min(most, free));
    if (!words) return;
    left -= countWords(words);
    lines.push({ ...line, words });
  };

  const { repair, recall, toPay } = brief;
  const ask = brief.ask && { ...brief.ask, words: askSaid(brief.ask) };
  const work = repair ? workWords(repair.work) : '';
  const below = recall && !taken('recall') ? recallLine(brief, recall, 12) : null;
  if (below) add(below, 12);
  if (repair)
    add(
      {
        kind: 'ready',
        label: repair.state === 'ready' ? m.customers_label_ready() : m.customers_label_in_store(),
        words: m.customers_ready({ piece: repair.piece, work, envelope: repair.envelope }),
        href: `#/repairs/${repair.id}`,
      },
      12,
      m.customers_ready({ piece: pieceWord(repair.pieceKind), work, envelope: repair.envelope }),
      // Whatever is done to it: by its envelope it is found.
      m.customers_ready_envelope({ piece: pieceWord(repair.pieceKind), envelope: repair.envelope }),
    );
  const reason = toPay?.because[0];
  if (reason)
    add(
      {
        kind: 'word',
        label: m.customers_label_promised(),
        words: reason.madeBy
          ? m.customers_word_by({ words: sentence(reason.words), name: reason.madeBy, day: dayInFull(reason.madeOn, '') })
          : m.customers_word({ words: sentence(reason.words), day: dayInFull(reason.madeOn, '') }),
        href: `#/customers/${brief.customerId}?tab=about`,
      },
      12,
      promiseOf(reason.madeBy),
    );
  const meaning = recall?.meaning;
  if (meaning && !taken('recall').includes(meaning))
    add(
      { kind: 'why', label: m.customers_label_why(), words: meaning, href: recallHref(brief) },
      WHY_WORDS,
    );
  if (recall && (recall.soldByMe || recall.soldBy) && !taken('recall').includes(m.customers_you_sold_it()))
    add(
      { kind: 'sold', label: m.customers_label_sold(), words: soldSaid(recall), href: recallHref(brief) },
      8,
    );
  const show = brief.show?.wish;
  if (show)
    add(
      {
        kind: 'show',
        label: m.customers_label_show(),
        words: m.wish_show({ name: show.receiver.name, words: wishSaid(show) }),
        href: `#/customers/${brief.customerId}?tab=about`,
      },
      14,
      m.wish_show({ name: show.receiver.name, words: show.words }),
    );
  if (ask)
    add(
      {
        kind: 'ask',
        label: m.customers_label_ask(),
        words: ask.words,
        href: `#/customers/${brief.customerId}?tab=story`,
      },
      ASK_WORDS,
    );
  if (brief.share)
    add(
      {
        kind: 'share',
        label: m.customers_label_share(),
        words: m.strands_both({ word: brief.share.word }),
        href: `#/customers/${brief.customerId}?tab=about`,
      },
      6,
    );
  return lines;
}

function trustLine(brief: Brief): BriefLine | null {
  const { toPay, repair, promises } = brief;
  const [first] = promises;
  if (toPay && repair) {
    const toPaySaid = moneySaid(toPay.toPay, toPay.currency);
    const works = new Set(toPay.because.map((reason) => reason.covers));
    const [work] = works;
    const reason =
      work && works.size === 1 && work !== 'other' ? onUs[work]() : toPay.because.length ? m.customers_on_us_promised() : '';
    const words =
      toPay.toPay === 0
        ? reason
          ? m.customers_pay_nothing_because({ reason })
          : m.customers_pay_nothing()
        : reason
          ? m.customers_pay_less({
              toPay: toPaySaid,
              quoted: moneySaid(toPay.quoted, toPay.currency),
              reason,
            })
          : m.customers_pay({ toPay: toPaySaid });
    return {
      kind: 'pay',
      label: m.customers_label_to_pay(),
      words,
      href: `#/repairs/${repair.id}`,
    };
  }
  if (first)
    return {
      kind: 'promise',
      label: m.customers_label_promised(),
      words: promiseSaid(first),
      href: `#/customers/${brief.customerId}?tab=about`,
    };
  return null;
}

/** What was promised; where that is too long, that there is a promise, and whose. */
function promiseSaid({ words, madeBy }: PromiseCard): string {
  if (countWords(words) > PROMISE_WORDS) return promiseOf(madeBy);
  return /[.!?…]$/u.test(words.trim()) ? words.trim() : m.customers_promised({ words: words.trim() });
}

/** That there is a promise, and whose. */
function promiseOf(madeBy: string | null): string {
  return madeBy ? m.customers_promise_by({ name: madeBy }) : m.customers_promise_open();
}

/** Words that a full stop follows. */
function sentence(words: string): string {
  return words.trim().replace(/\.$/u, '');
}

/** What to ask; where that is too long, whose note to read first. */
function askSaid({ words, notedAt, notedBy }: Ask): string {
  if (countWords(words) <= ASK_WORDS) return words.trim();
  const day = dayInFull(dayOf(notedAt), '');
  return notedBy ? m.customers_ask_note_by({ name: notedBy, day }) : m.customers_ask_note({ day });
}

function aheadLine(brief: Brief, now: string): BriefLine | null {
  const href = `#/customers/${brief.customerId}?tab=about`;
  if (brief.gentlyUntil)
    return {
      kind: 'gentle',
      label: m.customers_label_gently(),
      words: m.customers_gently_until({ day: dayInFull(brief.gentlyUntil, now) }),
      href,
    };
  if (!brief.ahead) return null;
  return {
    kind: 'ahead',
    label: m.customers_label_ahead(),
    words: aheadSaid(brief.ahead, now),
    href,
  };
}

function recallHref(brief: Brief): string {
  const from = brief.recall?.purchaseId;
  return `#/customers/${brief.customerId}?tab=story${from ? `&at=${from}` : ''}`;
}

/** The richest memory that the words left allow. */
function recallLine(brief: Brief, recall: Recall, left: number): BriefLine | null {
  const words = fitting(memories(brief, recall), left);
  if (!words) return null;
  return { kind: 'recall', label: m.customers_label_recall(), words, href: recallHref(brief) };
}

/** Ways to say the memory, the richest first. */
function memories(brief: Brief, recall: Recall): string[] {
  const { occasion, meaning } = recall;
  // The repair names the piece already; without one the memory has to.
  const piece = brief.repair
    ? m.customers_it()
    : recall.pieceKind
      ? m.customers_the_piece({ piece: pieceWord(recall.pieceKind) })
      : m.customers_it();
  const sold = recall.soldByMe ? ` ${m.customers_you_sold_it()}` : '';
  const chooser = recall.chosenBy ?? recall.boughtBy;
  const receiver = recall.boughtFor;

  let core: string[] = [];
  if (chooser && !chooser.isSelf) {
    core = [
      ...(occasion
        ? [
            m.customers_chose_for({ name: chooser.name, piece, occasion }),
            m.customers_chose_at({ name: chooser.name, occasion }),
          ]
        : []),
      m.customers_chose({ name: chooser.name, piece }),
    ];
  } else if (receiver && !receiver.isSelf) {
    core = [
      ...(occasion ? [m.customers_chosen_for_at({ name: receiver.name, piece, occasion })] : []),
      m.customers_chosen_for({ name: receiver.name, piece }),
    ];
  } else if (occasion && recall.piece) {
    core = [m.customers_own_for({ occasion })];
  }
  if (core.length === 0) {
    if (meaning) return [meaning];
    return recall.piece
      ? [m.customers_own({ piece: recall.piece }) + sold, m.customers_own({ piece: recall.piece })]
      : [];
  }
  return core.flatMap((words) => (sold ? [words + sold, words] : [words]));
}

/** "Marta, 3 June 2021; left 2023." "You" only when it was this person. */
export function soldSaid(recall: Recall): string {
  const day = recall.boughtOn ? dayInFull(recall.boughtOn, '') : '';
  if (recall.soldByMe) return day ? m.customers_sold_by_you_on({ day }) : m.customers_sold_by_you();
  const name = recall.soldBy ?? '';
  if (recall.sellerLeftOn)
    return m.customers_sold_by_left({ name, day, year: recall.sellerLeftOn.slice(0, 4) });
  return day ? m.customers_sold_by_on({ name, day }) : m.customers_sold_by({ name });
}

/** One thing that happened, as a line of the history beside the draft. */
import type { PersonRef } from '../backend/generated/PersonRef';
import type { StoryEntry } from '../backend/generated/StoryEntry';
import { m } from '../paraglide/messages';
import { moneySaid } from '../shared/money';
import { repairWord, workWords } from '../shared/words';

/** A line of history: the words, what else there is to say, and promises. */
export type HistoryLine = {
  key: string;
  on: string;
  words: string;
  /** Seen at a glance: who gave it to whom, and who sold it. */
  more: string[];
  /** Seen when the story is unfolded: what it meant, who noted it. */
  rest: string[];
  promises: string[];
  /** In someone's own words, a note or a message, rather than a thing that happened. */
  said: boolean;
  /** Whether the promises were kept with it, rather than made with it. */
  kept: boolean;
};

/** `entry` as the history shows it; `self` is the given name of the customer whose page it is. */
export function historyLine(entry: StoryEntry, self: string): HistoryLine {
  switch (entry.kind) {
    case 'purchase':
      return {
        key: `purchase ${entry.purchaseId} ${entry.pieceId ?? ''}`,
        on: entry.on,
        said: false,
        words: entry.description,
        more: [...roles(entry, self), ...present(soldSentence(entry))],
        rest: present(entry.meaning),
        promises: entry.promises,
        kept: false,
      };
    case 'repair':
      return {
        key: `repair ${entry.repair.id}`,
        on: entry.on,
        said: false,
        words: repairSentence(entry),
        more: present(entry.chargedAnyway && m.history_charged_anyway({ reason: entry.chargedAnyway })),
        rest: [],
        promises: entry.kept,
        kept: true,
      };
    case 'note':
      return {
        key: `note ${entry.noteId}`,
        on: entry.on,
        said: true,
        words: entry.words,
        more: [],
        rest: present(entry.notedBy && m.history_noted_by({ name: entry.notedBy })),
        promises: [],
        kept: false,
      };
    case 'message':
      return {
        key: `message ${entry.message.id}`,
        on: entry.on,
        said: true,
        words: m.history_message({ name: entry.message.toName, words: entry.message.body }),
        more: [],
        rest: [],
        promises: [],
        kept: false,
      };
    case 'reply':
      return {
        key: `reply ${entry.reply.id}`,
        on: entry.on,
        said: true,
        words: m.history_reply({ name: entry.reply.customerName, words: entry.reply.words || m.reply_pictures_only() }),
        more: [],
        rest: [],
        promises: [],
        kept: false,
      };
  }
}

type Purchase = Extract<StoryEntry, { kind: 'purchase' }>;
type Repair = Extract<StoryEntry, { kind: 'repair' }>;

function present(words: string | null | undefined): string[] {
  return words ? [words] : [];
}

/** Who gave what to whom, and what for; nothing when someone simply bought it for themself. */
function roles(entry: Purchase, self: string): string[] {
  const giver: PersonRef = entry.chosenBy ?? entry.boughtBy;
  const receiver = entry.boughtFor;
  const occasion = entry.occasion;
  if (receiver && !samePerson(giver, receiver)) {
    const from = called(giver, self);
    const to = called(receiver, self);
    return occasion ? [m.history_from_to_for({ from, to, occasion })] : [m.history_from_to({ from, to })];
  }
  if (!giver.isSelf) return [m.history_chosen_by({ name: giver.name }), ...present(occasion)];
  return present(occasion);
}

function samePerson(one: PersonRef, other: PersonRef): boolean {
  if (one.isSelf || other.isSelf) return one.isSelf === other.isSelf;
  return one.customerId !== null ? one.customerId === other.customerId : one.name === other.name;
}

function called(person: PersonRef, self: string): string {
  return person.isSelf ? self : person.name;
}

/** Who sold it: "you" only when it was this person. */
function soldSentence(entry: Purchase): string | null {
  if (entry.soldByMe) return m.history_you_sold();
  if (!entry.soldBy) return null;
  return entry.sellerLeftOn
    ? m.history_sold_by_left({ name: entry.soldBy, year: entry.sellerLeftOn.slice(0, 4) })
    : m.history_sold_by({ name: entry.soldBy });
}

function repairSentence(entry: Repair): string {
  const { piece, price } = entry.repair;
  const work = workWords(entry.repair.work);
  if (entry.step !== 'handed_over') {
    return m.history_repair({ work, piece, state: repairWord(entry.repair.state) });
  }
  if (entry.charged === null || entry.charged === 0) return m.history_repair_free({ work });
  return m.history_repair_paid({ work, amount: moneySaid(entry.charged, price.currency) });
}

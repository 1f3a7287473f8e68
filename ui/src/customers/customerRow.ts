/** The second line of a customer's row: why they were found, else who they are. */
import type { CustomerRow } from '../backend/generated/CustomerRow';
import type { Why } from '../backend/generated/Why';
import type { WordsOf } from '../backend/generated/WordsOf';
import { m } from '../paraglide/messages';
import { daySaid } from '../shared/dates';
import { relationWord } from '../shared/words';

const wordsOf: Record<WordsOf, (inputs: { words: string }) => string> = {
  fact: m.customers_why_fact,
  pet: m.customers_why_pet,
  piece: m.customers_why_piece,
  tag: m.customers_why_tag,
  about: m.customers_why_about,
};

/** Words of another direction keep it among ours, and don't carry what follows along. */
const apart = (words: string): string => (/[\u0590-\u08ff\ufb1d-\ufefc]/.test(words) ? `\u2068${words}\u2069` : words);
/** Not broken between its words: a day stands on one line. */
const together = (words: string): string => words.replaceAll(' ', '\u00a0');

/** "spouse of Dana", "note, 14 March: asked about the blue dial". */
export function whyWords(why: Why): string {
  switch (why.kind) {
    case 'phone':
      return m.customers_why_phone({ ends: why.ends });
    case 'email':
      return why.address;
    case 'envelope':
      return m.customers_why_envelope({ envelope: why.envelope });
    case 'alsoNamed':
      return m.customers_why_also_named({ name: apart(why.name) });
    case 'serial':
      return m.customers_why_serial({ piece: apart(why.piece), ends: why.serial.slice(-4) });
    case 'words':
      return wordsOf[why.of]({ words: apart(why.words) });
    case 'note':
      return m.customers_why_note({ when: daySaid(why.on), words: apart(why.words) });
    case 'message':
      return m.customers_why_message({ when: daySaid(why.on), words: apart(why.words) });
    case 'relation':
      return m.customers_why_relation({ relation: relationWord(why.relation), name: apart(why.name) });
  }
}

export function secondLine(row: CustomerRow): string {
  const parts: string[] = [];
  if (row.why) parts.push(whyWords(row.why));
  const said = row.why?.kind === 'relation' && row.with && row.why.name.startsWith(row.with);
  if (row.with && !said) parts.push(m.customers_row_with({ name: apart(row.with) }));
  if (row.lastSeenOn) parts.push(together(m.customers_row_seen({ when: daySaid(row.lastSeenOn) })));
  return parts.join(' · ');
}

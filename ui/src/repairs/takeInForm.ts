/** What is written on the take-in screen, and the repair it makes: or what is missing, field by field. */
import type { Channel } from '../backend/generated/Channel';
import type { NewRepairLine } from '../backend/generated/NewRepairLine';
import type { PieceKind } from '../backend/generated/PieceKind';
import type { TakeInRepair } from '../backend/generated/TakeInRepair';
import type { WorkKind } from '../backend/generated/WorkKind';
import { m } from '../paraglide/messages';
import { readPrice } from './price';

/** One line of work as it is being written. */
export interface WorkLine {
  key: number;
  work: WorkKind;
  /** In words; empty: the word for the work. */
  description: string;
  /** The price as typed. */
  price: string;
}

/** The whole form. */
export interface TakeInForm {
  /** One of the customer's pieces; `''`: another piece, described below; none: not chosen yet. */
  pieceId: string | null;
  description: string;
  pieceKind: PieceKind | null;
  lines: WorkLine[];
  customerWords: string;
  condition: string;
  envelope: string;
  promisedFor: string | null;
  /** Who is told; `''`: the customer. */
  tellId: string;
  tellBy: Channel | 'call';
  consent: boolean;
}

/** What is wrong, by field as the core names it. A line of work is `line <key>`. */
export type TakeInErrors = Record<string, string>;

/** An empty form. */
export function emptyTakeIn(): TakeInForm {
  return {
    pieceId: null,
    description: '',
    pieceKind: null,
    lines: [],
    customerWords: '',
    condition: '',
    envelope: '',
    promisedFor: null,
    tellId: '',
    tellBy: 'sms',
    consent: false,
  };
}

/** The lines that can be priced so far; a price that can't be read counts as not written yet. */
export function linesOf(form: TakeInForm, currency: string): NewRepairLine[] {
  return form.lines.map((line) => ({
    work: line.work,
    description: line.description.trim(),
    price: readPrice(line.price, currency) ?? 0,
  }));
}

/** The repair that `form` makes for `customerId`, or what is missing. */
export function readTakeIn(
  form: TakeInForm,
  customerId: string,
  currency: string,
): { repair: TakeInRepair; errors: null } | { repair: null; errors: TakeInErrors } {
  const errors: TakeInErrors = {};
  const described = form.pieceId === '';
  if (form.pieceId === null) errors['pieceId'] = m.take_in_piece_missing();
  if (described && form.description.trim() === '') errors['description'] = m.take_in_description_missing();
  if (form.lines.length === 0) errors['lines'] = m.take_in_work_missing();
  for (const line of form.lines) {
    if (readPrice(line.price, currency) === null) errors[`line ${line.key}`] = m.take_in_price_unread();
  }
  if (form.envelope.trim() === '') errors['envelope'] = m.take_in_envelope_missing();
  if (Object.keys(errors).length > 0) return { repair: null, errors };
  return {
    errors: null,
    repair: {
      customerId,
      pieceId: described ? null : form.pieceId,
      description: described ? form.description.trim() : null,
      pieceKind: described ? (form.pieceKind ?? 'piece') : null,
      envelope: form.envelope.trim(),
      customerWords: form.customerWords.trim() || null,
      condition: form.condition.trim() || null,
      lines: linesOf(form, currency),
      promisedFor: form.promisedFor,
      tellId: form.tellId || null,
      tellBy: form.tellBy === 'call' ? null : form.tellBy,
      consent: form.tellBy !== 'call' && form.consent,
      droppedOffBy: null,
    },
  };
}

/** What an edit was, by the table it was written to, in the words of the screen. */
import { m } from '../paraglide/messages';

const tables: Record<string, () => string> = {
  customer: m.sync_table_customer,
  phone: m.sync_table_contact,
  email: m.sync_table_contact,
  address: m.sync_table_contact,
  consent: m.sync_table_consent,
  note: m.sync_table_note,
  photo: m.sync_table_photo,
  fact: m.sync_table_fact,
  promise: m.sync_table_promise,
  promise_use: m.sync_table_promise,
  repair: m.sync_table_repair,
  repair_line: m.sync_table_repair,
  repair_step: m.sync_table_repair_step,
  message: m.sync_table_message,
  follow_up: m.sync_table_follow_up,
  reason_answer: m.reasons_title,
  touch_measure: m.reasons_measure,
  own_fact: m.strands_own_title,
  handover: m.sync_table_handover,
  legend: m.sync_table_legend,
  appointment: m.sync_table_appointment,
  wish: m.sync_table_wish,
  gift: m.sync_table_gift,
  piece: m.sync_table_piece,
  purchase: m.sync_table_purchase,
  occasion: m.sync_table_occasion,
  relation: m.sync_table_relation,
  alert: m.sync_table_alert,
};

/** "A note" for `note`. */
export const tableWord = (table: string): string => (tables[table] ?? m.sync_table_other)();

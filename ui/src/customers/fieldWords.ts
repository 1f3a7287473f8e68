/** The fields of a customer by the names of their columns, in the words of the screen. */
import { m } from '../paraglide/messages';

const fields: Record<string, () => string> = {
  given_name: m.customers_field_given_name,
  family_name: m.customers_field_family_name,
  former_names: m.customers_field_former_names,
  nickname: m.customers_field_nickname,
  said_as: m.customers_field_said_as,
  about: m.customers_field_about,
  memory: m.customers_field_memory,
  language: m.customers_field_language,
  gently_until: m.customers_tread_gently,
  gently_why: m.customers_tread_gently,
  words: m.customers_field_words,
  caption: m.customers_field_caption,
  phone: m.customers_field_phone,
  e164: m.customers_field_phone,
  typed: m.customers_field_phone,
  address: m.customers_field_email,
};

/** "Last name" for `family_name`. */
export const fieldWord = (field: string): string => (fields[field] ?? m.customers_field_other)();

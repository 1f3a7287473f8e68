/** What the chips of a note are called. */
import type { ChipKind } from '../backend/generated/ChipKind';
import { m } from '../paraglide/messages';
import { dayInFull, monthInFull } from '../shared/dates';

const words: Record<ChipKind, () => string> = {
  person: m.jot_chip_person,
  pet: m.jot_chip_pet,
  occasion: m.jot_chip_occasion,
  size: m.jot_chip_size,
  wish: m.jot_chip_wish,
  promise: m.jot_chip_promise,
  follow_up: m.jot_chip_follow_up,
  liking: m.jot_chip_liking,
  avoid: m.jot_chip_avoid,
  allergy: m.jot_chip_allergy,
  trip: m.jot_chip_trip,
  work: m.jot_chip_work,
  interest: m.jot_chip_interest,
  tread_gently: m.jot_chip_tread_gently,
};

export function kindWord(kind: ChipKind): string {
  return words[kind]();
}

const seasons: Record<string, () => string> = {
  spring: m.jot_season_spring,
  summer: m.jot_season_summer,
  autumn: m.jot_season_autumn,
  winter: m.jot_season_winter,
};

/** A partial date as it is read: "20 June", "June 2027", "spring 2027", "2027". */
export function partialDay(date: string): string {
  const yearly = date.startsWith('--');
  const year = yearly ? '' : date.slice(0, 4);
  const rest = yearly ? date.slice(2) : date.slice(5);
  const season = seasons[rest];
  if (season) return year ? `${season()} ${year}` : season();
  if (rest === '') return year;
  const now = new Date().getFullYear();
  const [month, day] = rest.split('-');
  if (!day) return monthInFull(year ? Number(year) : now, Number(month));
  // A leap year, so that 29 February is one.
  return yearly ? dayInFull(`2028-${rest}`, '2028-01-01') : dayInFull(date);
}

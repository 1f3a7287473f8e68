/** The offered days with their words, as a choice of days takes them. */
import { m } from '../paraglide/messages';
import type { QuickDay } from './quickDays';

const words: Record<QuickDay['key'], () => string> = {
  tomorrow: m.day_tomorrow,
  next_week: m.day_next_week,
  next_month: m.day_next_month,
  half_year: m.day_half_year,
};

/** `days` with their words. */
export function withWords(days: QuickDay[]): { on: string; words: string }[] {
  return days.map((day) => ({ on: day.on, words: words[day.key]() }));
}

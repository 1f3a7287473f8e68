/** A day as far as it is known, in the three parts that people say: day, month, year. */

/** As it is typed and chosen; empty: not known. */
export interface DayParts {
  day: string;
  /** "01" to "12", "spring" to "winter", or empty. */
  month: string;
  year: string;
}

export const SEASONS = ['spring', 'summer', 'autumn', 'winter'] as const;

/** The months as two digits. */
export const MONTHS = Array.from({ length: 12 }, (_, at) => String(at + 1).padStart(2, '0'));

/** The partial date as it is kept; `null` where the parts make none (a day without its month). */
export function partialDate({ day, month, year }: DayParts): string | null {
  const inYear = year.trim();
  const onDay = day.trim();
  if (inYear !== '' && !/^[12]\d{3}$/.test(inYear)) return null;
  if (onDay !== '' && (!/^\d{1,2}$/.test(onDay) || !MONTHS.includes(month))) return null;
  if (month === '') return inYear === '' ? null : inYear;
  const rest = onDay === '' ? month : `${month}-${onDay.padStart(2, '0')}`;
  return `${inYear === '' ? '-' : inYear}-${rest}`;
}

/** The parts of a partial date. */
export function partsOf(date: string): DayParts {
  const [, year = '', month = '', day = ''] = /^(\d{4}|-)(?:-([a-z]+|\d{2}))?(?:-(\d{2}))?$/.exec(date) ?? [];
  return { year: year === '-' ? '' : year, month, day: day.replace(/^0/, '') };
}

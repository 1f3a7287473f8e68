/** The days ahead, put together by week: this one, the next, and each after it by its Monday. */
import type { DayAhead } from '../backend/generated/DayAhead';
import { nextMonday } from '../follow_ups/quickDays';
import { m } from '../paraglide/messages';
import { dayInFull, daysLater } from '../shared/dates';

export interface Week {
  /** Its Monday. */
  monday: string;
  title: string;
  days: DayAhead[];
}

/** The Monday of the week of `day`. */
const mondayOf = (day: string): string => daysLater(nextMonday(day), -7);

/** The weeks that have something, in order. */
export function weeks(days: DayAhead[], today: string): Week[] {
  const found: Week[] = [];
  const [first, second] = [mondayOf(today), nextMonday(today)];
  for (const day of days) {
    const monday = mondayOf(day.on);
    let week = found.find((known) => known.monday === monday);
    if (!week) {
      const title =
        monday === first
          ? m.ahead_this_week()
          : monday === second
            ? m.ahead_next_week()
            : m.ahead_week_of({ day: dayInFull(monday, today) });
      week = { monday, title, days: [] };
      found.push(week);
    }
    week.days.push(day);
  }
  return found;
}

/** What tells one thing ahead from another. */
export function keyOf({ what }: DayAhead): string {
  switch (what.kind) {
    case 'appointment':
      return what.appointment.id;
    case 'promise':
      return what.promise.id;
    case 'followUp':
      return what.followUp.id;
    case 'occasion': {
      const { customerId, ahead } = what.occasion;
      return `${customerId} ${ahead.occasionId ?? `${ahead.kind} ${ahead.with?.name ?? ''}`}`;
    }
  }
}

/** An appointment in words: when, about what, and the things to open with. */
import type { AppointmentAhead } from '../backend/generated/AppointmentAhead';
import type { AppointmentEnd } from '../backend/generated/AppointmentEnd';
import { firstLines, moreLines, type BriefLine } from '../customers/brief';
import { m } from '../paraglide/messages';
import { daySaid, storeTimeSaid, today } from '../shared/dates';

/** "Thursday, 15:30"; the day alone where no time was said. */
export function whenSaid(on: string, at: string | null, now = today()): string {
  const day = daySaid(on, now);
  return at ? m.appointment_day_at({ day, time: storeTimeSaid(at) }) : day;
}

const ends: Record<AppointmentEnd, () => string> = {
  kept: m.appointment_said_kept,
  did_not_come: m.appointment_said_did_not_come,
  cancelled: m.appointment_said_cancelled,
};

/** How it ended, in a word. */
export const endSaid = (how: AppointmentEnd): string => ends[how]();

/** The three things to open with, as the brief says them: each leads to where it came from. */
export function openWith(ahead: AppointmentAhead, now = today()): BriefLine[] {
  const lines = [...firstLines(ahead.brief, now), ...moreLines(ahead.brief, now)];
  return ahead.openers
    .map((opener) => lines.find((line) => line.kind === (opener === 'gently' ? 'gentle' : opener)))
    .filter((line) => line !== undefined);
}

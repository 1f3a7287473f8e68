import { expect, it } from 'vitest';
import type { DayAhead } from '../backend/generated/DayAhead';
import { weeks } from './weeks';

const on = (day: string) => ({ on: day, what: {} }) as unknown as DayAhead;

it('puts days together by week, Sunday with the week before it', () => {
  // 12 May 2026 is a Tuesday.
  const days = ['2026-05-12', '2026-05-17', '2026-05-18', '2026-06-03', '2026-06-07'].map(on);
  expect(weeks(days, '2026-05-12').map((week) => [week.title, week.days.length])).toEqual([
    ['This week', 2],
    ['Next week', 1],
    ['Week of June 1', 2],
  ]);
  expect(weeks([on('2026-05-18')], '2026-05-17')[0]?.title).toBe('Next week');
  expect(weeks([], '2026-05-12')).toEqual([]);
});

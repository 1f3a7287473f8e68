import { expect, it } from 'vitest';
import { changed } from './warranty';

it('sends and undoes only what was changed', () => {
  const before = { until: '2026-05-31', inspectMonths: null };
  expect(changed(before, { ...before, inspectMonths: 6 })).toEqual({
    to: { inspectMonths: 6 },
    back: { inspectMonths: null },
  });
  expect(changed(before, { ...before, until: null })).toEqual({ to: { until: null }, back: { until: '2026-05-31' } });
  expect(changed(before, before)).toEqual({ to: {}, back: {} });
});

import { expect, it } from 'vitest';
import { partialDay } from './chipWords';

it('says as much of a day as is known', () => {
  expect(partialDay('--02-29')).toMatch(/29/);
  expect(partialDay('--02-29')).not.toMatch(/20\d\d/);
  expect(partialDay('2031-06')).toMatch(/2031/);
  expect(partialDay('2031-06')).not.toMatch(/15/);
  expect(partialDay('2031-spring')).toMatch(/2031/);
  expect(partialDay('2031')).toBe('2031');
  expect(partialDay('2031-06-20')).toMatch(/20.*2031|2031.*20/);
});

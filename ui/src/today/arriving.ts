/** How one arrives, in words, with the line of advice for it. */
import type { Arriving } from '../backend/generated/Arriving';
import { m } from '../paraglide/messages';

export const ARRIVING: { value: Arriving; words: () => string; advice: () => string }[] = [
  { value: 'steady', words: m.check_in_steady, advice: m.check_in_advice_steady },
  { value: 'glad', words: m.check_in_glad, advice: m.check_in_advice_glad },
  { value: 'rushed', words: m.check_in_rushed, advice: m.check_in_advice_rushed },
  { value: 'tired', words: m.check_in_tired, advice: m.check_in_advice_tired },
  { value: 'low', words: m.check_in_low, advice: m.check_in_advice_low },
];

/** The line of advice. */
export const adviceFor = (arriving: Arriving): string =>
  ARRIVING.find((each) => each.value === arriving)?.advice() ?? '';

/** What the sheet of a warranty holds. */
export interface Warranty {
  until: string | null;
  inspectMonths: number | null;
}

/** What was changed, and the way back: the rest may be a colleague's by now, and is left alone. */
export function changed(
  before: Warranty,
  now: Warranty,
): { to: Partial<Warranty>; back: Partial<Warranty> } {
  const to: Partial<Warranty> = {};
  const back: Partial<Warranty> = {};
  if (now.until !== before.until) {
    to.until = now.until;
    back.until = before.until;
  }
  if (now.inspectMonths !== before.inspectMonths) {
    to.inspectMonths = now.inspectMonths;
    back.inspectMonths = before.inspectMonths;
  }
  return { to, back };
}

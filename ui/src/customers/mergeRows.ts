/**
 * A newer answer to the same words. What one sees may be under a finger already: it stays where it is,
 * with what is new about it, and the rest comes below in the newer order. Who was erased or left the
 * device leaves an empty place.
 */
import { call } from '../backend/call';
import type { CustomerRow } from '../backend/generated/CustomerRow';

/** The place of somebody who was on the screen and is not on this device any more. */
export interface Gone {
  id: string;
  gone: true;
}
/** A row as it stands on the screen. */
export type Listed = CustomerRow | Gone;

export const isGone = (row: Listed): row is Gone => 'gone' in row;

/** Who of the drawn is still on the device, by id: those of the answer, and of the others as asked. */
export async function stillHere(drawn: Listed[], now: CustomerRow[]): Promise<Map<string, CustomerRow>> {
  const here = new Map(now.map((row) => [row.id, row]));
  const others = drawn.filter((row) => !isGone(row) && !here.has(row.id)).map((row) => row.id);
  if (others.length === 0) return here;
  for (const row of await call('look_again', { customerIds: [...new Set(others)] })) here.set(row.id, row);
  return here;
}

/** The first `stay` rows in their places, then what else there is now. */
export function mergeRows(
  shown: Listed[],
  now: CustomerRow[],
  stay: number,
  here: ReadonlyMap<string, CustomerRow>,
): Listed[] {
  const fresh = new Map(now.map((row) => [row.id, row]));
  const kept = shown
    .slice(0, stay)
    .map(({ id }): Listed => fresh.get(id) ?? here.get(id) ?? { id, gone: true });
  const there = new Set(kept.map((row) => row.id));
  return [...kept, ...now.filter((row) => !there.has(row.id))];
}

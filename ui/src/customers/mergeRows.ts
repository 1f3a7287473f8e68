/**
 * A newer answer to the same words. What one sees may be under a finger already: it stays where it is,
 * with what is new about it, and the rest comes below in the newer order.
 */
import type { CustomerRow } from '../backend/generated/CustomerRow';

/** The first `stay` rows in their places, then what else there is now. */
export function mergeRows(shown: CustomerRow[], now: CustomerRow[], stay: number): CustomerRow[] {
  const fresh = new Map(now.map((row) => [row.id, row]));
  const kept = shown.slice(0, stay).map((row) => fresh.get(row.id) ?? row);
  const there = new Set(kept.map((row) => row.id));
  return [...kept, ...now.filter((row) => !there.has(row.id))];
}

/**
 * A long list in which some rows are held where they stand. All the others lie around them in the
 * newest order, every one once: none is lost and none is there twice, however many came or went.
 */
import type { CustomerRow } from '../backend/generated/CustomerRow';
import { isGone, type Listed } from './mergeRows';

/** How many rows are read at a time. */
export const PAGE = 100;

/** Rows that stay under the finger, and the place of the first. */
export interface Held {
  at: number;
  rows: Listed[];
}
export const NOTHING_HELD: Held = { at: 0, rows: [] };

/** The newest order as far as it is read, and the rows held in it. */
export class HeldList {
  readonly #count: number;
  readonly #pages: ReadonlyMap<number, CustomerRow[]>;
  readonly #held: Held;
  /** The places that held rows have in the newest order, as far as they are known. */
  readonly #ranks: number[] = [];
  readonly #ranked = new Set<string>();

  /** Of `count` customers, read by pages. */
  constructor(count = 0, pages: ReadonlyMap<number, CustomerRow[]> = new Map(), held: Held = NOTHING_HELD) {
    this.#count = count;
    this.#pages = pages;
    this.#held = held;
    const ids = new Set(held.rows.filter((row) => !isGone(row)).map((row) => row.id));
    if (ids.size === 0) return;
    for (const [page, rows] of pages) {
      rows.forEach(({ id }, at) => {
        if (!ids.has(id) || this.#ranked.has(id)) return;
        this.#ranked.add(id);
        this.#ranks.push(page * PAGE + at);
      });
    }
    this.#ranks.sort((one, other) => one - other);
  }

  /** How many rows it has, those that are only held counted in. */
  get length(): number {
    return this.#count - this.#ranks.length + this.#held.rows.length;
  }
  /** Whether each held row that is still a customer was met in the newest order. */
  get known(): boolean {
    return this.#held.rows.every((row) => isGone(row) || this.#ranked.has(row.id));
  }
  /** The row at `index`; nothing when it is not read yet. */
  row(index: number): Listed | undefined {
    const rank = this.#rank(index);
    if (rank === undefined) return this.#held.rows[index - this.#held.at];
    // A held row moved somewhere that is not read yet: it leaves one place too many at the end.
    if (rank >= this.#count) return { id: `after ${index}`, gone: true };
    return this.#pages.get(Math.floor(rank / PAGE))?.[rank % PAGE];
  }
  /** The pages that the rows from `start` to before `end` are on and that are not read yet. */
  missing(start: number, end: number): number[] {
    const pages = new Set<number>();
    for (let index = start; index < Math.min(end, this.length); index += 1) {
      const rank = this.#rank(index);
      if (rank === undefined || rank >= this.#count) continue;
      const page = Math.floor(rank / PAGE);
      if (!this.#pages.has(page)) pages.add(page);
    }
    return [...pages];
  }
  /** The rows from `start` to before `end` that are read, without a gap, where they stand. */
  hold(start: number, end: number): Held {
    const rows: Listed[] = [];
    let at = start;
    for (let index = start; index < Math.min(end, this.length); index += 1) {
      const row = this.row(index);
      if (row) rows.push(row);
      else if (rows.length > 0) break;
      else at = index + 1;
    }
    return { at, rows };
  }

  /** The place in the newest order of what stands at `index`; none for a held row. */
  #rank(index: number): number | undefined {
    const { at, rows } = this.#held;
    if (index >= at && index < at + rows.length) return undefined;
    let rank = index < at ? index : index - rows.length;
    for (const taken of this.#ranks) {
      if (taken > rank) break;
      rank += 1;
    }
    return rank;
  }
}

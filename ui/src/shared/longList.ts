/**
 * Where the rows of a long list lie. Rows have no fixed height: text grows. What was drawn is measured,
 * what was not is guessed, and what one looks at never moves when a guess turns out wrong.
 */
import type { Attachment } from 'svelte/attachments';

/** The tops of all rows in pixels, and how high they are together. */
export interface Layout {
  /** One more than there are rows: the last is the end. */
  tops: Float64Array;
  total: number;
}

/** What a row of a long list is told about its place. */
export interface Place {
  /** From 0. */
  index: number;
  /** For voices: its number, and of how many; none while the whole list is drawn. */
  position?: number;
  size?: number;
  /** Where it lies; none while the whole list is drawn. */
  style?: string;
  /** Whether Tab stops here. */
  tab: 0 | -1;
  /** Watches its height; none while the whole list is drawn. */
  measured: Attachment<HTMLElement> | undefined;
}

/** From the first row to the one after the last. */
export interface Range {
  start: number;
  end: number;
}

/** Lays out `count` rows. */
export function layOut(count: number, heightOf: (index: number) => number | undefined, guess: number): Layout {
  const tops = new Float64Array(count + 1);
  let top = 0;
  for (let index = 0; index < count; index += 1) {
    tops[index] = top;
    top += heightOf(index) ?? guess;
  }
  tops[count] = top;
  return { tops, total: top };
}

/** The row that lies at `y`; the first or last when that is outside. */
export function rowAt({ tops }: Layout, y: number): number {
  let low = 0;
  let high = tops.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tops[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}

/** The rows to draw so that `from` to `to` is covered, and never more than `most`. */
export function rangeOf(layout: Layout, from: number, to: number, most: number): Range {
  const count = layout.tops.length - 1;
  if (count <= 0) return { start: 0, end: 0 };
  const start = rowAt(layout, from);
  const end = Math.min(count, rowAt(layout, to) + 1);
  return { start, end: Math.min(end, start + most) };
}

/** The rows of `range`, and those of `also` that must not go away: keys are on them, or come to them. */
export function drawnOf(range: Range, also: number[], count: number): number[] {
  const rows: number[] = [];
  for (let index = range.start; index < Math.min(range.end, count); index += 1) rows.push(index);
  const others = also.filter((index) => index >= 0 && index < count && (index < range.start || index >= range.end));
  if (others.length === 0) return rows;
  return [...new Set([...rows, ...others])].sort((one, other) => one - other);
}

/** What one sees of a list, so that it can stay as it is when a newer answer comes. */

/** The height of a row in root ems, if it is drawn: larger text makes it larger. */
export function heightOf(row: HTMLElement | undefined): number | undefined {
  const em = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  return row && row.getBoundingClientRect().height / em;
}

/** The heights of a group's rows in `place` down to the last that one sees, by their number. */
export function seenRows(place: HTMLElement, group: string): (number | undefined)[] {
  const room = place.closest('.pane')?.getBoundingClientRect();
  const bottom = room ? room.bottom : innerHeight;
  const heights: (number | undefined)[] = [];
  for (const row of place.querySelectorAll<HTMLElement>(`[data-group="${group}"] [data-row]`)) {
    if (row.getBoundingClientRect().top < bottom) heights[Number(row.dataset['index'])] = heightOf(row);
  }
  return heights;
}

/**
 * Keys and voices go on from where they were: when what had the focus went away, it goes to what
 * came in its place, and never silently to the top of the page.
 */
import { tick } from 'svelte';

/** After the next drawing, gives the focus to `place` when nothing has it. */
export async function keepFocus(place: () => HTMLElement | null | undefined): Promise<void> {
  await tick();
  const now = document.activeElement;
  if (now !== null && now !== document.body && now.isConnected && !now.matches(':disabled')) return;
  place()?.focus({ preventScroll: true });
}

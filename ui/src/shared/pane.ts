/** Whether a component stands in the list at the left or on the page itself. */
import { getContext, setContext } from 'svelte';

const LIST = Symbol('list');

/** Tells what is inside that it stands in the list beside a page. */
export function setInList(inside: () => boolean): void {
  setContext(LIST, inside);
}
/** Whether this stands in the list beside a page: then the page owns the one `h1`. */
export function inList(): boolean {
  const inside = getContext<(() => boolean) | undefined>(LIST);
  return inside?.() ?? false;
}

/**
 * Makes a list one tab stop: arrows, Home and End move between its rows, and only the row with the
 * focus can be reached by Tab, with the buttons inside it. A row is marked `data-row`; what is tapped
 * to open it `data-open`.
 */
import type { Attachment } from 'svelte/attachments';

const INSIDE = 'a[href], button, input, select';

export const rove: Attachment<HTMLElement> = (list) => {
  let current: HTMLElement | null = null;

  const rows = () => [...list.querySelectorAll<HTMLElement>('[data-row]')];
  const open = (row: HTMLElement) => row.querySelector<HTMLElement>('[data-open]') ?? row;

  function settle(): void {
    const all = rows();
    if (!current || !all.includes(current)) current = all[0] ?? null;
    for (const row of all) {
      const index = row === current ? 0 : -1;
      for (const inside of row.querySelectorAll<HTMLElement>(INSIDE)) {
        if (inside.tabIndex !== index) inside.tabIndex = index;
      }
    }
  }
  function move(to: HTMLElement | undefined): void {
    if (!to) return;
    current = to;
    settle();
    open(to).focus();
    to.scrollIntoView({ block: 'nearest' });
  }
  function onkeydown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target as HTMLElement;
    if (target.matches('input:not([type="checkbox"]), textarea')) return;
    const row = target.closest<HTMLElement>('[data-row]');
    if (!row) return;
    const all = rows();
    const at = all.indexOf(row);
    const to = {
      ArrowDown: at + 1,
      j: at + 1,
      ArrowUp: at - 1,
      k: at - 1,
      Home: 0,
      End: all.length - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    move(all[to]);
  }
  function onfocusin(event: FocusEvent): void {
    const row = (event.target as HTMLElement).closest<HTMLElement>('[data-row]');
    if (row && row !== current) {
      current = row;
      settle();
    }
  }

  settle();
  const watch = new MutationObserver(settle);
  watch.observe(list, { childList: true, subtree: true });
  list.addEventListener('keydown', onkeydown);
  list.addEventListener('focusin', onfocusin);
  return () => {
    watch.disconnect();
    list.removeEventListener('keydown', onkeydown);
    list.removeEventListener('focusin', onfocusin);
  };
};

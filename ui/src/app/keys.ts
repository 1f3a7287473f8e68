/** Keys for whoever has a keyboard. Single letters and digits never fire while someone types. */
import { undo } from '../shared/undo.svelte';
import { cover } from './cover.svelte';
import { nav, openSheet } from './nav.svelte';
import { placeAt } from './places';
import { GAP_MS } from './scanner';

const TWICE_MS = 400;
const tabs: Record<string, string> = {
  '1': '/today',
  '2': '/customers',
  '3': '/repairs',
  '4': '/more',
};

/** Whether keys go into a field just now. */
export function typing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches('textarea, select, input:not([type="checkbox"], [type="radio"], [type="button"])'))
  );
}

/** Listens to keys until the answer is called. */
export function listenToKeys(): () => void {
  let escaped = 0;
  let last = -Infinity;
  let alone: ReturnType<typeof setTimeout> | undefined;

  /** Does it when the key stays alone: the keys of a scan follow each other at once. */
  function whenAlone(event: KeyboardEvent, act: () => void): void {
    event.preventDefault();
    if (event.timeStamp - last > GAP_MS) alone = setTimeout(act, GAP_MS);
  }
  function onkeydown(event: KeyboardEvent): void {
    clearTimeout(alone);
    act(event);
    last = event.timeStamp;
  }
  function act(event: KeyboardEvent): void {
    // Twice means one after the other: Escape that closes a sheet, another opened by a key, and
    // Escape again is not.
    if (event.key !== 'Escape') escaped = 0;
    const chord = event.ctrlKey || event.metaKey;
    if (chord && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      openSheet('palette');
    } else if (chord && event.key.toLowerCase() === 'j') {
      event.preventDefault();
      const customerId = placeAt(nav.path)?.params['customerId'];
      openSheet('jot', customerId ? { customerId } : {});
    } else if (chord && event.key.toLowerCase() === 'z' && !typing(event.target)) {
      if (!undo.offer?.undo) return;
      event.preventDefault();
      void undo.take();
    } else if (event.key === 'Escape') {
      if (event.repeat) return;
      const now = Date.now();
      if (now - escaped < TWICE_MS) cover.on = true;
      escaped = now;
    } else if (!chord && !event.altKey && !typing(event.target) && !nav.sheet) {
      const tab = tabs[event.key];
      if (tab) whenAlone(event, () => nav.go(tab));
      else if (event.key === '/') whenAlone(event, () => openSheet('palette'));
      else if (event.key === '?') whenAlone(event, () => openSheet('keys'));
    }
  }
  window.addEventListener('keydown', onkeydown);
  return () => {
    clearTimeout(alone);
    window.removeEventListener('keydown', onkeydown);
  };
}

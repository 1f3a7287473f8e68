/**
 * A scanner types like a keyboard, only faster: six or more keys with gaps under 35 ms, ended by
 * Enter, Tab or a short silence. What has spaces or is longer than a code was written by a person
 * (dictated, pasted by a keyboard, typed by a test). A scan opens the repair of that envelope from
 * anywhere; it never sends and never hands over. What no repair has goes into the field that was being
 * filled, and otherwise into the search for customers, which knows serial numbers too.
 */
import { call } from '../backend/call';
import { m } from '../paraglide/messages';
import { tell, tried } from '../shared/undo.svelte';
import { go } from './nav.svelte';

/** The longest time between two keys of a scan. */
export const GAP_MS = 35;
const SILENCE_MS = 120;
const SHORTEST = 6;
const LONGEST = 40;

/**
 * Gathers keys into scans. `scanned` gets the text, and what of it was typed since it was last called:
 * a busy page may hear the rest of a scan after its silence, and knows by the times that it is the rest.
 */
export class ScanReader {
  #keys = '';
  /** How much of it was said already. */
  #said = 0;
  #last = -Infinity;
  #ends: ReturnType<typeof setTimeout> | undefined;
  readonly #scanned: (text: string, typed: string) => void;

  constructor(scanned: (text: string, typed: string) => void) {
    this.#scanned = scanned;
  }
  /** One key at a time `at` in milliseconds. Answers whether it ended a scan. */
  key(key: string, at: number): boolean {
    clearTimeout(this.#ends);
    if (at - this.#last > GAP_MS) this.#clear();
    this.#last = at;
    if (key === 'Enter' || key === 'Tab') {
      const ended = this.#finish();
      this.#clear();
      return ended;
    }
    if (key.length !== 1) return false;
    this.#keys += key;
    this.#ends = setTimeout(() => this.#finish(), SILENCE_MS);
    return false;
  }
  /** Someone holds a key down, or composes a letter: no scan. */
  forget(): void {
    clearTimeout(this.#ends);
    this.#clear();
  }
  #clear(): void {
    this.#keys = '';
    this.#said = 0;
  }
  #finish(): boolean {
    const text = this.#keys;
    if (text.length < SHORTEST || text.length > LONGEST || /\s/.test(text)) return false;
    const typed = text.slice(this.#said);
    this.#said = text.length;
    if (typed) this.#scanned(text, typed);
    return true;
  }
}

/** Listens for scans until the answer is called. */
export function listenToScanner(): () => void {
  const reader = new ScanReader((text, typed) => void open(text, takeOut(typed)));
  const onkeydown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.repeat || event.isComposing) reader.forget();
    else if (reader.key(event.key, event.timeStamp)) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
  window.addEventListener('keydown', onkeydown, true);
  return () => window.removeEventListener('keydown', onkeydown, true);
}

type TextField = HTMLInputElement | HTMLTextAreaElement;

function put(field: TextField, value: string): void {
  field.value = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
/** Takes the scanned text out of the field that had the focus; answers which. */
function takeOut(text: string): TextField | null {
  const field = document.activeElement;
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return null;
  if (!field.value.endsWith(text)) return null;
  put(field, field.value.slice(0, -text.length));
  return field;
}

let newest = 0;
async function open(text: string, field: TextField | null): Promise<void> {
  const turn = ++newest;
  const repair = await tried(() => call('find_envelope', { envelope: text }));
  if (turn !== newest) return;
  if (repair) go(`/repairs/${repair.id}`);
  else if (field?.isConnected && !field.matches('[role="combobox"]')) {
    // A code takes the place of the code that was there, and stands after words.
    const code = field.matches('[data-search]') || /^\S*\d\S*$/.test(field.value);
    put(field, code ? text : field.value + text);
  } else if (repair === null) {
    tell(m.app_scan_unknown({ text }));
    go(`/customers?q=${encodeURIComponent(text)}`);
  }
}

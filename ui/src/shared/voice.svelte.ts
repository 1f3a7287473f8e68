/** What is said to whoever listens to the screen instead of looking at it. */
import { untrack } from 'svelte';

class Voice {
  /** Said when there is a pause: "3 found". */
  polite = $state('');
  /** Said at once: failures only. */
  urgent = $state('');
}

export const voice = new Voice();

/** Says something when there is a pause. */
export function say(words: string): void {
  const before = untrack(() => voice.polite);
  // The same words twice are only said twice when they differ.
  voice.polite = before === words ? `${words}\u00a0` : words;
}
let soon: ReturnType<typeof setTimeout> | undefined;
/** Says it when no newer words come for a while: nobody wants to hear every key. */
export function saySoon(words: string): void {
  clearTimeout(soon);
  soon = setTimeout(() => say(words), 600);
}
/** Says a failure at once. */
export function warn(words: string): void {
  const before = untrack(() => voice.urgent);
  voice.urgent = before === words ? `${words}\u00a0` : words;
}

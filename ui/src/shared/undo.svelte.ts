/** The one bar that offers to take the last act back, or says that something did not work. */
import { asCallError } from '../backend/errors';
import { m } from '../paraglide/messages';
import { say, warn } from './voice.svelte';

export interface Offer {
  words: string;
  /** Takes it back; none: there is only something to say. */
  undo?: () => Promise<unknown>;
  bad?: boolean;
}

const SHOWN_MS = 8_000;

class Undo {
  offer = $state.raw<Offer | null>(null);
  #ends: ReturnType<typeof setTimeout> | undefined;

  show(offer: Offer): void {
    clearTimeout(this.#ends);
    this.offer = offer;
    if (offer.bad) warn(offer.words);
    else say(offer.words);
    this.#ends = setTimeout(() => this.close(), SHOWN_MS);
  }
  close(): void {
    clearTimeout(this.#ends);
    this.offer = null;
  }
  async take(): Promise<void> {
    const undo = this.offer?.undo;
    this.close();
    if (undo) await tried(undo);
  }
}

export const undo = new Undo();

/** Says what was done and offers to take it back. */
export function offerUndo(words: string, back: () => Promise<unknown>): void {
  undo.show({ words, undo: back });
}
/** Says what was done. */
export function tell(words: string): void {
  undo.show({ words });
}
/** Does something; when it fails the bar says why, in words, and the answer is `undefined`. */
export async function tried<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (thrown) {
    const error = asCallError(thrown);
    undo.show({ words: error.ours ? m.shared_our_fault() : error.message, bad: true });
    return undefined;
  }
}

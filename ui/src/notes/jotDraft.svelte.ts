/**
 * The line that is being written. It is kept on the device while one types, so that a killed app or
 * a call that comes in loses no word; it is thrown away once the note is saved or emptied.
 */
import { call } from '../backend/call';

const PAUSE_MS = 400;

/** What is being written, and about whom. */
export class JotWords {
  words = $state('');
  customerId = $state<string | null>(null);
  customerName = $state('');
  /** The words are safe on this device as they stand. */
  kept = $state(false);
  #soon: ReturnType<typeof setTimeout> | undefined;
  #keeping: Promise<unknown> = Promise.resolve();

  /** Takes up what was being written when the app was closed; answers whether there was something. */
  async restore(): Promise<boolean> {
    const draft = await call('jot_draft', {}).catch(() => null);
    if (!draft || draft.words === '' || this.words !== '') return false;
    this.words = draft.words;
    this.customerId = draft.customerId;
    this.customerName = draft.customerName ?? '';
    this.kept = true;
    return true;
  }
  /** The words changed: they are kept after a short pause. */
  typed(): void {
    this.kept = false;
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => void this.keep(), PAUSE_MS);
  }
  /** Keeps the words now, after whatever is still being kept. */
  keep(): Promise<unknown> {
    clearTimeout(this.#soon);
    const words = this.words;
    const customerId = this.customerId;
    this.#keeping = this.#keeping.then(() =>
      call('keep_jot_draft', { customerId, words })
        .then(() => {
          if (this.words === words) this.kept = words !== '';
        })
        .catch(() => undefined),
    );
    return this.#keeping;
  }
  /** The note was saved: nothing is left to keep. */
  async throwAway(): Promise<void> {
    this.words = '';
    await this.keep();
  }
}

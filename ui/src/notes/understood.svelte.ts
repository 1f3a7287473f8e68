/**
 * What the words say so far, as chips. They are read on the device after a short pause; what someone
 * ticked or unticked stays so while they go on writing.
 */
import { call } from '../backend/call';
import type { Chip } from '../backend/generated/Chip';

const PAUSE_MS = 250;

/** The chips of what is being written. */
export class Understood {
  chips = $state.raw<Chip[]>([]);
  /** What was ticked or unticked by hand, by kind and words. */
  #turned = $state<Record<string, boolean>>({});
  #soon: ReturnType<typeof setTimeout> | undefined;
  /** The words that the chips are of, and about whom. */
  #read = '';
  #asked = 0;

  /** The words changed: they are read after a short pause. */
  typed(words: string, customerId: string | null): void {
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => void this.read(words, customerId), PAUSE_MS);
  }
  /** Reads the words now, unless these were read already. */
  async read(words: string, customerId: string | null): Promise<void> {
    clearTimeout(this.#soon);
    const asks = JSON.stringify([customerId, words]);
    if (asks === this.#read) return;
    const mine = ++this.#asked;
    if (words.trim() === '') {
      this.chips = [];
      this.#read = asks;
      return;
    }
    // Words that can't be read stay words.
    const chips = await call('understand_note', { customerId, words }).catch(() => []);
    if (mine !== this.#asked) return;
    this.chips = chips;
    this.#read = asks;
  }
  isTicked(chip: Chip): boolean {
    return this.#turned[name(chip)] ?? chip.sure;
  }
  turn(chip: Chip, ticked: boolean): void {
    this.#turned[name(chip)] = ticked;
  }
  /** The keys of the chips that are ticked. */
  ticked(): string[] {
    return this.chips.filter((chip) => this.isTicked(chip)).map((chip) => chip.key);
  }
}

function name(chip: Chip): string {
  return `${chip.kind} ${chip.words}`;
}

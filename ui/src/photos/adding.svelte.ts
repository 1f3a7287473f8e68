/**
 * Files on their way into photos, one after the other. It goes on when the page changes; what did not
 * become a photo stays here with its reason until someone has read it, and with its file where another
 * try may help: the camera keeps no copy of its own.
 */
import { call } from '../backend/call';
import { asCallError } from '../backend/errors';
import type { PhotoFault } from '../backend/generated/PhotoFault';
import { m } from '../paraglide/messages';
import { tell, undo } from '../shared/undo.svelte';
import { say, warn } from '../shared/voice.svelte';

/** Whose photos they are to be. */
export interface Target {
  customerId: string;
  repairId: string | null;
  pieceId: string | null;
}
/** A file that did not become a photo. */
export interface NotAdded {
  id: number;
  name: string;
  words: string;
  /** Another try may help. */
  again?: { file: File; of: Target };
}

/** The largest file that is read, as the app has it. */
export const LARGEST_FILE = 30 * 1024 * 1024;

const faults: Record<PhotoFault, () => string> = {
  no_picture: m.photo_fault_no_picture,
  broken: m.photo_fault_broken,
  too_large: m.photo_fault_too_large,
  too_many_pixels: m.photo_fault_too_many_pixels,
  heic: m.photo_fault_heic,
  drawing: m.photo_fault_drawing,
  moving: m.photo_fault_moving,
};
/** Why a file can't be a photo. */
export const faultWords = (fault: PhotoFault): string => faults[fault]();

class Adding {
  /** How many are done, and of how many; none under way: 0 of 0. */
  done = $state(0);
  of = $state(0);
  faults = $state.raw<NotAdded[]>([]);
  #queue: { file: File; of: Target }[] = [];
  #added = 0;
  #running: Promise<void> | null = null;
  #next = 0;

  /** Adds files; done when all of them were tried. */
  add(files: readonly File[], target: Target): Promise<void> {
    if (files.length === 0) return this.#running ?? Promise.resolve();
    this.#queue.push(...files.map((file) => ({ file, of: target })));
    this.of += files.length;
    this.#running ??= this.#run();
    return this.#running;
  }
  /** Tries a file once more. */
  again(fault: NotAdded): void {
    this.forget(fault);
    if (fault.again) void this.add([fault.again.file], fault.again.of);
  }
  /** It was read. */
  forget(fault: NotAdded): void {
    this.faults = this.faults.filter((one) => one.id !== fault.id);
  }

  async #run(): Promise<void> {
    for (let one = this.#queue.shift(); one; one = this.#queue.shift()) {
      await this.#one(one.file, one.of);
      this.done += 1;
    }
    if (this.#added > 0 && !undo.offer) tell(m.photo_added({ count: this.#added }));
    else if (this.#added > 0) say(m.photo_added({ count: this.#added }));
    this.done = this.of = this.#added = 0;
    this.#running = null;
  }
  async #one(file: File, of: Target): Promise<void> {
    try {
      if (file.size > LARGEST_FILE) return this.#fault(file.name, faultWords('too_large'));
      const added = await call('add_photo', { ...of, caption: null, file: await base64(file) });
      if (added.fault) this.#fault(file.name, faultWords(added.fault));
      else this.#added += 1;
    } catch (thrown) {
      const error = asCallError(thrown);
      const words = error.code === 'internal' ? m.photo_not_kept() : error.message;
      this.#fault(file.name, words, { file, of });
    }
  }
  #fault(name: string, words: string, again?: { file: File; of: Target }): void {
    this.faults = [...this.faults, { id: (this.#next += 1), name, words, ...(again && { again }) }];
    warn(m.photo_not_added({ name }));
  }
}

export const adding = new Adding();

/** The file as base64. */
function base64(file: File): Promise<string> {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => failed(reader.error ?? new Error('unreadable'));
    reader.readAsDataURL(file);
  });
}

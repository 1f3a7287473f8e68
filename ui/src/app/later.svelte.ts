/**
 * Screens that are read from the app's own files when they are first wanted: what everybody opens
 * first is there sooner. Once the app rests it reads all of them, so that a tap waits for nothing.
 */
import type { Component } from 'svelte';

/** A page or a sheet. */
export type Screen = Component<never>;
type Loader = () => Promise<{ default: Screen }>;

/** A screen that may not be here yet. */
export class Later {
  #loader: Loader;
  #asked: Promise<void> | undefined;
  #screen = $state.raw<Screen>();
  #failed = $state.raw<unknown>();

  constructor(loader: Loader) {
    this.#loader = loader;
  }

  /** The screen, once it is here. */
  get screen(): Screen | undefined {
    return this.#screen;
  }
  /** Why it did not come. */
  get failed(): unknown {
    return this.#failed;
  }

  /** Brings it, unless it is here or on its way. */
  bring(): Promise<void> {
    this.#asked ??= this.#loader().then(
      ({ default: screen }) => {
        this.#screen = screen;
        this.#failed = undefined;
      },
      (error: unknown) => {
        this.#failed = error;
        this.#asked = undefined;
      },
    );
    return this.#asked;
  }
}

const all: Later[] = [];

/** A screen that comes when it is wanted: `later(() => import('./Jot.svelte'))`. */
export function later(loader: Loader): Later {
  const screen = new Later(loader);
  all.push(screen);
  return screen;
}

/** Brings every screen, one after the other, whenever nothing else is to be done: `first` before others. */
export function bringAllAtRest(first: Later[]): void {
  all.sort((one, other) => Number(first.includes(other)) - Number(first.includes(one)));
  const rest: (act: () => void) => void =
    'requestIdleCallback' in window
      ? (act) => requestIdleCallback(act, { timeout: 300 })
      : (act) => setTimeout(act, 0);
  const next = (at: number): void => {
    const screen = all[at];
    if (screen) rest(() => void screen.bring().then(() => next(at + 1)));
  };
  next(0);
}

/** The screen itself, where it is here; asks for it where it is not. */
export function screenOf<Given extends Record<string, unknown>>(
  screen: Screen | Later | undefined,
): Component<Given> | undefined {
  if (!(screen instanceof Later)) return screen as Component<Given> | undefined;
  if (!screen.screen) void screen.bring();
  return screen.screen as Component<Given> | undefined;
}

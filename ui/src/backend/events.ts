/** What the app says by itself, and how the screens hear it. */
import type { AppEvent } from './generated/AppEvent';
import { transport } from './call';

export type { AppEvent };

type Kind = AppEvent['kind'];
type EventOf<K extends Kind> = Extract<AppEvent, { kind: K }>;

const listeners = new Map<Kind, Set<(event: never) => void>>();
let listening = false;

/** Hears one kind of event; answers how to stop. */
export function on<K extends Kind>(kind: K, heard: (event: EventOf<K>) => void): () => void {
  if (!listening) {
    listening = true;
    transport().hear((event) => {
      for (const listener of listeners.get(event.kind) ?? []) listener(event as never);
    });
  }
  const group = listeners.get(kind) ?? new Set();
  listeners.set(kind, group);
  group.add(heard as (event: never) => void);
  return () => group.delete(heard as (event: never) => void);
}

/** Who is using the device, and how far it is with the server. */
import { call } from '../backend/call';
import { asCallError, type CallError } from '../backend/errors';
import { on } from '../backend/events';
import type { Me } from '../backend/generated/Me';
import type { Start } from '../backend/generated/Start';
import type { SyncState } from '../backend/generated/SyncState';
import { getLocale } from '../paraglide/runtime';

class Session {
  /** Which screen the app stands at; none before the first answer. */
  start = $state.raw<Start | null>(null);
  /** Why there is no answer at all. */
  failed = $state.raw<CallError | null>(null);
  /** How far the device is with the server. */
  sync = $state.raw<SyncState | null>(null);

  /** Who is using the device; only while it is open. */
  get me(): Me | null {
    return this.start?.kind === 'open' ? this.start.me : null;
  }
  /** Asks how things stand. */
  async begin(): Promise<void> {
    try {
      this.arrive(await call('start', {}));
    } catch (thrown) {
      this.failed = asCallError(thrown);
    }
  }
  /** Takes over what `start`, `enrol`, `unlock` or `lock` answered. */
  arrive(start: Start): void {
    this.failed = null;
    this.start = start;
    this.sync = start.kind === 'open' ? start.me.sync : null;
    if (start.kind === 'open') void tellLanguage(start.me);
  }
  /** Takes over changed settings. */
  changed(me: Me): void {
    this.start = { kind: 'open', me };
  }
}

/** The operating system shows alerts while no screen is there: the app has to know the language. */
async function tellLanguage(me: Me): Promise<void> {
  const language = getLocale();
  if (me.language === language) return;
  // Where it can't be kept now it is told at the next start.
  await call('change_settings', { holdSeconds: null, pin: null, language }).catch(() => {});
}

export const session = new Session();

/** Keeps the session's sync state fresh; answers how to stop. */
export function followSync(): () => void {
  return on('syncChanged', (event) => {
    session.sync = event.sync;
  });
}

/** Reaches the app through the shell: one command for calls, one event for what the app says. */
import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { AppEvent } from './events';
import type { Transport } from './transport';

export const shell: Transport = {
  call: (name, args) => invoke('call', { name, args }),
  hear(heard) {
    const stop = listen<AppEvent>('app-event', (event) => heard(event.payload));
    return () => void stop.then((unlisten) => unlisten());
  },
};

/** The keys of the app, as they are shown to whoever asks with `?`. */
import { m } from '../paraglide/messages';

const command = /Mac|iPhone|iPad/.test(globalThis.navigator?.userAgent ?? '') ? '⌘' : 'Ctrl ';

export const keyNames: { key: string; words: () => string }[] = [
  { key: `${command}K`, words: m.app_key_palette },
  { key: `${command}J`, words: m.app_key_jot },
  { key: '1 – 4', words: m.app_key_tabs },
  { key: '↑ ↓', words: m.app_key_list },
  { key: 'Enter', words: m.app_key_open },
  { key: `${command}Z`, words: m.app_key_undo },
  { key: 'Esc', words: m.app_key_close },
  { key: 'Esc Esc', words: m.app_key_cover },
  { key: '?', words: m.app_key_keys },
];

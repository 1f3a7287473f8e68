import Help from './Help.svelte';
import Keys from './Keys.svelte';
import More from './More.svelte';
import Palette from './Palette.svelte';
import type { Feature } from './route';

export const feature: Feature = {
  routes: [
    { path: '/more', tab: 'more', list: More },
    { path: '/help', tab: 'more', list: More, page: Help },
  ],
  sheets: { keys: Keys, palette: Palette },
};

import More from './More.svelte';
import { later } from './later.svelte';
import type { Feature } from './route';

const Help = later(() => import('./Help.svelte'));
const Keys = later(() => import('./Keys.svelte'));
const Palette = later(() => import('./Palette.svelte'));

export const feature: Feature = {
  routes: [
    { path: '/more', tab: 'more', list: More },
    { path: '/help', tab: 'more', list: More, page: Help },
  ],
  sheets: { keys: Keys, palette: Palette },
};

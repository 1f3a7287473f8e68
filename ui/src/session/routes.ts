import { later } from '../app/later.svelte';
import type { Feature } from '../app/route';
import More from '../app/More.svelte';

const Me = later(() => import('./Me.svelte'));

export const feature: Feature = {
  routes: [{ path: '/me', tab: 'more', list: More, page: Me }],
  sheets: {},
};

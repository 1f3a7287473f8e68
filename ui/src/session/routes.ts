import type { Feature } from '../app/route';
import More from '../app/More.svelte';
import Me from './Me.svelte';

export const feature: Feature = {
  routes: [{ path: '/me', tab: 'more', list: More, page: Me }],
  sheets: {},
};

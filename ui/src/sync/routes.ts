import { later } from '../app/later.svelte';
import type { Feature } from '../app/route';
import More from '../app/More.svelte';

const Outbox = later(() => import('./Outbox.svelte'));

export const feature: Feature = {
  routes: [
    { path: '/outbox', tab: 'more', list: More, page: Outbox },
  ],
  sheets: {},
};

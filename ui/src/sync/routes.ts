import type { Feature } from '../app/route';
import More from '../app/More.svelte';
import Outbox from './Outbox.svelte';

export const feature: Feature = {
  routes: [
    { path: '/outbox', tab: 'more', list: More, page: Outbox },
  ],
  sheets: {},
};

import { later } from '../app/later.svelte';
import type { Feature } from '../app/route';
import Today from './Today.svelte';

const LookAhead = later(() => import('./LookAhead.svelte'));

export const feature: Feature = {
  routes: [
    { path: '/today', tab: 'today', page: Today },
    { path: '/ahead', tab: 'today', page: LookAhead },
  ],
  sheets: {},
};

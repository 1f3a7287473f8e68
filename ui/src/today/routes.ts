import type { Feature } from '../app/route';
import Today from './Today.svelte';

export const feature: Feature = {
  routes: [{ path: '/today', tab: 'today', page: Today }],
  sheets: {},
};

import type { Feature } from '../app/route';
import PromiseList from './PromiseList.svelte';
import PromiseSheet from './PromiseSheet.svelte';

export const feature: Feature = {
  routes: [{ path: '/promises', tab: 'more', page: PromiseList }],
  sheets: { promise: PromiseSheet },
};

import { later } from '../app/later.svelte';
import type { Feature } from '../app/route';
import More from '../app/More.svelte';

const PromiseActs = later(() => import('./PromiseActs.svelte'));
const PromiseList = later(() => import('./PromiseList.svelte'));
const PromiseSheet = later(() => import('./PromiseSheet.svelte'));

export const feature: Feature = {
  routes: [{ path: '/promises', tab: 'more', list: More, page: PromiseList }],
  sheets: { promise: PromiseSheet, promise_acts: PromiseActs },
};

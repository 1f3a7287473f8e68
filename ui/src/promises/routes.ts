import type { Feature } from '../app/route';
import More from '../app/More.svelte';
import PromiseActs from './PromiseActs.svelte';
import PromiseList from './PromiseList.svelte';
import PromiseSheet from './PromiseSheet.svelte';

export const feature: Feature = {
  routes: [{ path: '/promises', tab: 'more', list: More, page: PromiseList }],
  sheets: { promise: PromiseSheet, promise_acts: PromiseActs },
};

import { later } from '../app/later.svelte';
import type { Feature } from '../app/route';
import More from '../app/More.svelte';

const LegendBook = later(() => import('./LegendBook.svelte'));
const LegendSheet = later(() => import('./LegendSheet.svelte'));

export const feature: Feature = {
  routes: [{ path: '/legends', tab: 'more', list: More, page: LegendBook }],
  sheets: { legend: LegendSheet },
};

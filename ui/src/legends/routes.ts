import type { Feature } from '../app/route';
import More from '../app/More.svelte';
import LegendBook from './LegendBook.svelte';
import LegendSheet from './LegendSheet.svelte';

export const feature: Feature = {
  routes: [{ path: '/legends', tab: 'more', list: More, page: LegendBook }],
  sheets: { legend: LegendSheet },
};

import More from '../app/More.svelte';
import { later } from '../app/later.svelte';
import type { Feature } from '../app/route';

const ReasonLater = later(() => import('./ReasonLater.svelte'));
const TouchMeasure = later(() => import('./TouchMeasure.svelte'));
const WarrantySheet = later(() => import('./WarrantySheet.svelte'));

export const feature: Feature = {
  routes: [{ path: '/measure', tab: 'more', list: More, page: TouchMeasure }],
  sheets: { reason_later: ReasonLater, warranty: WarrantySheet },
};

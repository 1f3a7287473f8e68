import More from '../app/More.svelte';
import type { Feature } from '../app/route';
import ReasonLater from './ReasonLater.svelte';
import TouchMeasure from './TouchMeasure.svelte';
import WarrantySheet from './WarrantySheet.svelte';

export const feature: Feature = {
  routes: [{ path: '/measure', tab: 'more', list: More, page: TouchMeasure }],
  sheets: { reason_later: ReasonLater, warranty: WarrantySheet },
};

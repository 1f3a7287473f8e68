import { later } from '../app/later.svelte';
import type { Feature } from '../app/route';

const AdviceSheet = later(() => import('./AdviceSheet.svelte'));

export const feature: Feature = {
  routes: [],
  sheets: { advice: AdviceSheet },
};

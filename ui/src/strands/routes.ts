import type { Feature } from '../app/route';
import AdviceSheet from './AdviceSheet.svelte';

export const feature: Feature = {
  routes: [],
  sheets: { advice: AdviceSheet },
};

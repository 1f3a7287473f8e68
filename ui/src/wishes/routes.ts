import { later } from '../app/later.svelte';
import type { Feature } from '../app/route';

const WishActs = later(() => import('./WishActs.svelte'));
const WishSheet = later(() => import('./WishSheet.svelte'));

export const feature: Feature = {
  routes: [],
  sheets: { wish: WishSheet, wish_acts: WishActs },
};

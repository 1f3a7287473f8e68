import type { Feature } from '../app/route';
import WishActs from './WishActs.svelte';
import WishSheet from './WishSheet.svelte';

export const feature: Feature = {
  routes: [],
  sheets: { wish: WishSheet, wish_acts: WishActs },
};

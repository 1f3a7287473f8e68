import { later } from '../app/later.svelte';
import type { Feature } from '../app/route';

const FollowUpSheet = later(() => import('./FollowUpSheet.svelte'));
const PutOff = later(() => import('./PutOff.svelte'));

export const feature: Feature = {
  routes: [],
  sheets: { follow_up: FollowUpSheet, put_off: PutOff },
};

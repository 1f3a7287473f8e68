import type { Feature } from '../app/route';
import FollowUpSheet from './FollowUpSheet.svelte';
import PutOff from './PutOff.svelte';

export const feature: Feature = {
  routes: [],
  sheets: { follow_up: FollowUpSheet, put_off: PutOff },
};

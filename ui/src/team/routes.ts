import More from '../app/More.svelte';
import type { Feature } from '../app/route';
import PassOn from './PassOn.svelte';
import Team from './Team.svelte';

export const feature: Feature = {
  routes: [{ path: '/team', tab: 'more', list: More, page: Team }],
  sheets: { pass_on: PassOn },
};

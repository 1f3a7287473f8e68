import More from '../app/More.svelte';
import { later } from '../app/later.svelte';
import type { Feature } from '../app/route';

const PassOn = later(() => import('./PassOn.svelte'));
const Team = later(() => import('./Team.svelte'));

export const feature: Feature = {
  routes: [{ path: '/team', tab: 'more', list: More, page: Team }],
  sheets: { pass_on: PassOn },
};

import { later } from '../app/later.svelte';
import type { Feature } from '../app/route';

const DaySheet = later(() => import('./DaySheet.svelte'));
const LaterDay = later(() => import('./LaterDay.svelte'));
const LinkPerson = later(() => import('./LinkPerson.svelte'));
const PersonActs = later(() => import('./PersonActs.svelte'));

export const feature: Feature = {
  routes: [],
  sheets: { link_person: LinkPerson, person_acts: PersonActs, day: DaySheet, later_day: LaterDay },
};

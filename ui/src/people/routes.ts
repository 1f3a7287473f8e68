import type { Feature } from '../app/route';
import DaySheet from './DaySheet.svelte';
import LinkPerson from './LinkPerson.svelte';
import PersonActs from './PersonActs.svelte';

export const feature: Feature = {
  routes: [],
  sheets: { link_person: LinkPerson, person_acts: PersonActs, day: DaySheet },
};

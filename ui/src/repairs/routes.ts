import { later } from '../app/later.svelte';
import type { Feature } from '../app/route';
import RepairList from './RepairList.svelte';
import RepairPage from './RepairPage.svelte';

const HandOver = later(() => import('./HandOver.svelte'));
const MoveRepair = later(() => import('./MoveRepair.svelte'));
const RepairActs = later(() => import('./RepairActs.svelte'));
const TakeIn = later(() => import('./TakeIn.svelte'));

export const feature: Feature = {
  routes: [
    { path: '/repairs', tab: 'repairs', list: RepairList },
    { path: '/repairs/take-in', tab: 'repairs', list: RepairList, page: TakeIn },
    { path: '/repairs/:repairId', tab: 'repairs', list: RepairList, page: RepairPage },
    // The customer stands at the counter: nobody else's repairs may be seen on the screen.
    { path: '/repairs/:repairId/hand-over', tab: 'repairs', page: HandOver, alone: true },
  ],
  sheets: { repair_acts: RepairActs, move_repair: MoveRepair },
};

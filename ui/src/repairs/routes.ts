import type { Feature } from '../app/route';
import HandOver from './HandOver.svelte';
import MoveRepair from './MoveRepair.svelte';
import RepairActs from './RepairActs.svelte';
import RepairList from './RepairList.svelte';
import RepairPage from './RepairPage.svelte';
import TakeIn from './TakeIn.svelte';

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

/** The four groups of the Repairs list, and which one is open first. */
import type { RepairCard } from '../backend/generated/RepairCard';
import type { RepairList } from '../backend/generated/RepairList';

/** A group of the list. */
export type RepairTab = 'bench' | 'to_tell' | 'waiting' | 'done';

/** The groups in the order of the screen. */
export const REPAIR_TABS: readonly RepairTab[] = ['bench', 'to_tell', 'waiting', 'done'];

/** The repairs of one group. */
export function repairsOf(list: RepairList, tab: RepairTab): RepairCard[] {
  switch (tab) {
    case 'bench':
      return list.bench;
    case 'to_tell':
      return list.toTell;
    case 'waiting':
      return list.waiting;
    case 'done':
      return list.done;
  }
}

/** The group that a repair stands in; none: not in the list. */
export function tabOf(list: RepairList, repairId: string): RepairTab | null {
  return REPAIR_TABS.find((tab) => repairsOf(list, tab).some((card) => card.id === repairId)) ?? null;
}

/**
 * The group to open first: the bench, where a repair is marked ready and told in one act; another
 * only when there is nothing at the bench.
 */
export function firstTab(list: RepairList): RepairTab {
  if (list.bench.length === 0 && list.toTell.length > 0) return 'to_tell';
  if (list.bench.length > 0 || list.waiting.length === 0) return 'bench';
  return 'waiting';
}

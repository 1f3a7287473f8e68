import { describe, expect, it } from 'vitest';
import type { RepairCard } from '../backend/generated/RepairCard';
import type { RepairList } from '../backend/generated/RepairList';
import { firstTab, repairsOf, tabOf } from './tabs';

const card = (id: string) => ({ id }) as RepairCard;
const list = (part: Partial<RepairList>): RepairList => ({ bench: [], toTell: [], waiting: [], done: [], ...part });

describe('the groups of repairs', () => {
  it('opens at the bench, and elsewhere only when nothing is there', () => {
    expect(firstTab(list({ bench: [card('a')], toTell: [card('b')] }))).toBe('bench');
    expect(firstTab(list({ toTell: [card('b')], waiting: [card('c')] }))).toBe('to_tell');
    expect(firstTab(list({ waiting: [card('c')] }))).toBe('waiting');
    expect(firstTab(list({}))).toBe('bench');
  });

  it('finds the group of a repair', () => {
    const some = list({ bench: [card('a')], done: [card('d')] });
    expect(tabOf(some, 'd')).toBe('done');
    expect(tabOf(some, 'x')).toBeNull();
    expect(repairsOf(some, 'bench').map((one) => one.id)).toEqual(['a']);
  });
});

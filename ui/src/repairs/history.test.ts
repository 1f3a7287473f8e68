import { describe, expect, it } from 'vitest';
import type { RepairCard } from '../backend/generated/RepairCard';
import type { StoryEntry } from '../backend/generated/StoryEntry';
import { historyLine } from './history';

const roger = { customerId: 'roger', name: 'Roger', isSelf: true };
const dana = { customerId: 'dana', name: 'Dana', isSelf: false };

const seamaster: Extract<StoryEntry, { kind: 'purchase' }> = {
  kind: 'purchase',
  purchaseId: 'p',
  on: '2021-06-03',
  pieceId: 'w',
  description: 'Seamaster, steel, 41 mm',
  boughtBy: dana,
  chosenBy: dana,
  boughtFor: roger,
  occasion: '15th anniversary',
  meaning: 'He could not believe it.',
  soldBy: 'Marta',
  soldByMe: true,
  sellerLeftOn: null,
  promises: ['Batteries free for life'],
  price: 520000,
  currency: 'USD',
};

describe('a line of history', () => {
  it('says who gave what to whom, and that you sold it', () => {
    const line = historyLine(seamaster, 'Roger');
    expect(line.words).toBe('Seamaster, steel, 41 mm');
    expect(line.more).toEqual(['from Dana to Roger, 15th anniversary', 'You sold this']);
    expect(line.rest).toEqual(['He could not believe it.']);
    expect(line.promises).toEqual(['Batteries free for life']);
  });

  it('never shows what was spent', () => {
    expect(JSON.stringify(historyLine(seamaster, 'Roger'))).not.toContain('5200');
  });

  it('says you only of what you sold, and gives credit to who left', () => {
    const sold = historyLine({ ...seamaster, soldByMe: false, sellerLeftOn: '2023-08-01' }, 'Roger');
    expect(sold.more).toContain('Marta sold this, left 2023');
  });

  it('says nothing of roles when someone bought it for themself', () => {
    const own = historyLine(
      { ...seamaster, boughtBy: roger, chosenBy: null, boughtFor: null, occasion: null, meaning: null, soldBy: null, soldByMe: false },
      'Roger',
    );
    expect(own.more).toEqual([]);
  });

  it('says that a repair was free because a promise was kept', () => {
    const repair = {
      id: 'r',
      work: [{ work: 'battery', words: null }],
      piece: 'Seamaster',
      state: 'handed_over',
      price: { quoted: 4000, toPay: 0, currency: 'USD', because: [] },
    } as unknown as RepairCard;
    const entry: StoryEntry = {
      kind: 'repair',
      repair,
      on: '2024-02-02',
      step: 'handed_over',
      by: 'Ben',
      charged: 0,
      kept: ['Batteries free for life'],
      chargedAnyway: null,
    };
    expect(historyLine(entry, 'Roger')).toMatchObject({ words: 'Battery, no charge', kept: true });
    expect(historyLine({ ...entry, charged: 4000, kept: [], chargedAnyway: 'He insisted' }, 'Roger')).toMatchObject({
      words: 'Battery, $40',
      more: ['charged in spite of a promise: He insisted'],
    });
    expect(historyLine({ ...entry, step: 'at_bench', repair: { ...repair, state: 'at_bench' } }, 'Roger').words).toBe(
      'Battery, Seamaster: At the bench',
    );
  });
});

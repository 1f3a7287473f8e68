import { describe, expect, it } from 'vitest';
import type { PromotionKind } from '../backend/generated/PromotionKind';
import { inTheWayWords } from './inTheWayWords';

describe('what is in the way of sending words', () => {
  it('is said with the words that are meant', () => {
    const kinds: PromotionKind[] = ['discount', 'percent', 'amount', 'link', 'capitals', 'phone'];
    for (const kind of kinds) {
      const said = inTheWayWords({ promotions: [{ kind, words: '20%' }], namesASecret: false });
      expect(said).toHaveLength(1);
      expect(said[0]).toContain('20%');
    }
  });

  it('puts a secret before everything else', () => {
    const said = inTheWayWords({ promotions: [{ kind: 'link', words: 'bit.ly/x' }], namesASecret: true });
    expect(said[0]).toMatch(/secret/);
    expect(said).toHaveLength(2);
    expect(inTheWayWords({ promotions: [], namesASecret: false })).toEqual([]);
  });
});

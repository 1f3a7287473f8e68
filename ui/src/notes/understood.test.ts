import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Chip } from '../backend/generated/Chip';
import { Understood } from './understood.svelte';

const { call } = vi.hoisted(() => ({ call: vi.fn() }));
vi.mock('../backend/call', () => ({ call }));

const chip = (kind: Chip['kind'], words: string, sure: boolean, from = 0): Chip => ({
  key: `${kind}:${from}:${from + words.length}`,
  kind,
  words,
  from,
  to: from + words.length,
  sure,
  day: null,
  whose: null,
});

describe('what the words say', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    call.mockReset();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is read once after a pause', async () => {
    call.mockResolvedValue([chip('pet', 'dog Ada', true)]);
    const understood = new Understood();
    for (const words of ['dog', 'dog A', 'dog Ada']) understood.typed(words, 'roger');
    expect(call).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(300);
    expect(call.mock.calls).toEqual([['understand_note', { customerId: 'roger', words: 'dog Ada' }]]);
    await understood.read('dog Ada', 'roger');
    expect(call).toHaveBeenCalledTimes(1);
    expect(understood.ticked()).toEqual(['pet:0:7']);
  });

  it('is ticked when sure, and stays as someone left it while they write on', async () => {
    const understood = new Understood();
    call.mockResolvedValue([chip('pet', 'dog Ada', true), chip('wish', 'hoops', false, 9)]);
    await understood.read('dog Ada, hoops', null);
    expect(understood.ticked()).toEqual(['pet:0:7']);
    const [pet, wish] = understood.chips;
    understood.turn(pet!, false);
    understood.turn(wish!, true);
    call.mockResolvedValue([chip('pet', 'dog Ada', true, 4), chip('wish', 'hoops', false, 13)]);
    await understood.read('the dog Ada, hoops', null);
    expect(understood.ticked()).toEqual(['wish:13:18']);
  });

  it('shows the answer to the latest words only, and nothing for words that can’t be read', async () => {
    const understood = new Understood();
    let first: (chips: Chip[]) => void = () => undefined;
    call.mockReturnValueOnce(new Promise<Chip[]>((done) => (first = done)));
    const early = understood.read('dog A', null);
    call.mockResolvedValueOnce([chip('pet', 'dog Ada', true)]);
    await understood.read('dog Ada', null);
    first([chip('pet', 'dog A', true)]);
    await early;
    expect(understood.chips.map((each) => each.words)).toEqual(['dog Ada']);
    call.mockRejectedValueOnce(new Error('locked'));
    await understood.read('dog Ada.', null);
    expect(understood.chips).toEqual([]);
  });
});

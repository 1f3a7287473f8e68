import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { JotWords } from './jotDraft.svelte';

const { call } = vi.hoisted(() => ({ call: vi.fn() }));
vi.mock('../backend/call', () => ({ call }));

describe('the line that is being written', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    call.mockReset();
    call.mockResolvedValue({});
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is kept after a pause, once, as it stands then', async () => {
    const jot = new JotWords();
    jot.customerId = 'roger';
    for (const words of ['Boys', 'Boys are', 'Boys are 9 and 12']) {
      jot.words = words;
      jot.typed();
    }
    expect(call).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(500);
    expect(call.mock.calls).toEqual([['keep_jot_draft', { customerId: 'roger', words: 'Boys are 9 and 12' }]]);
    expect(jot.kept).toBe(true);
  });

  it('comes back after the app was closed, unless something is written already', async () => {
    call.mockResolvedValue({ customerId: 'roger', customerName: 'Roger Whitaker', words: 'Boys are 9' });
    const jot = new JotWords();
    expect(await jot.restore()).toBe(true);
    expect([jot.words, jot.customerName]).toEqual(['Boys are 9', 'Roger Whitaker']);
    const other = new JotWords();
    other.words = 'Lisbon';
    expect(await other.restore()).toBe(false);
    expect(other.words).toBe('Lisbon');
  });

  it('is not called kept when the device could not keep it', async () => {
    call.mockRejectedValue(new Error('locked'));
    const jot = new JotWords();
    jot.words = 'Boys';
    await jot.keep();
    expect(jot.kept).toBe(false);
  });

  it('is thrown away with an empty text', async () => {
    const jot = new JotWords();
    jot.words = 'Boys';
    await jot.throwAway();
    expect(call).toHaveBeenLastCalledWith('keep_jot_draft', { customerId: null, words: '' });
  });
});

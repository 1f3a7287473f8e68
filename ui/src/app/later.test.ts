import { describe, expect, it, vi } from 'vitest';
import { Later, screenOf, type Screen } from './later.svelte';

const here = (() => undefined) as unknown as Screen;

describe('a screen that comes when it is wanted', () => {
  it('is read once, however often it is asked for', async () => {
    const loader = vi.fn(async () => ({ default: here }));
    const screen = new Later(loader);
    expect(screenOf(screen)).toBeUndefined();
    await Promise.all([screen.bring(), screen.bring()]);
    expect(screenOf(screen)).toBe(here);
    expect(loader).toHaveBeenCalledTimes(1);
  });

  it('says why it did not come, and comes at another try', async () => {
    const broken = new Error('the file is not there');
    const loader = vi.fn(async () => ({ default: here })).mockRejectedValueOnce(broken);
    const screen = new Later(loader);
    await screen.bring();
    expect(screen.failed).toBe(broken);
    await screen.bring();
    expect(screen.failed).toBeUndefined();
    expect(screen.screen).toBe(here);
  });

  it('is itself where it came with the app', () => {
    expect(screenOf(here)).toBe(here);
    expect(screenOf(undefined)).toBeUndefined();
  });
});

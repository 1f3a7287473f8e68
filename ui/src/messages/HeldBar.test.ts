import { cleanup, render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MessageCard } from '../backend/generated/MessageCard';
import HeldBar from './HeldBar.svelte';

const { call } = vi.hoisted(() => ({ call: vi.fn() }));
vi.mock('../backend/call', () => ({ call }));

const held = {
  id: 'm1',
  toName: 'Roger Whitaker',
  channel: 'sms',
  state: 'held',
  heldUntil: '2026-05-12T14:00:08Z',
} as MessageCard;

describe('a message that can still be taken back', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: new Date('2026-05-12T14:00:00Z'), shouldAdvanceTime: true });
    call.mockReset();
  });
  afterEach(() => {
    cleanup();
    vi.useRealTimers();
  });

  it('counts down to the moment it leaves', async () => {
    render(HeldBar, { message: held, name: 'Roger', onchange: () => {} });
    expect(screen.getByText('Telling Roger in 8 s')).toBeTruthy();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(screen.getByText('Telling Roger in 5 s')).toBeTruthy();
    await vi.advanceTimersByTimeAsync(6_000);
    expect(screen.getByText('The message is on its way.')).toBeTruthy();
  });

  it('is taken back by one tap, and sent at once by another', async () => {
    const acts: string[] = [];
    call.mockResolvedValue({ ...held, state: 'cancelled', reason: 'taken_back' });
    render(HeldBar, { message: held, name: 'Roger', onchange: (_: MessageCard, act: string) => acts.push(act) });
    const user = userEvent.setup({ advanceTimers: (ms) => vi.advanceTimersByTime(ms) });
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    expect(call).toHaveBeenLastCalledWith('undo_message', { messageId: 'm1' });
    await user.click(screen.getByRole('button', { name: 'Send now' }));
    expect(call).toHaveBeenLastCalledWith('send_now', { messageId: 'm1' });
    expect(acts).toEqual(['undo', 'send_now']);
  });
});

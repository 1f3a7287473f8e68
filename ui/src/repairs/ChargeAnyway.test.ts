import { cleanup, render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import ChargeAnyway from './ChargeAnyway.svelte';

afterEach(cleanup);

function open() {
  const reasons: string[] = [];
  let kept = 0;
  render(ChargeAnyway, {
    amount: '$40',
    name: 'Roger',
    onkeep: () => (kept += 1),
    onreason: (words: string) => reasons.push(words),
  });
  return { reasons, kept: () => kept, user: userEvent.setup() };
}

describe('charging in spite of a promise', () => {
  it('goes nowhere without a reason', async () => {
    const { reasons, user } = open();
    await user.click(screen.getByRole('button', { name: 'Continue' }));
    expect(screen.getByText('Say why, so that the next colleague understands.')).toBeTruthy();
    await user.click(screen.getByRole('radio', { name: 'Something else' }));
    await user.click(screen.getByRole('button', { name: 'Continue' }));
    expect(reasons).toEqual([]);
  });

  it('keeps the reason in words', async () => {
    const { reasons, user } = open();
    await user.click(screen.getByRole('radio', { name: 'Roger wants to pay' }));
    await user.type(screen.getByRole('textbox'), 'he insisted');
    await user.click(screen.getByRole('button', { name: 'Continue' }));
    expect(reasons).toEqual(['Roger wants to pay: he insisted']);
  });

  it('is one tap away from keeping our word', async () => {
    const { reasons, kept, user } = open();
    await user.click(screen.getByRole('button', { name: 'Keep our word' }));
    expect(kept()).toBe(1);
    expect(reasons).toEqual([]);
  });
});

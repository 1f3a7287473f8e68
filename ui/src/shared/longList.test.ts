import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { drawnOf, layOut, rangeOf, rowAt } from './longList';
import LongListOfNames from './testing/LongListOfNames.svelte';
import { faults } from './testing/axe';

describe('the layout of a long list', () => {
  const measured = new Map([
    [0, 50],
    [2, 100],
  ]);
  const layout = layOut(5, (index) => measured.get(index), 70);

  it('puts each row where the one before it ends, by its measure or by the guess', () => {
    expect([...layout.tops]).toEqual([0, 50, 120, 220, 290, 360]);
    expect(layout.total).toBe(360);
  });
  it('finds the row at a height, the first and last for what is outside', () => {
    expect(rowAt(layout, -10)).toBe(0);
    expect(rowAt(layout, 49.9)).toBe(0);
    expect(rowAt(layout, 50)).toBe(1);
    expect(rowAt(layout, 219)).toBe(2);
    expect(rowAt(layout, 9_999)).toBe(4);
  });
  it('draws what covers the view, and never more than is allowed', () => {
    expect(rangeOf(layout, 60, 230, 150)).toEqual({ start: 1, end: 4 });
    expect(rangeOf(layout, -500, 9_999, 3)).toEqual({ start: 0, end: 3 });
    expect(rangeOf(layOut(0, () => undefined, 70), 0, 800, 150)).toEqual({ start: 0, end: 0 });
  });
  it('keeps the row that keys are on, wherever it lies, in the order of the list', () => {
    expect(drawnOf({ start: 3, end: 5 }, [0], 10)).toEqual([0, 3, 4]);
    expect(drawnOf({ start: 3, end: 5 }, [4, -1], 10)).toEqual([3, 4]);
    expect(drawnOf({ start: 3, end: 5 }, [9, 1], 10)).toEqual([1, 3, 4, 9]);
    expect(drawnOf({ start: 3, end: 50 }, [9], 6)).toEqual([3, 4, 5]);
  });
});

describe('a long list', () => {
  const names = (count: number) => Array.from({ length: count }, (_, each) => `Customer ${each + 1}`);
  const rows = () => [...document.querySelectorAll<HTMLElement>('[data-row]')];

  it('is drawn whole while it is short, and says nothing about places', async () => {
    const { container } = render(LongListOfNames, { names: names(60) });
    expect(rows()).toHaveLength(60);
    expect(rows()[0]?.getAttribute('aria-setsize')).toBeNull();
    expect(await faults(container)).toEqual([]);
  });
  it('draws a part when it is long, and says to voices which', async () => {
    const { container } = render(LongListOfNames, { names: names(5_000) });
    expect(rows().length).toBeLessThanOrEqual(150);
    expect(rows()[0]?.getAttribute('aria-posinset')).toBe('1');
    expect(rows()[0]?.getAttribute('aria-setsize')).toBe('5000');
    expect(await faults(container)).toEqual([]);
  });
  it('is one tab stop, and End and Home reach rows that were not drawn', async () => {
    const user = userEvent.setup();
    render(LongListOfNames, { names: names(5_000) });
    await user.tab();
    expect(document.activeElement?.textContent).toContain('Customer 1');
    expect(rows().filter((row) => row.querySelector('a')?.tabIndex === 0)).toHaveLength(1);
    await user.keyboard('{End}');
    expect(document.activeElement).toBe(screen.getByRole('link', { name: 'Customer 5000' }));
    await user.keyboard('{ArrowUp}');
    expect(document.activeElement?.textContent).toContain('Customer 4999');
    await user.keyboard('{Home}{ArrowDown}j');
    expect(document.activeElement?.textContent).toContain('Customer 3');
  });
  it('lets go upwards from its first row', async () => {
    const user = userEvent.setup();
    let left = 0;
    render(LongListOfNames, { names: names(3), onleave: () => (left += 1) });
    await user.tab();
    await user.keyboard('{ArrowDown}{ArrowUp}');
    expect(left).toBe(0);
    await user.keyboard('{ArrowUp}');
    expect(left).toBe(1);
  });
});

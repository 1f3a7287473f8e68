import { cleanup, render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TemplateCard } from '../backend/generated/TemplateCard';
import { faults } from '../shared/testing/axe';
import TemplatePage from './TemplatePage.svelte';

const { call } = vi.hoisted(() => ({ call: vi.fn() }));
vi.mock('../backend/call', () => ({ call }));
vi.mock('../backend/events', () => ({ on: () => () => {} }));

const card: TemplateCard = {
  key: 'ready',
  language: 'en',
  channel: 'sms',
  versions: [
    { id: 't2', version: 2, subject: null, body: 'Two. {{ store }}', approvedBy: 'Ines', activeFrom: '2026-05-10T09:00:00Z', active: true },
    { id: 't1', version: 1, subject: null, body: 'One. {{ store }}', approvedBy: 'Ines', activeFrom: '2026-05-01T09:00:00Z', active: false },
    { id: null, version: 0, subject: null, body: 'Built. {{ store }}', approvedBy: null, activeFrom: null, active: false },
  ],
};
const parts = {
  parts: 1, units: 17, room: 160, longBecause: [], countTwo: [], plain: null,
  inTheWay: { promotions: [], namesASecret: false },
};

describe('a template', () => {
  beforeEach(() => {
    call.mockReset();
    call.mockImplementation(async (name: string, args: { body?: string }) => {
      if (name === 'list_templates') return [card];
      if (name === 'preview_template') {
        const bad = args.body?.includes('20%');
        const filled = { subject: null, body: args.body?.replace('{{ store }}', 'Martin & Sons') ?? '', parts };
        return {
          full: filled,
          least: bad ? null : filled,
          faults: bad ? [{ kind: 'promotion', words: '20%' }] : [],
          slots: [{ name: 'store', written: '{{ store }}' }],
        };
      }
      return card;
    });
  });
  afterEach(cleanup);

  const open = () => render(TemplatePage, { params: { key: 'ready', channel: 'sms', language: 'en' } });

  it('shows what customers read as one types, and keeps nothing that is wrong', async () => {
    const { container } = open();
    const words = await screen.findByLabelText('Words with slots');
    expect((words as HTMLTextAreaElement).value).toBe('Two. {{ store }}');
    expect((await screen.findAllByText('Two. Martin & Sons')).length).toBe(2);
    expect(await faults(container)).toEqual([]);
    const user = userEvent.setup();
    await user.type(words, ' 20% off');
    expect(await screen.findByText(/makes it an advertisement/)).toBeTruthy();
    expect((screen.getByRole('button', { name: 'Use these words' }) as HTMLButtonElement).disabled).toBe(true);
  });

  it('makes an old version count again by one tap', async () => {
    open();
    const user = userEvent.setup();
    const again = await screen.findAllByRole('button', { name: 'Use again' });
    expect(again).toHaveLength(2);
    await user.click(again[0]!);
    expect(call).toHaveBeenCalledWith('restore_template', { key: 'ready', channel: 'sms', language: 'en', id: 't1' });
  });
});

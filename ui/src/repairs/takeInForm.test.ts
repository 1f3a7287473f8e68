import { describe, expect, it } from 'vitest';
import { emptyTakeIn, readTakeIn, type TakeInForm } from './takeInForm';

const seamaster = (part: Partial<TakeInForm> = {}): TakeInForm => ({
  ...emptyTakeIn(),
  pieceId: 'seamaster',
  envelope: '1042',
  lines: [
    { key: 1, work: 'battery', description: '', price: '40' },
    { key: 2, work: 'cleaning', description: 'Clean and test', price: '' },
  ],
  ...part,
});

describe('taking in a repair', () => {
  it('makes a repair of a piece that was bought here', () => {
    const { repair } = readTakeIn(seamaster({ customerWords: ' stops at night ' }), 'roger', 'USD');
    expect(repair).toMatchObject({
      customerId: 'roger',
      pieceId: 'seamaster',
      description: null,
      pieceKind: null,
      customerWords: 'stops at night',
      lines: [
        { work: 'battery', description: '', price: 4000 },
        { work: 'cleaning', description: 'Clean and test', price: 0 },
      ],
      tellBy: 'sms',
      tellId: null,
      consent: false,
    });
  });

  it('takes another piece by its description', () => {
    const other = seamaster({ pieceId: '', description: 'Steel watch, blue dial', pieceKind: 'watch' });
    expect(readTakeIn(other, 'roger', 'USD').repair).toMatchObject({
      pieceId: null,
      description: 'Steel watch, blue dial',
      pieceKind: 'watch',
    });
  });

  it('says what is missing at the field itself', () => {
    expect(Object.keys(readTakeIn(emptyTakeIn(), 'roger', 'USD').errors ?? {})).toEqual(['pieceId', 'lines', 'envelope']);
    const unread = seamaster({ lines: [{ key: 7, work: 'battery', description: '', price: 'forty' }] });
    expect(Object.keys(readTakeIn(unread, 'roger', 'USD').errors ?? {})).toEqual(['line 7']);
    expect(Object.keys(readTakeIn(seamaster({ pieceId: '' }), 'roger', 'USD').errors ?? {})).toEqual(['description']);
  });

  it('never notes a consent for a call, and never one that was not ticked', () => {
    expect(readTakeIn(seamaster({ consent: true }), 'roger', 'USD').repair?.consent).toBe(true);
    const call = readTakeIn(seamaster({ consent: true, tellBy: 'call' }), 'roger', 'USD').repair;
    expect(call).toMatchObject({ consent: false, tellBy: null });
    expect(emptyTakeIn().consent).toBe(false);
  });
});

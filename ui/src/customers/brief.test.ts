import { describe, expect, it } from 'vitest';
import type { Brief } from '../backend/generated/Brief';
import type { Recall } from '../backend/generated/Recall';
import { overwriteGetLocale } from '../paraglide/runtime';
import { dayInFull } from '../shared/dates';
import { countWords, firstLines, moreLines, shorten } from './brief';

const dana = { customerId: 'dana', name: 'Dana', isSelf: false };
const roger = { customerId: 'roger', name: 'Roger', isSelf: true };

const watch: Recall = {
  purchaseId: 'bought',
  pieceId: 'watch',
  piece: 'Seamaster, steel, 41 mm',
  pieceKind: 'watch',
  boughtBy: dana,
  chosenBy: dana,
  boughtFor: roger,
  occasion: '15th anniversary',
  meaning: 'He could not believe it, then said yes because it was so thoughtful of her.',
  boughtOn: '2021-06-03',
  soldBy: 'Marta',
  soldByMe: true,
  sellerLeftOn: null,
};

const pickup: Brief = {
  customerId: 'roger',
  name: 'Roger Martin',
  givenName: 'Roger',
  repair: {
    id: 'repair',
    customerId: 'roger',
    customerName: 'Roger Martin',
    piece: 'Seamaster, steel, 41 mm',
    pieceKind: 'watch',
    work: 'Battery, cleaning',
    envelope: '1014',
    state: 'ready',
    since: '2026-11-20T10:00:00Z',
    promisedFor: null,
    late: false,
    price: { quoted: 4000, toPay: 0, currency: 'USD', because: [] },
    told: false,
    message: null,
    gently: false,
    onDeviceOnly: false,
  },
  toPay: {
    quoted: 4000,
    toPay: 0,
    currency: 'USD',
    because: [
      {
        promiseId: 'promise',
        words: 'Batteries free for life',
        covers: 'battery',
        madeBy: 'Marta',
        madeOn: '2021-06-03',
        off: 4000,
      },
    ],
  },
  promises: [],
  recall: watch,
  ahead: {
    occasionId: 'day',
    kind: 'anniversary',
    label: null,
    ordinal: 20,
    on: null,
    year: 2027,
    month: 6,
    inDays: 200,
    confidence: 'likely',
    because: '15th in 2022',
    with: dana,
  },
  show: null,
  gentlyUntil: null,
  share: null,
  ask: { words: 'Boys are 9 and 12, planning Lisbon', notedAt: '2026-01-03T10:00:00Z', notedBy: 'Ana' },
};

const NOW = '2026-11-21';
const said = (brief: Brief) => firstLines(brief, NOW).map((line) => line.words);
const allFirst = (brief: Brief) => [brief.name, ...said(brief)].join(' ');

describe('the brief', () => {
  it('says in three lines what Marta must not forget when Roger comes', () => {
    expect(said(pickup)).toEqual([
      'Nothing. Battery on us.',
      'Dana chose it for their 15th anniversary.',
      '20th anniversary, likely June 2027. Ask.',
    ]);
  });

  it('says who sold it when there are words left', () => {
    expect(said({ ...pickup, ahead: null })).toContain(
      'Dana chose it for their 15th anniversary. You sold it.',
    );
  });

  it('says the memory shorter when the name is long', () => {
    expect(said({ ...pickup, name: 'Rogelio Ignacio de Martin' })).toContain(
      'Dana chose it, 15th anniversary.',
    );
  });

  it('never says "you sold it" to someone else', () => {
    const bens = { ...pickup, recall: { ...watch, soldByMe: false } };
    expect(allFirst(bens)).not.toContain('You sold');
    const lines = moreLines(bens, NOW);
    expect(lines.find((line) => line.kind === 'sold')?.words).toBe(`Marta, ${dayInFull('2021-06-03', '')}.`);
  });

  it('stays within 20 words with the name, and 60 in all, whatever is known', () => {
    const longName = { ...pickup, name: 'Maria del Carmen Fernández de la Torre' };
    const wordy = {
      ...pickup,
      repair: null,
      toPay: null,
      promises: [
        {
          id: 'p',
          customerId: 'roger',
          customerName: 'Roger Martin',
          words: 'We polish every piece of the family before each wedding and christening without a charge',
          covers: null,
          pieceId: null,
          piece: null,
          madeBy: 'Ana',
          madeByMe: false,
          madeOn: '2020-01-01',
          until: null,
          dueOn: null,
          usesLeft: null,
          uses: [],
          kind: 'custom' as const,
          forHousehold: false,
          event: null,
          plan: null,
          ended: null,
          usedBeyond: 0,
        },
      ],
      recall: { ...watch, chosenBy: null, boughtBy: roger, boughtFor: null, piece: '', occasion: null },
    };
    for (const locale of ['en', 'es'] as const) {
      overwriteGetLocale(() => locale);
      for (const brief of [pickup, longName, wordy, { ...wordy, gentlyUntil: '2026-12-24' }]) {
        expect(countWords(allFirst(brief))).toBeLessThanOrEqual(20);
        const all = [allFirst(brief), ...moreLines(brief, NOW).map((line) => line.words)].join(' ');
        expect(countWords(all)).toBeLessThanOrEqual(60);
      }
    }
    overwriteGetLocale(() => 'en');
  });

  it('puts the gentle line where the occasion would be', () => {
    const gently = { ...pickup, gentlyUntil: '2026-12-24', ahead: null };
    expect(said(gently)[2]).toBe(`Tread gently until ${dayInFull('2026-12-24', NOW)}.`);
  });

  it('says a plain price when nothing was promised, and nothing it does not know', () => {
    const plain = {
      ...pickup,
      toPay: { quoted: 4000, toPay: 4000, currency: 'USD', because: [] },
      recall: null,
      ahead: null,
    };
    expect(said(plain)).toEqual(['$40.']);
  });

  it('leads every line to where it came from', () => {
    for (const line of [...firstLines(pickup, NOW), ...moreLines(pickup, NOW)])
      expect(line.href).toMatch(/^#\/(customers|repairs)\//);
  });
});

describe('shorten', () => {
  it('cuts between words and says so', () => {
    expect(shorten('one two, three four', 2)).toBe('one two…');
    expect(shorten('one two', 2)).toBe('one two');
  });
});

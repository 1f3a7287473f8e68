import { describe, expect, it } from 'vitest';
import type { Brief } from '../backend/generated/Brief';
import type { Recall } from '../backend/generated/Recall';
import { overwriteGetLocale } from '../paraglide/runtime';
import { dayInFull } from '../shared/dates';
import { firstLines, moreLines } from './brief';
import { countWords } from './countWords';

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
    work: [
      { work: 'battery', words: null },
      { work: 'cleaning', words: null },
    ],
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

describe('lines that do not fit', () => {
  const asks = (brief: Brief) => moreLines(brief, NOW).find((line) => line.kind === 'ask')?.words;
  const ask = (words: string) => ({ ...pickup, ask: { words, notedAt: '2026-01-03T10:00:00Z', notedBy: 'Ana' } });

  it('keep the point of what is to be asked', () => {
    const roger = 'Boys are 9 and 12, dogs Ada and Gryff, planning Lisbon for the 20th';
    expect(asks(ask(roger))).toBe(roger);
    const day = dayInFull('2026-01-03', '');
    expect(asks(ask(`Came in soaked after the game, ${roger}`))).toBe(`Read Ana’s note of ${day} first.`);
  });

  // Each would say the opposite, or what hurts, without the part that comes last or first.
  const NEVER_CUT = [
    'Batteries free for life, except in the two Daytonas of his father',
    'No charge, unless the movement has to be opened again by us',
    'Engraving on us. But not on the platinum ring that was bought elsewhere',
    'Free engraving for Mrs. Klein’s granddaughter when she comes in with St. Anne’s choir',
    'Sin coste, salvo que haya que abrir otra vez la máquina del reloj',
    'Grabado gratis para la Sra. Klein, aprox. en mayo, pero solo una vez',
    'Do not congratulate her, she lost the baby in March, wants the cross polished before Sunday',
  ];

  it('never say a part of what was promised or noted', () => {
    const promise = {
      id: 'p', customerId: 'roger', customerName: 'Roger', covers: null, pieceId: null, piece: null,
      words: '', madeBy: 'Ana', madeByMe: false, madeOn: '2020-01-01', until: null, dueOn: null, usesLeft: null,
      uses: [], kind: 'custom' as const, forHousehold: false, event: null, plan: null, ended: null, usedBeyond: 0,
    };
    for (const words of NEVER_CUT) {
      const promised = { ...pickup, repair: null, toPay: null, promises: [{ ...promise, words }] };
      expect(said(promised)[0]).toBe('An open promise of Ana’s.');
      const asked = asks(ask(words));
      expect(asked === words || asked?.startsWith('Read Ana’s note of'), asked).toBe(true);
      const meant = { ...pickup, recall: { ...watch, meaning: words } };
      const why = moreLines(meant, NOW).find((line) => line.kind === 'why')?.words;
      expect(why === undefined || why === words, why).toBe(true);
      const wishes = JSON.parse(JSON.stringify({ ...pickup, recall: { ...watch, occasion: words } })) as Brief;
      for (const line of [...firstLines(wishes, NOW), ...moreLines(wishes, NOW)])
        expect(line.words.endsWith('…'), line.words).toBe(false);
    }
  });

  it('say whose word it is where all of it is too long, never the words alone', () => {
    const toPay = (words: string) => ({
      ...pickup,
      toPay: { ...pickup.toPay!, because: [{ ...pickup.toPay!.because[0]!, words }] },
    });
    const word = (brief: Brief) => moreLines(brief, NOW).find((line) => line.kind === 'word')?.words;
    expect(word(toPay('Batteries free.'))).toBe(`Batteries free. Marta, ${dayInFull('2021-06-03', '')}.`);
    expect(word(toPay('Batteries free for life, except in the two Daytonas'))).toBe('An open promise of Marta’s.');
  });

  it('keep the envelope, whatever is done to the piece', () => {
    const work = (['battery', 'cleaning', 'service', 'strap', 'engraving', 'appraisal', 'resize'] as const).map(
      (each) => ({ work: each, words: null }),
    );
    const busy = { ...pickup, repair: { ...pickup.repair!, work: [...work, ...work] } };
    const ready = moreLines(busy, NOW).find((line) => line.kind === 'ready')?.words;
    expect(ready).toMatch(/, envelope 1014$/);
  });

  it('say whose note to read where no thought of it fits', () => {
    const breathless =
      'he told me how his father had carried that very watch through the whole winter in the mountains';
    const day = dayInFull('2026-01-03', '');
    expect(asks(ask(breathless))).toBe(`Read Ana’s note of ${day} first.`);
  });

  it('say that there is a promise where its words are too many', () => {
    const promise = {
      id: 'p', customerId: 'roger', customerName: 'Roger', covers: null, pieceId: null, piece: null,
      words: 'We polish every piece of the family before each wedding without a charge', madeBy: 'Ana',
      madeByMe: false, madeOn: '2020-01-01', until: null, dueOn: null, usesLeft: null, uses: [],
      kind: 'custom' as const, forHousehold: false, event: null, plan: null, ended: null, usedBeyond: 0,
    };
    const brief = { ...pickup, repair: null, toPay: null, promises: [promise] };
    expect(said(brief)[0]).toBe('An open promise of Ana’s.');
  });
});

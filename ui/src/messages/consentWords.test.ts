import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BASIS, basisWords } from './consentWords';

/** Every basis that a file of Rust writes between two of its lines; what a customer said stands as "basta". */
function written(file: string, from: string, to: string): string[] {
  const rust = readFileSync(`${process.cwd()}/../crates/${file}`, 'utf8');
  const begin = rust.indexOf(from);
  const part = rust.slice(begin, rust.indexOf(to, begin));
  expect(begin, from).toBeGreaterThan(-1);
  return [...part.matchAll(/"([^"]+)"/gu)].map(([, words]) => words!.replace('{BY_REPLY}', 'replied: ').replace('{}', 'basta'));
}

const optOut = 'regard-server/src/delivery/opt_out.rs';

describe('how consent was given or taken back', () => {
  it('is said in the language of the screen, whoever of us wrote it', () => {
    const all = [
      ...Object.values(BASIS),
      ...written(optOut, 'let basis = match source', '};'),
      ...written(optOut, 'basis: "', ','),
      ...written(optOut, 'const BY_REPLY', ';').map((begins) => `${begins}basta`),
      ...written('regard-app/src/customers/add.rs', 'const BASIS', ';'),
      ...written('regard-app/src/repairs/take_in.rs', 'basis: "', ','),
    ];
    expect(all.length).toBeGreaterThanOrEqual(11);
    for (const basis of all) {
      const spanish = basisWords(basis, { locale: 'es' });
      expect(spanish, basis).not.toBe(basis);
      expect(spanish, basis).not.toBe(basisWords(basis, { locale: 'en' }));
      if (basis.endsWith('basta')) expect(spanish).toMatch(/: basta$/);
    }
  });

  it('keeps what a person wrote', () => {
    for (const words of ['por teléfono', 'constructor', 'She said: wrong number: no'])
      expect(basisWords(words, { locale: 'es' })).toBe(words);
  });

  it('reads what screens wrote before in their own language', () => {
    expect(basisWords('Dicho al vendedor', { locale: 'en' })).toBe('said to the associate');
    expect(basisWords('said at the counter', { locale: 'es' })).toBe('dicho en el mostrador');
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const words = (language: string, file: string) =>
  JSON.parse(readFileSync(`messages/${language}/${file}`, 'utf8')) as Record<string, unknown>;
const placeholders = (message: unknown) =>
  [...new Set(JSON.stringify(message).match(/\{[a-zA-Z]+\}/g) ?? [])].sort();

describe('what the screens say', () => {
  for (const file of readdirSync('messages/en')) {
    it(`is complete in Spanish: ${file}`, () => {
      const [english, spanish] = [words('en', file), words('es', file)];
      expect(Object.keys(spanish).sort()).toEqual(Object.keys(english).sort());
      for (const [key, message] of Object.entries(english)) {
        if (key === '$schema') continue;
        expect(placeholders(spanish[key]), key).toEqual(placeholders(message));
      }
    });
  }
});

import { afterEach, describe, expect, it } from 'vitest';
import { overwriteGetLocale } from '../paraglide/runtime';
import type { CommandError } from './generated/CommandError';
import { asCallError } from './errors';

const refused = (error: Partial<CommandError>) => asCallError({ message: 'English from the app', ...error });

describe('what a command answers when it cannot', () => {
  afterEach(() => overwriteGetLocale(() => 'en'));

  it('is said in the language of the person', () => {
    const tooLong: Partial<CommandError> = { code: 'invalid', refusal: { kind: 'too_long', most: 200 }, field: 'label' };
    expect(refused(tooLong).message).toBe('This is too long: 200 characters at most.');
    overwriteGetLocale(() => 'es');
    const error = refused(tooLong);
    expect(error.message).toBe('Esto es demasiado largo: 200 caracteres como máximo.');
    expect([error.code, error.field, error.ours]).toEqual(['invalid', 'label', false]);
  });

  it('tells what a person can do something about from what is ours alone', () => {
    expect(refused({ code: 'internal', refusal: { kind: 'no_space' } }).ours).toBe(false);
    expect(refused({ code: 'internal', refusal: { kind: 'not_kept' } }).ours).toBe(true);
    expect(asCallError(new TypeError('no such function')).ours).toBe(true);
  });
});

import type { CommandError } from './generated/CommandError';
import type { ErrorCode } from './generated/ErrorCode';

export type { ErrorCode };

/** The error that every failing `call` throws: screens look at `code`, people read `message`. */
export class CallError extends Error {
  readonly code: ErrorCode;
  /** The field of the input it is about, as the screen names it. */
  readonly field: string | undefined;

  constructor(code: ErrorCode, message: string, field?: string) {
    super(message);
    this.name = 'CallError';
    this.code = code;
    this.field = field;
  }
}

/** Whatever was thrown, as a `CallError`. */
export function asCallError(thrown: unknown): CallError {
  if (thrown instanceof CallError) return thrown;
  if (thrown !== null && typeof thrown === 'object' && 'code' in thrown && 'message' in thrown) {
    const { code, message, field } = thrown as CommandError;
    return new CallError(code, String(message), field);
  }
  return new CallError('internal', thrown instanceof Error ? thrown.message : String(thrown));
}

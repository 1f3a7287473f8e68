import type { CommandError } from './generated/CommandError';
import type { ErrorCode } from './generated/ErrorCode';
import type { Refusal } from './generated/Refusal';
import { refusalWords } from './refusalWords';

export type { ErrorCode };

/** What to do stands in these faults of ours; of the others a person need not know more. */
const PLAIN: ReadonlySet<Refusal['kind']> = new Set([
  'no_space',
  'no_space_for_store',
  'damaged',
  'database_not_open',
  'folder_not_writable',
  'key_unreadable',
  'pin_not_checked',
]);

/** The error that every failing `call` throws: screens look at `code`, people read `message`, in their
 * own language. */
export class CallError extends Error {
  readonly code: ErrorCode;
  /** The field of the input it is about, as the screen names it. */
  readonly field: string | undefined;
  /** A fault of ours that a person can do nothing about. */
  readonly ours: boolean;

  constructor(code: ErrorCode, message: string, field?: string, refusal?: Refusal) {
    super(message);
    this.name = 'CallError';
    this.code = code;
    this.field = field;
    this.ours = code === 'internal' && !(refusal && PLAIN.has(refusal.kind));
  }
}

/** Whatever was thrown, as a `CallError`. */
export function asCallError(thrown: unknown): CallError {
  if (thrown instanceof CallError) return thrown;
  if (thrown !== null && typeof thrown === 'object' && 'code' in thrown && 'refusal' in thrown) {
    const { code, refusal, field } = thrown as CommandError;
    return new CallError(code, refusalWords(refusal), field, refusal);
  }
  return new CallError('internal', thrown instanceof Error ? thrown.message : String(thrown));
}

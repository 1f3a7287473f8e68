/**
 * The commands by name: what they take and what they answer.
 *
 * The table is made from the one in `crates/regard-app/src/commands.rs`; this file only names its
 * two columns.
 */
import type { Commands } from './generated/Commands';

export type { Commands };

/** What `name` takes. */
export type ArgsOf<N extends keyof Commands> = Commands[N][0];
/** What `name` answers. */
export type AnswerOf<N extends keyof Commands> = Commands[N][1];

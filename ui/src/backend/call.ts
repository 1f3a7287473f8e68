/** The one way from a screen to the app. */
import { bridge } from './bridge';
import type { AnswerOf, ArgsOf, Commands } from './commands';
import { asCallError } from './errors';
import { shell } from './tauri';
import type { Transport } from './transport';

let chosen: Transport | undefined;

/** Inside the shell its own channel; in an ordinary browser the development bridge. */
export function transport(): Transport {
  chosen ??= '__TAURI_INTERNALS__' in window ? shell : bridge;
  return chosen;
}

/** Asks the app to do `name`. Throws a `CallError`. */
export async function call<N extends keyof Commands>(
  name: N,
  args: ArgsOf<N>,
): Promise<AnswerOf<N>> {
  try {
    return (await transport().call(name, args)) as AnswerOf<N>;
  } catch (thrown) {
    throw asCallError(thrown);
  }
}

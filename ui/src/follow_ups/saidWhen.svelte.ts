/** Reads a day and a time from words while they are typed. */
import { call } from '../backend/call';
import type { SaidWhen } from '../backend/generated/SaidWhen';

/**
 * What `words` say of when; `take` is told each time that says something else than before. What was
 * read late is not taken when other words stand there by then.
 */
export function saidWhen(words: () => string, take: (said: SaidWhen) => void) {
  let read = $state.raw<SaidWhen | null>(null);
  let asked = '';
  let reading: Promise<void> = Promise.resolve();

  async function look(typed: string): Promise<void> {
    const said = typed.trim() === '' ? { on: null, at: null } : await call('read_when', { words: typed });
    if (typed !== asked) return;
    const other = said.on !== (read?.on ?? null) || said.at !== (read?.at ?? null);
    read = said;
    if (other) take(said);
  }

  $effect(() => {
    const typed = words();
    if (typed === asked) return;
    asked = typed;
    // Words that can't be read say nothing; the day is chosen by hand then.
    reading = look(typed).catch(() => undefined);
  });

  return {
    get read() {
      return read;
    },
    /** Once all that was typed has been read. */
    settled: () => reading,
  };
}

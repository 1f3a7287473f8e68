import type { AppEvent } from './events';

/** One way to reach the app: through the shell, or through the development bridge. */
export interface Transport {
  /** Asks the app; throws what the app answers as its error. */
  call(name: string, args: unknown): Promise<unknown>;
  /** Hears everything the app says by itself. Answers how to stop hearing. */
  hear(heard: (event: AppEvent) => void): () => void;
}

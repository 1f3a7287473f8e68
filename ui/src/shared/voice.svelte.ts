/** What is said to whoever listens to the screen instead of looking at it. */
class Voice {
  /** Said when there is a pause: "3 found". */
  polite = $state('');
  /** Said at once: failures only. */
  urgent = $state('');
}

export const voice = new Voice();

/** Says something when there is a pause. */
export function say(words: string): void {
  voice.polite = voice.polite === words ? `${words}\u00a0` : words;
}
/** Says a failure at once. */
export function warn(words: string): void {
  voice.urgent = voice.urgent === words ? `${words}\u00a0` : words;
}

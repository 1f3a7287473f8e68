/** On what the app runs, and the few settings that belong to this device's screen alone. */

export type Platform = 'ios' | 'android' | 'desktop';

/** The shell says it on the root before the first paint; in a browser it is read from the agent. */
export function settlePlatform(): void {
  const root = document.documentElement;
  root.dataset['platform'] ??= guessed(navigator.userAgent);
  setTextSize(textSize());
}
function guessed(agent: string): Platform {
  if (/iPhone|iPad/.test(agent)) return 'ios';
  if (/Android/.test(agent)) return 'android';
  return 'desktop';
}

const TEXT_SIZE = 'regard_text_size';
export const TEXT_SIZES = [90, 100, 115, 130, 160, 200];

/** The app's own text size in percent, on top of the system's. */
export function textSize(): number {
  const kept = Number(localStorage.getItem(TEXT_SIZE));
  return TEXT_SIZES.includes(kept) ? kept : 100;
}
export function setTextSize(percent: number): void {
  localStorage.setItem(TEXT_SIZE, String(percent));
  document.documentElement.style.setProperty('--text-size', `${percent}%`);
}

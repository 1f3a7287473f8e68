/** Who is asked for the PIN, and for how long another try has to wait. */
import type { Start } from '../backend/generated/Start';

export function lockedBy(start: Extract<Start, { kind: 'locked' }>): {
  givenName: string;
  waitSeconds: number;
} {
  return { givenName: start.given_name, waitSeconds: start.wait_seconds };
}

/**
 * What the one button under the draft can do: tell by this way, or only what is possible, with one
 * line that says why.
 */
import type { Draft } from '../backend/generated/Draft';
import type { DraftWay } from '../backend/generated/DraftWay';
import { m } from '../paraglide/messages';

/** Why the draft cannot go this way. */
export type TellHindrance = 'no_address' | 'not_textable' | 'opted_out' | 'not_asked';

/** What the button does. */
export type TellPlan =
  | { kind: 'tell'; way: DraftWay; button: string }
  | { kind: 'call'; way: DraftWay | null; button: string; hindrance: TellHindrance; why: string };

/** The way to start with: the first that may be used, else the first there is. */
export function firstWay(draft: Draft): DraftWay | null {
  return draft.ways.find((way) => hindranceOf(way) === null) ?? draft.ways[0] ?? null;
}

/** What hinders `way`; none: it may be used. */
export function hindranceOf(way: DraftWay): TellHindrance | null {
  if (!way.usable) return 'not_textable';
  if (way.permission === 'withdrawn') return 'opted_out';
  if (way.permission === 'not_asked') return 'not_asked';
  return null;
}

/** What the button under `draft` says and does when `way` is chosen. */
export function tellPlan(draft: Draft, way: DraftWay | null, alreadyReady: boolean): TellPlan {
  const name = draft.toName;
  const hindrance = way === null ? 'no_address' : hindranceOf(way);
  if (way !== null && hindrance === null) {
    return { kind: 'tell', way, button: alreadyReady ? m.tell_name({ name }) : m.tell_ready_name({ name }) };
  }
  const reason = hindrance ?? 'no_address';
  return {
    kind: 'call',
    way,
    hindrance: reason,
    button: alreadyReady ? m.tell_call_name({ name }) : m.tell_ready_call_name({ name }),
    why: whyNot(reason, way, name),
  };
}

function whyNot(hindrance: TellHindrance, way: DraftWay | null, name: string): string {
  switch (hindrance) {
    case 'no_address':
      return m.tell_why_no_address({ name });
    case 'not_textable':
      return m.tell_why_not_textable();
    case 'opted_out':
      return way?.channel === 'email' ? m.tell_why_opted_out_email({ name }) : m.tell_why_opted_out_sms({ name });
    case 'not_asked':
      return way?.channel === 'email' ? m.tell_why_not_asked_email({ name }) : m.tell_why_not_asked_sms({ name });
  }
}

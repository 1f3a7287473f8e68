/** The present moment, for what changes as time goes by: every second while wanted. */
import { onDestroy } from 'svelte';

/** A clock that a component reads; it ticks as long as the component lives. */
export class Moment {
  now = $state.raw(new Date());
}

/** Ticks every `everyMs`; call while a component starts. */
export function moment(everyMs = 1000): Moment {
  const clock = new Moment();
  const ticks = setInterval(() => {
    clock.now = new Date();
  }, everyMs);
  onDestroy(() => clearInterval(ticks));
  return clock;
}

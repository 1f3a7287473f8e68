/**
 * How much room there is, counted in letters and not in pixels: someone who reads at twice the size
 * gets the phone's layout on a tablet. Written on the root as `data-width`, for the shell's styles.
 */
const RAIL_REM = 40;
const WIDE_REM = 64;

class Width {
  /** `phone`: one pane and the bar below; `rail`: the bar at the side; `wide`: list and page. */
  now = $state<'phone' | 'rail' | 'wide'>('phone');

  measure(): void {
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
    const room = window.innerWidth / rem;
    this.now = room >= WIDE_REM ? 'wide' : room >= RAIL_REM ? 'rail' : 'phone';
    document.documentElement.dataset['width'] = this.now;
  }
}

export const width = new Width();

/** Measures now and whenever the window or the text size changes, until the answer is called. */
export function followWidth(): () => void {
  const measure = () => width.measure();
  measure();
  window.addEventListener('resize', measure);
  const letters = new MutationObserver(measure);
  letters.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  document.addEventListener('visibilitychange', measure);
  return () => {
    window.removeEventListener('resize', measure);
    letters.disconnect();
    document.removeEventListener('visibilitychange', measure);
  };
}

// From the key to the painted rows: what both benches, of the screens and of the window, put into the page.

/** What is typed: every key of it is measured. Most find more than one sees. */
export const TYPED = ['mar', 'jo', 'sa', 'ro', 'an', 'le', 'ka', 'be', 'ch', 'da'];

/**
 * In the page: notes for every key how long it took until the rows in sight were painted, and how many
 * it found. From the key's own event to the first task after the frame that shows the rows.
 */
export function noteKeys() {
  const notes = [];
  let begun = 0;
  window.keysNoted = notes;
  addEventListener('keydown', () => (begun = performance.now()), { capture: true });
  new MutationObserver(() => {
    // The rows of these words are there when "Add … as new" below them speaks of these words.
    const typed = document.querySelector('[data-search]').value;
    if (!begun || !document.querySelector('.rows').textContent.includes(`“${typed}”`)) return;
    const from = begun;
    begun = 0;
    const painted = () => {
      const said = Number.parseInt(document.querySelector('[role="search"] .count')?.textContent ?? '0', 10);
      const found = Math.max(said, document.querySelectorAll('[data-group="found"] [data-row]').length);
      notes.push({ ms: performance.now() - from, found });
    };
    const frame = new MessageChannel();
    frame.port1.onmessage = painted;
    requestAnimationFrame(() => frame.port2.postMessage(0));
  }).observe(document.querySelector('.rows'), { childList: true, characterData: true, subtree: true });
}

/** Median, 95th and 99th percentile and the worst, of keys whose rows fill what is read at once. */
export function keyFigures(name, notes, full = 40) {
  const times = notes.filter((note) => note.found >= full).map((note) => note.ms).sort((a, b) => a - b);
  if (times.length === 0) throw new Error(`no key found ${full} rows`);
  const at = (share) => times[Math.round((times.length - 1) * share)];
  return {
    [`${name}_p50_ms`]: at(0.5),
    [`${name}_p95_ms`]: at(0.95),
    [`${name}_p99_ms`]: at(0.99),
    [`${name}_keys`]: times.length,
  };
}

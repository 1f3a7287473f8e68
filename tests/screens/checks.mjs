// What every screen must hold: no finding of axe, no sideways scroll, targets to tap, text that grows.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../ui/package.json', import.meta.url));
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];

/** Waits until nothing moves and two frames are drawn. */
export function settled(page) {
  return page.evaluate(async () => {
    const frame = () => new Promise((next) => requestAnimationFrame(next));
    await frame();
    await Promise.allSettled(document.getAnimations().map((each) => each.finished));
    await frame();
  });
}

/** What axe finds, in lines. */
export async function axe(page) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  return page.evaluate(async (values) => {
    const { violations } = await window.axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'] });
    return violations.flatMap((each) => each.nodes.map((node) => `axe ${each.id}: ${node.target} ${node.failureSummary ?? ''}`));
  }, TAGS);
}

/** Functions that run in the page. */
function inPage() {
  const top = () => document.querySelector('dialog[open]') ?? document.body;
  const seen = (each) => each.checkVisibility({ visibilityProperty: true }) && each.getClientRects().length > 0;
  const hidden = (each) => each.closest('.unseen') !== null || getComputedStyle(each).clipPath.startsWith('inset(50%');
  const name = (each) => {
    const words = each.getAttribute('aria-label') ?? (each.labels?.[0] ?? each).innerText ?? '';
    return `${each.tagName.toLowerCase()}.${each.className} “${words.trim().replace(/\s+/g, ' ').slice(0, 40)}”`;
  };
  const all = () => [...top().querySelectorAll('*')].filter((each) => seen(each) && !(each instanceof SVGElement) && !hidden(each));
  /** The nearest thing that scrolls sideways, other than a row of tabs. */
  const sideways = () => {
    const found = [];
    for (const each of all()) {
      const { overflowX } = getComputedStyle(each);
      const tabs = each.closest('[role="tablist"]');
      if (!tabs && ['auto', 'scroll'].includes(overflowX) && each.scrollWidth > each.clientWidth + 1) {
        found.push(`scrolls sideways: ${name(each)} ${each.scrollWidth} > ${each.clientWidth}`);
      }
      const { right, left, width } = each.getBoundingClientRect();
      if (!tabs && width > 0 && (right > innerWidth + 1 || left < -1)) found.push(`beyond the edge: ${name(each)} ${left}–${right}`);
    }
    return found;
  };
  /** What is to be tapped and smaller than a finger. */
  const small = () => {
    const found = [];
    for (const each of all().filter((one) => one.matches('a[href], button, input, select, textarea, summary, [role="tab"]'))) {
      const label = each.matches('[type="checkbox"], [type="radio"]') ? each.labels?.[0] : undefined;
      const { width, height } = (label ?? each).getBoundingClientRect();
      if (width >= 43.9 && height >= 43.9) continue;
      const inSentence = getComputedStyle(each).display === 'inline'
        && [...each.parentElement.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== '');
      if (!inSentence) found.push(`small target: ${name(each)} ${width.toFixed(1)} × ${height.toFixed(1)}`);
    }
    return found;
  };
  /** The first lines only, with a button that unfolds the rest. */
  const folded = (each) => getComputedStyle(each).webkitLineClamp !== 'none'
    && [...document.querySelectorAll('[aria-expanded="false"]')].some((fold) =>
      document.getElementById(fold.getAttribute('aria-controls'))?.contains(each));
  /** Words that are cut off. */
  const clipped = () => {
    const found = [];
    for (const each of all()) {
      if (!each.innerText?.trim() || folded(each)) continue;
      const { overflowX, overflowY } = getComputedStyle(each);
      const cuts = (way) => way === 'hidden' || way === 'clip';
      if (cuts(overflowY) && each.scrollHeight > each.clientHeight + 1) {
        found.push(`cut off below: ${name(each)} ${each.scrollHeight} > ${each.clientHeight}`);
      }
      if (cuts(overflowX) && each.scrollWidth > each.clientWidth + 1) {
        found.push(`cut off at the side: ${name(each)} ${each.scrollWidth} > ${each.clientWidth}`);
      }
    }
    return found;
  };
  /** Whether what has the focus is what one sees at its centre; else what covers it. */
  const covered = () => {
    const each = document.activeElement;
    const box = (each.matches('[type="checkbox"], [type="radio"]') ? (each.labels?.[0] ?? each) : each).getBoundingClientRect();
    const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    if (hit && (each.contains(hit) || hit.contains(each) || hit.closest('label')?.contains(each))) return null;
    return `covered: ${name(each)} by ${hit ? name(hit) : 'nothing'}`;
  };
  window.checks = { sideways, small, clipped, covered, name };
}

/** Puts the functions of the checks into every page of this context. */
export async function arm(page) {
  await page.addInitScript(inPage);
  await page.evaluate(inPage);
}

/** All checks of one place as it is on the screen now. Answers what is wrong. */
export async function look(page, place) {
  const home = page.viewportSize();
  const wrong = [];
  const note = (how, found) => wrong.push(...found.map((each) => `${place}, ${how}: ${each}`));
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await settled(page);
    note(colorScheme, await axe(page));
  }
  note('as it is', await page.evaluate(() => window.checks.small()));
  const sizes = [
    ['320 px', { ...home, width: 320 }, ''],
    ['200 %', home, '200%'],
    ['310 %', home, '310%'],
    ['1440 × 900', { width: 1440, height: 900 }, ''],
  ];
  for (const [how, room, size] of sizes) {
    await page.setViewportSize(room);
    await page.evaluate((to) => (document.documentElement.style.fontSize = to), size);
    await settled(page);
    note(how, await page.evaluate(() => [...window.checks.sideways(), ...window.checks.clipped(), ...window.checks.small()]));
  }
  await page.evaluate(() => (document.documentElement.style.fontSize = ''));
  await page.setViewportSize(home);
  await settled(page);
  return [...new Set(wrong)];
}

/** Nothing was found. */
export const fine = (...found) => assert.deepEqual(found.flat(), []);

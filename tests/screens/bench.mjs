// The screens in Chromium at a quarter of the speed: from the tap to the painted brief, from the key to
// the painted rows, and how large the JavaScript is. node tests/screens/bench.mjs [--quick] [--json FILE]

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';

import { keyFigures, noteKeys, TYPED } from './key_to_rows.mjs';
import { openBrowser, openPage, openStage } from './stage.mjs';

const { values: { quick, json: file } } = parseArgs({ options: { quick: { type: 'boolean', default: false }, json: { type: 'string' } } });
const rounds = quick ? 10 : 50;
const figures = {};

/** Notes median, 95th and 99th percentile, in milliseconds. */
function note(name, times) {
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.round((times.length - 1) * share)];
  for (const [label, share] of [['p50', 0.5], ['p95', 0.95], ['p99', 0.99]]) figures[`${name}_${label}_ms`] = at(share);
}

const stage = await openStage('--people', 'marta', '--customers', quick ? '500' : '10000');
const browser = await openBrowser();
const page = await openPage(browser, stage, 'marta');
const repairs = await stage.call('marta', 'list_repairs');
const roger = repairs.bench.find((each) => each.customerName === 'Roger Whitaker');
await stage.call('marta', 'mark_repair_ready', { repairId: roger.id, bin: null, note: null });
const slow = await page.context().newCDPSession(page);
await slow.send('Emulation.setCPUThrottlingRate', { rate: 4 });

/** In the page: does `act`, waits until `there` is so and painted, answers how long it took. */
const timed = (act, there, value) =>
  page.evaluate(
    ([act, there, value]) =>
      new Promise((done) => {
        const so = new Function('value', `return ${there}`);
        const begun = performance.now();
        const look = () =>
          so(value)
            ? requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)))
            : requestAnimationFrame(look);
        new Function('value', act)(value);
        look();
      }),
    [act, there, value],
  );

/** Waits until the page before is drawn to its end: a tap does not come in the midst of it. */
const quiet = () =>
  page.evaluate(() => new Promise((done) => requestIdleCallback(() => setTimeout(() => requestIdleCallback(done), 250))));

const briefs = [];
for (let round = 0; round < rounds; round += 1) {
  await page.goTo('#/today');
  await page.getByText('Good morning, Marta').filter({ visible: true }).first().waitFor();
  await quiet();
  briefs.push(
    await timed('location.hash = value', "document.body.textContent.includes('Nothing. Battery on us')",
      `#/customers/${roger.customerId}/pickup/${roger.id}`),
  );
}
note('brief_to_pixels', briefs);

const keys = [];
await page.goTo('#/customers');
const field = page.getByRole('textbox', { name: 'Find a customer' });
await field.waitFor();
for (let round = 0; round < rounds; round += 1) {
  await field.fill('');
  await page.getByText('Everyone').first().waitFor();
  keys.push(
    await timed(
      "const field = document.querySelector('[data-search]'); field.value = value; field.dispatchEvent(new Event('input', { bubbles: true }))",
      "/found|The first/.test(document.body.textContent) && document.body.textContent.includes('Roger Whitaker')",
      'roger w',
    ),
  );
}
note('key_to_rows', keys);

// Keys as they are pressed, each after the rows of the one before, finding as many as are read at once.
await page.evaluate(noteKeys);
let pressed = 0;
for (let round = 0; round < (quick ? 1 : 5); round += 1) {
  for (const typed of TYPED) {
    await field.fill('');
    await page.getByText('Everyone').first().waitFor();
    await field.focus();
    for (const key of typed) {
      await quiet();
      await page.keyboard.press(key);
      pressed += 1;
      await page.waitForFunction((count) => window.keysNoted.length >= count, pressed);
    }
  }
}
Object.assign(figures, keyFigures('key_to_40_rows', await page.evaluate(() => window.keysNoted)));
await browser.close();
await stage.close();

const dist = new URL('../../ui/dist/assets/', import.meta.url);
const gzKb = (names) => names
  .map((name) => gzipSync(readFileSync(new URL(name, dist)), { level: 9 }).length)
  .reduce((sum, each) => sum + each, 0) / 1000;
const scripts = readdirSync(dist).filter((name) => name.endsWith('.js'));
const named = readFileSync(new URL('../index.html', dist), 'utf8');
// What the page names is read before it is there; the rest when it is opened, or at rest.
figures.js_first_gz_kb = gzKb(scripts.filter((name) => named.includes(name)));
figures.js_gz_kb = gzKb(scripts);

for (const name of Object.keys(figures)) figures[name] = Math.round(figures[name] * 100) / 100;
console.table(figures);
if (file) writeFileSync(file, `${JSON.stringify(figures, null, 2)}\n`);

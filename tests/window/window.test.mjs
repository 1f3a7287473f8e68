// The real window, three processes: the server, Marta's window and the bench's device. Taps are counted
// in the page, alerts come over the session bus, links come as a second start of the program.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { until } from './driver.mjs';
import { withVersion } from './sealed_page.mjs';
import { openDaemon, openStore, TODAY } from './store.mjs';

const wanted = process.argv.slice(2);
const story = (name, what, run) => {
  if (wanted.length === 0 || wanted.includes(name)) test(`${name}: ${what}`, { timeout: 180_000 }, run);
};
const picture = async (window, name) => {
  if (process.env.WINDOW_PICTURES) await window.picture(join(process.env.WINDOW_PICTURES, `${name}.png`));
};

/** Made when the first test needs it, closed after the last. */
const open = [];
const once_made = (make) => {
  const get = () => (get.made ??= make().then((thing) => (open.push(thing), thing)));
  return get;
};
after(async () => {
  for (const thing of open.reverse()) await thing.close();
});

// Two stores: in the first Marta works alone, in the second the bench works with her.
const alone = once_made(() => openStore());
const together = once_made(() => openStore());
const daemon = once_made(openDaemon);
const martas = once_made(async () => (await alone()).enrolled('Marta'));
const desk = once_made(async () => {
  // One program at a time on a session bus: a second start would hand over to the first and end.
  await (await martas.made)?.close();
  await daemon();
  return (await together()).enrolled('Marta');
});
const bench = once_made(async () => ({ ...(await (await together()).bridge('Jonas')), close() {} }));
const rogers = once_made(async () => {
  const jonas = await bench();
  // The bench's device may still be at its first sync.
  const repair = await until('Roger’s watch at the bench', async () =>
    Object.values(await jonas.call('list_repairs')).flat().find((each) => each?.customerName?.startsWith('Roger')));
  return { ...repair, link: `regard://customer/${repair.customerId}?repair=${repair.id}`, close() {} };
});
const BRIEF = /Pickup brief\s+To pay/;

story('starts', 'a new device joins its store by its own screen and shows Today', async (t) => {
  const window = await martas();
  const text = await window.sees(TODAY);
  assert.match(text, /Marta/);
  t.diagnostic(`enrolled and on Today ${Date.now() - window.begun} ms after the start`);
  await picture(window, 'today');
});

story('scene', 'two taps tell Roger, one takes it back', async (t) => {
  const window = await martas();
  await window.script("window.taps = 0; addEventListener('pointerup', () => (window.taps += 1), { capture: true })");
  const taps = async (act) => {
    const from = await window.script('return window.taps');
    await act();
    return (await window.script('return window.taps')) - from;
  };
  await window.tap(/^(\d+\s+)?Repairs/);
  await window.sees(/Roger Whitaker/);
  await picture(window, 'repairs');
  const told = await taps(async () => {
    await window.tap(/^Roger Whitaker/);
    await window.sees(/Battery is free\. Nothing to pay\./);
    await window.tap(/^Ready, tell Roger$/);
    await window.sees(/Telling Roger in \d+ s/);
  });
  await picture(window, 'telling');
  const undone = await taps(async () => {
    await window.tap(/^Undo$/);
    await window.gone(/Telling Roger in/);
  });
  t.diagnostic(`${told} taps to tell Roger, ${undone} to take it back`);
  assert.equal(told, 2, 'the row, and the button beneath the history');
  assert.equal(undone, 1);
});

story('alert', 'the bench is ready, Marta’s computer says so within a second, a tap opens Roger', async (t) => {
  const window = await desk();
  const { alerts, tap } = await daemon();
  const roger = await rogers();
  const jonas = await bench();
  const asked = Date.now();
  await jonas.call('mark_repair_ready', { repairId: roger.id, bin: null, note: null });
  const alert = await until('an alert', () => alerts[0]);
  t.diagnostic(`the alert stood ${Math.round(alert.came - asked)} ms after the bench’s tap`);
  assert.equal(alert.title, 'Roger’s watch is ready');
  assert.doesNotMatch(`${alert.title} ${alert.body}`, BRANDS, 'a screen on a counter is public');
  assert.doesNotMatch(`${alert.title} ${alert.body}`, /Whitaker|\$|\d{3}/);
  assert.ok(alert.came - asked < 1_000, 'within a second');
  const tapped = Date.now();
  tap(alert);
  const text = await window.sees(BRIEF);
  t.diagnostic(`the brief stood ${Date.now() - tapped} ms after the tap`);
  assert.match(text, /Roger Whitaker/);
  await picture(window, 'brief');
  assert.equal(alerts.length, 1, 'one alert, not two');
});

story('link_warm', 'a second start with a link opens Roger in the first window and ends', async (t) => {
  const window = await desk();
  const roger = await rogers();
  await window.script("location.hash = '#/today'");
  await window.sees(TODAY);
  const store = await together();
  const second = spawn(process.env.SHELL_BINARY, [roger.link], { env: store.envOf('Marta'), stdio: 'inherit' });
  const began = Date.now();
  const ended = once(second, 'exit');
  assert.match(await window.sees(BRIEF), /Roger Whitaker/);
  t.diagnostic(`the brief stood ${Date.now() - began} ms after the second start`);
  assert.deepEqual(await ended, [0, null], 'the second program ends well');
});

story('link_cold', 'a start by a link goes to Roger', async (t) => {
  const roger = await rogers();
  const store = await together();
  await (await desk()).close();
  const window = await store.window('Marta', roger.link);
  assert.match(await window.sees(BRIEF), /Roger Whitaker/);
  t.diagnostic(`the brief stood ${Date.now() - window.begun} ms after the start`);
  await window.close();
});

story('offline', 'without the server the program starts and the brief opens', async () => {
  const roger = await rogers();
  const store = await together();
  await (await desk()).close();
  await store.silence();
  const window = await store.window('Marta');
  await window.sees(TODAY);
  await window.script(`location.hash = '#/customers/${roger.customerId}/pickup/${roger.id}'`);
  assert.match(await window.sees(/Nothing\. Battery on us/), /Roger Whitaker/);
  await window.close();
});

story('newer', 'a database of a newer version is not touched, and the window says what to do', async () => {
  const store = await alone();
  const ben = await store.bridge('Ben');
  await ben.call('today');
  await ben.end();
  const folder = store.dataOf('Ben');
  const file = join(folder, 'regard.db');
  const key = Buffer.from(readFileSync(join(folder, 'database.key'), 'utf8').trim(), 'hex');
  const newer = withVersion(readFileSync(file), key, 9_999);
  writeFileSync(file, newer);
  await (await martas.made)?.close();
  await (await desk.made)?.close();
  const window = await store.window('Ben');
  await window.sees(/Please update the app/);
  await picture(window, 'newer');
  await window.close();
  assert.ok(readFileSync(file).equals(newer), 'nothing was touched');
});

/** Brands and models of the demo store. */
const BRANDS = /Rolex|Omega|Cartier|Tudor|Patek|Seiko|Longines|Tank|Speedmaster|Submariner|Seamaster|Datejust/i;

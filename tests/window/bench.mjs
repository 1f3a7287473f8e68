// What the real window costs: from its start to Today that can be used, from the key to the painted rows,
// its memory, its size on disk.
// tests/window/bench [--quick] [--json FILE]. The window is the program that SHELL_BINARY names.

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { keyFigures, noteKeys, TYPED } from '../screens/key_to_rows.mjs';
import { until } from './driver.mjs';
import { openStore, TODAY } from './store.mjs';

const { values: { quick, json: file } } = parseArgs({ options: { quick: { type: 'boolean', default: false }, json: { type: 'string' } } });
const rounds = quick ? 3 : 15;
const figures = {};

const TICKS = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
const number = (text) => Number.parseInt(text, 10);
const processes = () => readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(number);
/** What stands in a file of a process; empty when it has just ended. */
const of = (pid, name) => { try { return readFileSync(`/proc/${pid}/${name}`, 'utf8'); } catch { return ''; } };

/** How long ago a process began, in milliseconds (to a hundredth of a second). */
function age(pid) {
  const ticks = number(of(pid, 'stat').split(') ')[1].split(' ')[19]);
  const up = Number.parseFloat(readFileSync('/proc/uptime', 'utf8'));
  return (up - ticks / TICKS) * 1000;
}

/** A process and all that it started. */
function family(pid) {
  const parent = new Map(processes().map((each) => [each, number(of(each, 'stat').split(') ')[1]?.split(' ')[1])]));
  const found = [pid];
  for (const each of found) for (const [child, from] of parent) if (from === each) found.push(child);
  return found;
}

/** Memory of its own and its share of what is shared, in MB. */
const memory = (pid) => number(/^Pss:\s+(\d+)/m.exec(of(pid, 'smaps_rollup'))?.[1] ?? '0') / 1000;

function note(name, values) {
  values.sort((a, b) => a - b);
  figures[`${name}_p50`] = values[Math.floor(values.length / 2)];
  figures[`${name}_worst`] = values.at(-1);
}

/** Types into the search of a window, key by key, each after the rows of the one before. */
async function keysIn(window) {
  await window.script("location.hash = '#/customers'");
  await window.sees(/Everyone/);
  await window.script(`(${noteKeys})()`);
  const clear = `const field = document.querySelector('[data-search]'); field.value = '';
    field.dispatchEvent(new Event('input', { bubbles: true })); field.focus();`;
  let pressed = 0;
  for (const typed of quick ? TYPED.slice(0, 3) : [...TYPED, ...TYPED, ...TYPED]) {
    await window.script(clear);
    await window.sees(/Everyone/);
    for (const key of typed) {
      await window.press(key);
      pressed += 1;
      await until(`rows for ${key}`, () => window.script('return window.keysNoted.length >= arguments[0]', pressed));
    }
  }
  return window.script('return window.keysNoted');
}

// As many as a busy store has: a key finds more than one sees.
const store = await openStore({ customers: quick ? 500 : 5000 });
const first = await store.enrolled('Marta');
await first.close();
const [starts, asked, own, whole] = [[], [], [], []];
for (let round = 0; round < rounds; round += 1) {
  const window = await store.window('Marta');
  await window.sees(TODAY);
  asked.push(Date.now() - window.begun);
  const pid = store.process();
  starts.push(age(pid));
  own.push(memory(pid));
  whole.push(family(pid).reduce((sum, each) => sum + memory(each), 0));
  if (round === rounds - 1) Object.assign(figures, keyFigures('key_to_rows', await keysIn(window), quick ? 5 : 40));
  await window.close();
}
await store.close();

note('start_to_today_ms', starts);
note('start_to_today_with_driver_ms', asked);
note('memory_own_mb', own);
note('memory_with_web_view_mb', whole);
figures.binary_mb = statSync(process.env.SHELL_BINARY).size / 1e6;
for (const name of Object.keys(figures)) figures[name] = Math.round(figures[name] * 10) / 10;
console.table(figures);
if (file) writeFileSync(file, `${JSON.stringify(figures, null, 2)}\n`);

// Puts the stage up (a server with the demo store, devices behind bridges) and opens browsers before
// it. No mocked backend: the bridge runs the real app on a real database.

import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(new URL('../../ui/package.json', import.meta.url));
const { chromium } = require('playwright-core');

/** A phone as associates hold it. */
export const PHONE = { width: 390, height: 844 };

/** The stage; `close()` takes it down. */
export async function openStage(...options) {
  const program = process.env.STAGE_BINARY ?? `${process.env.CARGO_TARGET_DIR ?? `${root}target`}/debug/stage`;
  const stage = spawn(program, ['--ui', process.env.STAGE_UI ?? `${root}ui/dist`, ...options], { stdio: ['pipe', 'pipe', 'inherit'] });
  const curtain = await new Promise((resolve, reject) => {
    createInterface(stage.stdout).once('line', (line) => resolve(JSON.parse(line)));
    stage.once('exit', (code) => reject(new Error(`the stage ended with ${code}`)));
  });
  const act = (what) => fetch(`${curtain.stage}/${what}`, { method: 'POST' });
  return {
    ...curtain,
    /** How far the store's clock is from this machine's, in milliseconds. */
    shift: Date.parse(curtain.now) - Date.now(),
    offline: (person) => act(`offline/${person}`),
    online: (person) => act(`online/${person}`),
    forward: (seconds) => act(`forward/${seconds}`),
    /** Erases a customer from the store's book. */
    erase: (customer) => act(`erase/${customer}`),
    /** What someone writes back to the store. */
    wrote: (from, words) =>
      fetch(`${curtain.stage}/wrote`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ from, words }),
      }),
    /** What that phone's system says about alerts: `not_asked`, `granted`, `denied`. */
    system: (person, permission) => act(`system/${person}/${permission}`),
    /** Waits until that phone's system is asked for something. */
    asked: async (person, what) => {
      while ((await (await fetch(`${curtain.stage}/asked/${person}`)).json()) !== what);
    },
    /** A link that is tapped on that device. */
    link: (person, link) => fetch(`${curtain.stage}/link/${person}`, { method: 'POST', body: link }),
    sent: async () => (await fetch(`${curtain.stage}/sent`)).json(),
    /** Asks that person's app directly, as the bench does who is not on screen. */
    call: async (person, command, args = {}) => {
      const answer = await fetch(`${curtain.devices[person]}/call/${command}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(args),
      });
      const { ok, error } = await answer.json();
      if (error) throw new Error(`${command}: ${error.message}`);
      return ok;
    },
    close: () =>
      new Promise((resolve) => {
        stage.once('exit', resolve);
        stage.stdin.end();
      }),
  };
}

/** Asks again and again until the answer is as wanted, and answers with it: anything true, unless told. */
export async function until(ask, wanted = Boolean) {
  const end = Date.now() + 20_000;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (Date.now() > end) throw new Error('it never came to be so');
    await pause(50);
  }
}

/** The browser for all pages of a test file. */
export function openBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A page on that person's device, at the store's time, with a count of taps and of what went wrong. */
export async function openPage(browser, stage, person, options = {}) {
  const context = await browser.newContext({
    viewport: PHONE,
    hasTouch: true,
    isMobile: true,
    locale: 'en-US',
    timezoneId: 'America/New_York',
    deviceScaleFactor: options.scale ?? 1,
    ...options,
  });
  const page = await context.newPage();
  page.faults = [];
  page.on('pageerror', (error) => page.faults.push(String(error)));
  page.on('console', (line) => line.type() === 'error' && page.faults.push(line.text()));
  await page.addInitScript((shift) => {
    const Real = Date;
    window.Date = class extends Real {
      constructor(...parts) {
        if (parts.length === 0) super(Real.now() + shift);
        else super(...parts);
      }
      static now() {
        return Real.now() + shift;
      }
    };
    window.taps = 0;
    addEventListener('pointerup', () => (window.taps += 1), { capture: true });
  }, stage.shift);
  page.setDefaultTimeout(20_000);
  page.home = stage.devices[person];
  /** Goes to a place of the app, as a link does. */
  page.goTo = (place) => page.evaluate((hash) => (location.hash = hash), place);
  await page.goto(`${page.home}/${options.at ?? ''}`);
  page.taps = () => page.evaluate(() => window.taps);
  return page;
}

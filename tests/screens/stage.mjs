// Puts the stage up (a server with the demo store, devices behind bridges) and opens browsers before
// it. No mocked backend: the bridge runs the real app on a real database.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(new URL('../../ui/package.json', import.meta.url));
const { chromium } = require('playwright-core');

/** A phone as associates hold it. */
export const PHONE = { width: 390, height: 844 };
/** Whom `browse_customers` answers with when nothing is chosen. */
export const EVERYBODY = {
  typed: '', store: null, owner: null, nobodys: false, tags: [], seen: null, promise: false,
  order: 'nearness', offset: 0, limit: 200,
};
/** How long anything is waited for, in milliseconds. */
const PATIENCE = 20_000;

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
    asked: (person, what) =>
      until(async () => (await fetch(`${curtain.stage}/asked/${person}`)).json(), (asked) => asked === what),
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
export async function until(ask, wanted = Boolean, patience = PATIENCE) {
  const end = Date.now() + patience;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (Date.now() > end) throw new Error('it never came to be so');
    await pause(50);
  }
}

/** Asks again and again until the answer is just that; at the end says what it is instead. */
export async function reaches(ask, expected, words) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const answer = await ask();
    if (isDeepStrictEqual(answer, expected) || Date.now() > end) return assert.deepEqual(answer, expected, words);
    await pause(50);
  }
}

/** The day that comes so many days after that one. */
export function daysAfter(day, days) {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** Waits until that field has the focus: keys that are pressed before go elsewhere. */
export const focused = (field) => until(() => field.evaluate((each) => each === document.activeElement));

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
    const Stream = window.EventSource;
    window.EventSource = class extends Stream {
      constructor(...given) {
        super(...given);
        this.addEventListener('open', () => (window.hears = true));
      }
    };
    const later = window.setTimeout;
    window.setTimeout = (act, wait, ...given) => {
      // SHOWN_MS of ui/src/shared/undo.svelte.ts.
      if (!window.undoStays || wait !== 8_000) return later(act, wait, ...given);
      window.undoStays = false;
      return 0;
    };
  }, stage.shift);
  page.setDefaultTimeout(PATIENCE);
  page.home = stage.devices[person];
  /** Goes to a place of the app, as a link does; done when the page before is gone, with its buttons. */
  page.goTo = (place) =>
    page.evaluate(
      (hash) =>
        new Promise((there) => {
          const before = location.hash;
          // The app heard of it first, and draws before the next task.
          addEventListener('hashchange', () => setTimeout(there), { once: true });
          location.hash = hash;
          if (location.hash === before) there();
        }),
      place,
    );
  /** The next bar that offers Undo stays until it is used: for who has much to see before they take back. */
  page.keepUndo = () => page.evaluate(() => (window.undoStays = true));
  await page.goto(`${page.home}/${options.at ?? ''}`);
  // What happens before an open app hears of changes is not shown until the next one.
  await page.waitForFunction(() => window.hears || (document.querySelector('h1') && !document.querySelector('.shell')));
  page.taps = () => page.evaluate(() => window.taps);
  return page;
}

const acts = {
  /** A button, by its whole name or by a pattern. */
  button: (page, name) => page.getByRole('button', { name, exact: typeof name === 'string' }),
  /** The first such button that is seen: a page and the bar beneath it may both have one. */
  firstButton: (page, name) => acts.button(page, name).filter({ visible: true }).first(),
  /** A row of a list, by words in it. */
  row: (page, words) => page.getByRole('listitem').filter({ hasText: words }),
  /** The open sheet. */
  dialog: (page) => page.locator('dialog[open]'),
  /** Waits until the open sheet is gone: what its button asked for is kept by then. */
  closed: (page) => page.waitForFunction(() => !document.querySelector('dialog[open]')),
  /** Does something and waits until what it has the page ask the app for is answered and drawn. */
  told: async (page, command, act) => {
    const [asked] = await Promise.all([
      page.waitForRequest((request) => request.url().endsWith(`/call/${command}`)),
      act(),
    ]);
    await (await asked.response()).finished();
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  },
  /** Counts the taps of an act. */
  taps: async (page, act) => {
    const from = await page.taps();
    await act();
    return (await page.taps()) - from;
  },
  /** Takes a picture where somebody wants to look: `PICTURES` names the folder. */
  picture: async (page, name, options = {}) => {
    if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/${name}.png`, ...options });
  },
};

/** What every test does on a page, each with the page given first. */
export const { button, firstButton, row, dialog, closed, told, taps, picture } = acts;

/** The same on one page, without giving it; `page` answers with it, for it is opened later than a file is read. */
export const onPage = (page) =>
  Object.fromEntries(Object.entries(acts).map(([name, act]) => [name, (...given) => act(page(), ...given)]));

// Find anyone while typing: 500 look-ups typed into the real screen over a store of 5,000 customers,
// taps and keys counted; no flicker, no row that jumps, never more than 200 rows drawn.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { drawer, everybody, initials, seeded } from './look_ups.mjs';
import { openBrowser, openPage, openStage, reaches, until } from './stage.mjs';

const LOOK_UPS = Number(process.env.LOOK_UPS ?? 500);
/** A phone's keyboard with its row of suggestions: what is below it can't be seen. */
const KEYBOARD = 336;
const KEYS = 3;

let stage, browser, page, rows;

before(async () => {
  stage = await openStage('--people', 'marta,ben', '--customers', '5000');
  browser = await openBrowser();
  rows = await everybody(stage, 'marta');
  page = await openPage(browser, stage, 'marta', { reducedMotion: 'reduce' });
  await page.addInitScript(watchCalls);
  await page.reload();
});

after(async () => {
  await browser.close();
  await stage.close();
  assert.deepEqual(page.faults, [], 'nothing went wrong in the browser');
});

/** In the page: counts what is asked and answered, and can hold answers back. */
function watchCalls() {
  const fetched = window.fetch;
  window.asked = 0;
  window.answered = 0;
  window.holds = () => 0;
  window.fetch = async (...given) => {
    const counted = String(given[0]).endsWith('/call/find_customers');
    if (counted) window.asked += 1;
    const wait = counted ? window.holds(JSON.parse(given[1].body).typed) : 0;
    const answer = await fetched(...given);
    if (counted) {
      const body = await answer.text();
      if (wait) await new Promise((later) => setTimeout(later, wait));
      answer.json = async () => {
        window.answered += 1;
        return JSON.parse(body);
      };
    }
    return answer;
  };
}

const field = () => page.getByRole('textbox', { name: 'Find a customer' });
/** Waits until everything asked is answered and drawn. */
const drawn = () =>
  page.evaluate(
    () =>
      new Promise((done, failed) => {
        const end = performance.now() + 20_000;
        const look = () => {
          if (window.asked === window.answered) requestAnimationFrame(() => requestAnimationFrame(done));
          else if (performance.now() > end) failed(new Error(`${window.asked} asked, ${window.answered} answered`));
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
/** The names and addresses of the rows that are seen whole above the keyboard. */
const seen = (keyboard = KEYBOARD) =>
  page.evaluate((below) => {
    const top = document.querySelector('[data-search]').getBoundingClientRect().bottom;
    const whole = [...document.querySelectorAll('[data-row]')].filter((row) => {
      const box = row.getBoundingClientRect();
      return box.top >= top && box.bottom <= innerHeight - below;
    });
    window.most = Math.max(window.most ?? 0, whole.length);
    return whole.map((row) => row.querySelector('[data-open]').getAttribute('href').split('/').at(-1));
  }, keyboard);
const count = () => page.locator('[data-row]').count();

/** Goes to Today and comes back by one tap on Customers, the field empty and focused. */
async function toCustomers() {
  await page.goTo('#/today');
  await page.getByText('Good').first().waitFor();
  await page.getByRole('link', { name: 'Customers' }).tap();
  await field().waitFor();
  await page.waitForFunction(() => document.activeElement?.matches('[data-search]'));
  await drawn();
}

/** Types until that customer is seen; answers after how many keys, and clears the field. */
async function keysTo(who, typed, most) {
  const asked = await page.evaluate(() => window.asked);
  let keys = 0;
  let found = (await seen()).includes(who.id);
  while (!found && keys < Math.min(typed.length, most)) {
    await page.keyboard.press(typed[keys]);
    keys += 1;
    await drawn();
    found = (await seen()).includes(who.id);
  }
  assert.equal((await page.evaluate(() => window.asked)) - asked, keys, 'one question a key');
  if (keys > 0) {
    await page.getByRole('button', { name: 'Clear' }).tap();
    await drawn();
  }
  return found ? keys : Infinity;
}

test(`${LOOK_UPS} look-ups by one tap and three keys`, async (t) => {
  const random = seeded(5_000);
  const draw = drawer(rows, random);
  // A day at the counter: some were opened already.
  for (let each = 0; each < 8; each += 1) {
    await stage.call('marta', 'open_customer', { customerId: draw().who.id, repairId: null });
  }
  const spent = [];
  for (let each = 0; each < LOOK_UPS; each += 1) {
    const { who, why } = draw();
    // Ben's device is asked for the number: what Marta opens would count as just seen.
    const { about } = await stage.call('ben', 'open_customer', { customerId: who.id, repairId: null });
    const number = (about.phones[0]?.e164 ?? about.phones[0]?.shown)?.replace(/\D/g, '');
    // Of a number the last digits are typed, as many as there are keys.
    const ways = { initials: initials(who.name), ...(number && { phone: number.slice(-KEYS) }) };
    const way = number && random() < 0.3 ? 'phone' : 'initials';
    if (each % 50 === 0) await toCustomers();
    const keys = await keysTo(who, ways[way], 6);
    // Whoever does not see them goes by the other way, and next time first: told beside the rest.
    const other = ways[way === 'phone' ? 'initials' : 'phone'];
    const better = keys > KEYS && other ? Math.min(keys, await keysTo(who, other, KEYS)) : keys;
    spent.push({ name: who.name, why, way, typed: ways[way], keys, better });
  }
  const share = (list, by = 'keys') => (list.filter((each) => each[by] <= KEYS).length / list.length) * 100;
  const say = (words, list, by) => list.length && t.diagnostic(`${words}: ${share(list, by).toFixed(1)} % of ${list.length}`);
  t.diagnostic(`rows in sight above the keyboard: ${await page.evaluate(() => window.most)}`);
  say('seen within three keys, by the better of both ways', spent, 'better');
  say('seen within three keys, by the first way', spent);
  for (const way of ['initials', 'phone']) say(`  by ${way}`, spent.filter((each) => each.way === way));
  for (const why of ['in the store', 'mine', 'by the last visit', 'anybody']) say(`  ${why}`, spent.filter((each) => each.why === why));
  for (let keys = 0; keys <= 4; keys += 1) t.diagnostic(`${keys} keys: ${spent.filter((each) => each.keys === keys).length}`);
  for (const each of spent.filter((one) => one.keys > KEYS)) {
    t.diagnostic(`missed: ${each.name}, ${each.why}, “${each.typed}”, ${each.keys} keys, ${each.better} the other way`);
  }
  assert.ok(share(spent) >= 95, `${share(spent).toFixed(1)} % are seen within three keys`);
});

test('no frame without rows between two answers, and late answers to other words are dropped', async () => {
  await toCustomers();
  await page.evaluate(() => {
    // The first question is answered last.
    const waits = { j: 400, js: 150, jsm: 20 };
    window.holds = (typed) => waits[typed] ?? 0;
    window.empty = 0;
    window.frames = 0;
    const look = () => {
      window.frames += 1;
      if (document.querySelectorAll('[data-row]').length === 0) window.empty += 1;
      if (window.frames < 100_000) window.looking = requestAnimationFrame(look);
    };
    look();
  });
  for (const key of 'jsm') await page.keyboard.press(key);
  await drawn();
  const names = await page.locator('[data-row] .title').allInnerTexts();
  const { frames, empty } = await page.evaluate(() => {
    cancelAnimationFrame(window.looking);
    window.holds = () => 0;
    return { frames: window.frames, empty: window.empty };
  });
  assert.ok(frames > 5, `${frames} frames were watched`);
  assert.equal(empty, 0, 'the rows stay until the new ones are there');
  assert.ok(names.length > 0 && names.every((name) => /^J.* S/.test(name)), names.join(', '));
  await page.getByRole('button', { name: 'Clear' }).tap();
  await drawn();
});

test('Enter right after a key opens who that key finds', async () => {
  await toCustomers();
  await page.evaluate(() => (window.holds = () => 300));
  await page.keyboard.type('jsm', { delay: 40 });
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => /^#\/customers\/[0-9a-f-]+$/.test(location.hash));
  await page.evaluate(() => (window.holds = () => 0));
  await until(() => page.locator('[data-page-name]').last().innerText(), (name) => /^J.* Sm/.test(name));
  await page.goBack();
  await reaches(() => field().inputValue(), 'jsm', 'going back brings the words back');
});

/** Waits until the screen has asked again, because data changed, and has drawn the answer. */
async function askedAgain(since) {
  await page.waitForFunction((before) => window.asked > before, since);
  await drawn();
}
const questions = () => page.evaluate(() => window.asked);
/** Writes down at every frame what is drawn and where, each time it is not as before. */
const watch = (rows) =>
  page.evaluate((rows) => {
    window.pictures = [];
    const look = () => {
      const lines = [...document.querySelectorAll(rows)]
        .map((row) => [row.querySelector('.title').innerText, row.getBoundingClientRect()])
        .filter(([, box]) => box.top < document.querySelector('.pane').getBoundingClientRect().bottom)
        .map(([name, box]) => `${name} ${Math.round(box.top)} ${Math.round(box.height)}`);
      if (lines.join() !== window.pictures.at(-1)?.join()) window.pictures.push(lines);
      window.looking = requestAnimationFrame(look);
    };
    look();
  }, rows);
/** What was drawn since, picture by picture, with what is drawn next: words stand in the page before they are drawn. */
const watched = () =>
  page.evaluate(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    await frame();
    await frame();
    cancelAnimationFrame(window.looking);
    return window.pictures;
  });
const takeIn = (who, envelope) =>
  stage.call('marta', 'take_in_repair', {
    customerId: who.id, pieceId: null, description: 'Steel watch', pieceKind: 'watch', envelope,
    customerWords: null, condition: null, lines: [{ work: 'battery', description: 'Battery', price: 2500 }],
    promisedFor: null, tellId: null, tellBy: null, consent: false, droppedOffBy: null,
  });
/** Words that find more than one sees, few of them in the store: who comes in stands among the first. */
async function manyFound(limit) {
  for (const row of rows) {
    const words = initials(row.name).slice(0, 3);
    const found = await stage.call('marta', 'find_customers', { typed: words, limit: 40 });
    if (!found.more && found.rows.length > 14 && found.rows.filter((each) => each.inStore).length < limit) {
      return { words, found: found.rows };
    }
  }
  throw new Error('no words find so many');
}

test('a better row that comes late waits for the next key, however late or soon it comes', async () => {
  const { words, found } = await manyFound(3);
  const last = found.at(-1);
  await toCustomers();
  await page.keyboard.type(words, { delay: 60 });
  await reaches(() => page.locator('[data-row] .title').first().innerText(), found[0].name);
  await drawn();
  await watch('[data-row]');
  const first = await seen(0);
  assert.ok(first.length > 3 && !first.includes(last.id), `${words} finds ${first.length} in sight`);
  const before = await questions();
  await takeIn(last, 'L-9001');
  const now = await stage.call('marta', 'find_customers', { typed: words, limit: 40 });
  assert.ok(now.rows.slice(0, first.length).some((row) => row.id === last.id), 'they are near now');
  await askedAgain(before);
  assert.deepEqual(await seen(0), first, 'what one sees stays where it is');
  assert.deepEqual((await watched()).slice(1), [], 'and never moved');
  await page.keyboard.press('Backspace');
  await page.keyboard.press(words.at(-1));
  await drawn();
  assert.ok((await seen(0)).includes(last.id), 'after the next key they are there');
});

test('an erased customer leaves the open list at once, and nothing moves', async () => {
  const { words } = await manyFound(6);
  await toCustomers();
  await page.keyboard.type(words, { delay: 60 });
  await drawn();
  const sight = await seen(0);
  const name = await page.locator('[data-row] .title').nth(1).innerText();
  await watch('[data-row]');
  await stage.erase(sight[1]);
  await page.getByText('No longer here').waitFor();
  const [before, after, ...more] = await watched();
  assert.deepEqual(more, [], 'all changed at once');
  assert.deepEqual(after, before.map((line, at) => (at === 1 ? line.replace(name, 'No longer here') : line)));
  assert.equal(await page.locator(`[href="#/customers/${sight[1]}"]`).count(), 0, 'nothing leads to them');
  // Keys go over the empty place, and it opens nothing.
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  const third = () => page.evaluate(() => document.activeElement.getAttribute('href'));
  await reaches(third, `#/customers/${sight[2]}`);
  assert.ok((await page.evaluate(() => location.hash)).startsWith('#/customers?'));
  // The next key closes the gap.
  await field().focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Backspace');
  await page.keyboard.press(words.at(-1));
  await drawn();
  assert.deepEqual((await seen(0)).slice(0, 2), [sight[0], sight[2]]);
  rows = rows.filter((row) => row.id !== sight[1]);
});

test('whom one chooses for a repair or a note stays where they are, and leaves when erased', async () => {
  const { words, found } = await manyFound(3);
  await page.goTo('#/repairs/take-in');
  const picker = page.getByRole('searchbox').first();
  await picker.fill(words);
  const list = '.picker [data-row]';
  const names = () => page.locator(`${list} .title`).allInnerTexts();
  const first = found.slice(0, 6).map((row) => row.name);
  await reaches(names, first);
  await watch(list);
  const before = await questions();
  const late = found[7];
  await takeIn(late, 'L-9002');
  const now = await stage.call('marta', 'find_customers', { typed: words, limit: 6 });
  assert.ok(now.rows.some((row) => row.id === late.id), 'they are near now');
  await askedAgain(before);
  assert.deepEqual(await names(), first, 'what one sees stays where it is');
  await stage.erase(found[2].id);
  await page.getByText('No longer here').waitFor();
  const [drawnFirst, without, ...more] = await watched();
  assert.deepEqual(more, []);
  assert.deepEqual(without, drawnFirst.map((line, at) => (at === 2 ? line.replace(first[2], 'No longer here') : line)));
  await picker.press('Backspace');
  await picker.press(words.at(-1));
  await reaches(async () => (await names()).includes(late.name), true);
  rows = rows.filter((row) => row.id !== found[2].id);
});

test('more rows are read while one scrolls, and what one looks at stays', async () => {
  await toCustomers();
  await page.keyboard.type('a', { delay: 60 });
  await drawn();
  const pane = page.locator('.pane').first();
  // Rows that are higher than others, far above what one looks at: a guess of their height would show.
  const before = await questions();
  const place = () =>
    page.evaluate(() => {
      const top = document.querySelector('[data-search]').getBoundingClientRect().bottom;
      const row = [...document.querySelectorAll('[data-row]')].find((each) => each.getBoundingClientRect().top > top);
      return [row.querySelector('.title').innerText, Math.round(row.getBoundingClientRect().top)];
    });
  await page.evaluate(() => (window.holds = () => 150));
  // As a finger does it: on and on, until more is asked for, and then it rests.
  await pane.evaluate(
    (each, asked) =>
      new Promise((done, failed) => {
        const end = performance.now() + 20_000;
        const on = () => {
          if (window.asked > asked) return requestAnimationFrame(() => requestAnimationFrame(done));
          if (performance.now() > end) return failed(new Error('no more rows were asked for'));
          each.scrollTop += 120;
          requestAnimationFrame(on);
        };
        on();
      }),
    before,
  );
  const looked = await place();
  await page.evaluate(() => (window.holds = () => 0));
  await page.getByText('200+ found').first().waitFor({ state: 'attached' });
  await drawn();
  assert.deepEqual(await place(), looked);
});

test('two hundred and no more are drawn, near the view, at any text size', async () => {
  await toCustomers();
  await page.keyboard.type('a', { delay: 60 });
  await drawn();
  assert.ok((await count()) <= 40, 'at first little more than a screenful');
  await page.getByText('40+ found').first().waitFor();
  for (const size of ['100%', '310%']) {
    await page.evaluate((to) => (document.documentElement.style.fontSize = to), size);
    const pane = page.locator('.pane').first();
    let most = 0;
    let gaps = 0;
    for (let step = 0; step < 40; step += 1) {
      await pane.evaluate((each) => (each.scrollTop += 900));
      await drawn();
      most = Math.max(most, await count());
      gaps += await page.evaluate(overlapping);
    }
    assert.ok(most <= 200 && most > 0, `${most} rows at ${size}`);
    assert.equal(gaps, 0, `rows lie one under the other at ${size}`);
  }
  await page.getByText('200+ found').first().waitFor({ state: 'attached' });
  await page.evaluate(() => (document.documentElement.style.fontSize = ''));
});

/** In the page: how many rows do not begin where the one before them ends. */
function overlapping() {
  const boxes = [...document.querySelectorAll('[data-row][aria-posinset]')].map((row) => [
    Number(row.getAttribute('aria-posinset')),
    row.getBoundingClientRect(),
  ]);
  return boxes.filter(([at, box], index) => {
    const [before, above] = boxes[index - 1] ?? [];
    return before === at - 1 && Math.abs(above.bottom - box.top) > 1;
  }).length;
}

test('keys and voices reach every row of a long list', async () => {
  await toCustomers();
  await page.keyboard.type('a', { delay: 60 });
  await drawn();
  const focused = () =>
    page.evaluate(() => {
      const row = document.activeElement.closest('[data-row]');
      const box = row?.getBoundingClientRect();
      const top = document.querySelector('[data-search]').getBoundingClientRect().bottom;
      return {
        place: row?.getAttribute('aria-posinset') ?? null,
        size: row?.getAttribute('aria-setsize') ?? null,
        seen: box !== undefined && box.top >= top - 1 && box.bottom <= innerHeight,
      };
    });
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  // At the end of the first rows the others are read.
  await until(focused, ({ size }) => size === '200');
  await page.keyboard.press('End');
  await reaches(focused, { place: '200', size: '200', seen: true });
  await page.keyboard.press('ArrowUp');
  await reaches(focused, { place: '199', size: '200', seen: true });
  await page.keyboard.press('Home');
  await reaches(focused, { place: '1', size: '200', seen: true });
  const href = await page.evaluate(() => document.activeElement.getAttribute('href'));
  await page.keyboard.press('ArrowUp');
  const inField = () => page.evaluate(() => document.activeElement.matches('[data-search]'));
  await reaches(inField, true, 'up from the first row is the field');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForFunction((to) => location.hash === to, href);
});

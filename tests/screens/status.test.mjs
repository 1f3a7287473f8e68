// The page behind the link in a text, in a customer's browser: what it says and does not say, that a look
// changes nothing, for people who see, hear, or move otherwise, and when the link has ended.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { arm, look } from './checks.mjs';
import { openBrowser, openStage, PHONE, until } from './stage.mjs';

/** What nobody but the customer and the store knows. */
const PRIVATE = ['Roger', 'Whitaker', 'Dana', '0159', '555 0159', 'Seamaster', 'watch', 'Marta', 'anniversary'];

let stage, browser, link, expected;

before(async () => {
  stage = await openStage('--people', 'marta', '--customers', '50', '--links', 'https://r.example');
  browser = await openBrowser();
  await stage.call('marta', 'change_settings', { holdSeconds: 10, pin: null });
  const { bench } = await stage.call('marta', 'list_repairs');
  const roger = bench.find((each) => each.customerName === 'Roger Whitaker');
  const { draft } = await stage.call('marta', 'open_repair', { repairId: roger.id });
  await stage.call('marta', 'tell_customer', {
    repairId: roger.id, markReady: true, channel: 'sms', address: '+12125550159', body: draft.body, subject: null, ownLine: null,
  });
  await stage.forward(11);
  const text = await until(async () => (await stage.sent())[0]);
  const [, token] = /https:\/\/r\.example\/s\/(\w+)/.exec(text) ?? assert.fail(`a link in ${text}`);
  link = `${stage.server}/s/${token}`;
  expected = `…${roger.envelope.slice(-3)}`;
});

after(async () => {
  await browser?.close();
  await stage?.close();
});

/** A customer's phone; `options` as a browser's context takes them. */
async function open(options = {}) {
  const context = await browser.newContext({ viewport: PHONE, locale: 'en-US', ...options });
  const page = await context.newPage();
  page.asked = [];
  page.faults = [];
  page.on('request', (request) => page.asked.push(request.url()));
  page.on('pageerror', (error) => page.faults.push(String(error)));
  return page;
}

test('it says how the repair stands, and nothing that anyone else should not read', async () => {
  const page = await open();
  const answer = await page.goto(link);
  assert.equal(answer.status(), 200);
  const words = await page.locator('body').innerText();
  for (const said of ['ready to be collected', expected, 'Linden & Vale', '12 Mill Street']) {
    assert.ok(words.includes(said), `${said} in ${words}`);
  }
  const source = await page.content();
  for (const hidden of PRIVATE) assert.ok(!source.includes(hidden), `${hidden} in ${source}`);
  assert.match(answer.headers()['x-robots-tag'], /noindex/);
  assert.equal(answer.headers()['referrer-policy'], 'no-referrer');
  await page.context().close();
});

test('a look loads nothing else, keeps nothing in the browser and sends nothing', async () => {
  const page = await open();
  for (let times = 0; times < 3; times += 1) await page.goto(link);
  const others = page.asked.filter((url) => url !== link && !url.endsWith('/favicon.ico'));
  assert.deepEqual(others, []);
  assert.deepEqual(await page.context().cookies(), []);
  assert.equal(await page.locator('script, img, iframe, form, link[rel="stylesheet"]').count(), 0);
  assert.deepEqual(page.faults, []);
  // The store's clock did not hear of it either: the same page, byte for byte.
  const [first, second] = [await (await page.request.get(link)).text(), await (await page.request.get(link)).text()];
  assert.equal(first, second);
  assert.equal((await page.request.head(link)).status(), 200);
  assert.equal((await page.request.post(link)).status(), 405);
  await page.context().close();
});

test('light and dark, a small phone, large text: nothing is wrong', async () => {
  const page = await open({ bypassCSP: true });
  await arm(page);
  await page.goto(link);
  assert.deepEqual(await look(page, 'Status page'), []);
  await page.goto(link.replace(/\w+$/, 'AAAAAAAAAAAA'));
  assert.deepEqual(await look(page, 'Status page, a guess'), []);
  await page.context().close();
});

test('the telephone is reached by keyboard and shows where the focus is', async () => {
  const page = await open({ bypassCSP: true });
  await page.goto(link);
  await page.keyboard.press('Tab');
  const phone = page.getByRole('link', { name: '+1 212 555 0100' });
  assert.equal(await phone.evaluate((each) => each === document.activeElement), true);
  assert.equal(await phone.getAttribute('href'), 'tel:+12125550100');
  const outline = await phone.evaluate((each) => getComputedStyle(each).outlineStyle);
  assert.notEqual(outline, 'none');
  await page.keyboard.press('Tab');
  assert.equal(await phone.evaluate((each) => each === document.activeElement), false, 'and there is nothing else');
  await page.context().close();
});

test('it speaks the language of who looks where there is no message to go by', async () => {
  const page = await open({ locale: 'es-MX' });
  const answer = await page.goto(link.replace(/\w+$/, 'AAAAAAAAAAAA'));
  assert.equal(answer.status(), 404);
  assert.equal(await page.locator('html').getAttribute('lang'), 'es');
  await page.context().close();
});

test('after ninety days it names the store’s telephone and nothing else', async () => {
  await stage.forward(91 * 86_400);
  const page = await open({ bypassCSP: true });
  await arm(page);
  const answer = await page.goto(link);
  assert.equal(answer.status(), 410);
  const words = await page.locator('body').innerText();
  assert.match(words, /This link has ended/);
  assert.ok(words.includes('+1 212 555 0100'));
  assert.ok(!words.includes('ready') && !words.includes(expected), words);
  assert.deepEqual(await look(page, 'Status page, ended'), []);
  await page.context().close();
});

// The scene in a browser at the size of a phone: the real app, a real database, taps counted.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { settled } from './checks.mjs';
import { focused, onPage, openBrowser, openPage, openStage, until } from './stage.mjs';

/** How long a text can be taken back, in seconds: on a slow machine the usual ten may be gone before the tap. */
const HELD = 30;

let stage, browser, page, repair;

before(async () => {
  stage = await openStage('--people', 'marta,jonas,ben', '--customers', '300');
  browser = await openBrowser();
  await stage.call('marta', 'change_settings', { holdSeconds: HELD, pin: null });
  page = await openPage(browser, stage, 'marta');
  const repairs = await stage.call('marta', 'list_repairs');
  repair = repairs.bench.find((each) => each.customerName === 'Roger Whitaker');
});

after(async () => {
  await browser.close();
  await stage.close();
  assert.deepEqual(page.faults, [], 'nothing went wrong in the browser');
});

const { button, taps } = onPage(() => page);
const link = (name) => page.getByRole('link', { name });

test('Today is the first screen and needs no tap', async () => {
  await page.getByRole('heading', { level: 1, name: /Good (morning|afternoon|evening), Marta/ }).waitFor();
  assert.equal(await page.taps(), 0);
});

test('finding Roger takes one tap and three keys', async () => {
  const count = await taps(async () => {
    await link('Customers').tap();
    await focused(page.getByRole('textbox', { name: 'Find a customer' }));
    await page.keyboard.type('rwh');
    await page.getByText('Roger Whitaker').first().waitFor();
  });
  assert.equal(count, 1);
});

test('a text that was asked for by two taps is taken back by one', async () => {
  const count = await taps(async () => {
    await link(/^Repairs/).tap();
    await page.getByRole('tab', { name: /Bench/ }).waitFor();
  });
  assert.equal(count, 1);
  const told = await taps(async () => {
    await page.getByText('Roger Whitaker').first().tap();
    await page.getByText('from Dana to Roger, 15th anniversary').waitFor();
    await page.getByText('Battery is free. Nothing to pay.').waitFor();
    await button('Ready, tell Roger').tap();
    await page.getByText(/Telling Roger in \d+ s/).waitFor();
  });
  assert.equal(told, 2, 'the row, and the button beneath the history');
  // The bar slides in: a finger waits until it stands.
  await settled(page);
  assert.equal(await taps(() => button('Undo').first().tap()), 1);
  await page.getByText(/Telling Roger in/).waitFor({ state: 'detached' });
  assert.deepEqual(await stage.sent(), []);
});

test('a text that is not taken back goes out once and its state comes back', async () => {
  await button(/^(Ready, tell|Tell) Roger$/).tap();
  await page.getByText(/Telling Roger in \d+ s/).waitFor();
  await stage.forward(HELD + 2);
  await page.getByText('Only in the store’s outbox').first().waitFor();
  const sent = await until(stage.sent, ({ length }) => length > 0);
  assert.equal(sent.length, 1);
  assert.match(sent[0], /Roger, your watch is ready\. The battery is on us/);
});

test('the brief is one tap from Today and says what matters in three lines', async () => {
  await link('Today').tap();
  // The page before is about Roger, too.
  await page.getByRole('heading', { level: 1, name: /^Good / }).waitFor();
  const count = await taps(() => page.getByText('Roger Whitaker').first().tap());
  assert.equal(count, 1);
  for (const line of ['Nothing. Battery on us', 'Dana chose', '20th anniversary, likely June']) {
    await page.getByText(line).first().waitFor();
  }
  const text = await page.getByRole('main').innerText();
  assert.doesNotMatch(text, /\$\s?5,?200/, 'never what someone has spent');
});

test('charging anyway takes four taps and a reason; honouring takes one', async () => {
  await page.goTo(`#/repairs/${repair.id}/hand-over`);
  await button('Hand over, no charge').waitFor();
  const charge = await taps(async () => {
    await button('Charge anyway').tap();
    await button('Continue').tap();
    await page.getByText('Say why, so that the next colleague understands.').waitFor();
    await page.getByText('Roger wants to pay').tap();
    await button('Continue').tap();
    await button('Charge $40 and hand over').waitFor();
  });
  assert.ok(charge >= 3, 'and the charge itself is one more');
  await button('Keep our word').tap();
  assert.equal(await taps(() => button('Hand over, no charge').tap()), 1);
  await until(async () => (await stage.call('marta', 'list_repairs')).done.some((each) => each.id === repair.id));
});

test('after the hand-over one line is open, and it comes back on Ben’s device', async () => {
  const line = page.getByRole('textbox', { name: 'What did you learn?' });
  await line.waitFor();
  await line.fill('Boys are 9 and 12, dogs Ada and Gryff, planning Lisbon for the 20th');
  await button('Save').tap();
  await line.waitFor({ state: 'detached' });
  const story = { customerId: repair.customerId, repairId: null };
  await until(async () => {
    const { brief } = await stage.call('ben', 'open_customer', story);
    return brief.ask?.words.includes('Lisbon');
  });
});

test('without a network everything works, says so quietly, and goes when it is back', async () => {
  await stage.offline('marta');
  await page.goTo(`#/customers/${repair.customerId}`);
  await page.getByText('Before you say hello').waitFor();
  await stage.call('marta', 'jot', {
    customerId: repair.customerId, repairId: null, kind: 'visit', words: 'Wears it on the left', followUpOn: null,
  });
  await page.getByText('On this device').first().waitFor();
  await page.goTo('#/outbox');
  await page.getByText(/Working offline/).filter({ visible: true }).first().waitFor();
  await stage.online('marta');
  await page.getByText(/Synced/).filter({ visible: true }).first().waitFor({ timeout: 60_000 });
});

test('a new customer is two taps and a name', async () => {
  await link('Customers').tap();
  await page.getByRole('textbox', { name: 'Find a customer' }).fill('Rogelio Marquez');
  const count = await taps(async () => {
    await page.getByText('Add “Rogelio Marquez” as new').tap();
    await page.getByRole('textbox', { name: 'First name' }).waitFor();
    await button('Save').tap();
    await page.getByRole('heading', { level: 1, name: 'Rogelio Marquez' }).waitFor();
  });
  assert.equal(count, 2);
});


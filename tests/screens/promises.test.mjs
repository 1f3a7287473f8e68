// The promise ledger by hand: the band before the wedding is promised, ordered in time, moved and ended.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { arm, look } from './checks.mjs';
import { daysAfter, onPage, openBrowser, openPage, openStage } from './stage.mjs';

let stage, browser, page, roger, day;

const { button, row, closed } = onPage(() => page);
const later = (days) => daysAfter(day, days);

/** The promise as the app has it. */
async function known(words) {
  const ledger = await stage.call('marta', 'list_promises');
  return ledger.find((one) => one.words === words);
}

before(async () => {
  stage = await openStage('--people', 'marta', '--customers', '60');
  browser = await openBrowser();
  const { bench } = await stage.call('marta', 'list_repairs');
  roger = bench.find((each) => each.customerName === 'Roger Whitaker');
  ({ day } = await stage.call('marta', 'today'));
  page = await openPage(browser, stage, 'marta', { reducedMotion: 'reduce' });
  await arm(page);
});

after(async () => {
  await browser.close();
  await stage.close();
  assert.deepEqual(page.faults, [], 'nothing went wrong in the browser');
});

test('the band before the wedding says by when to order while it is written down', async () => {
  await page.goTo(`#/customers/${roger.customerId}?tab=about`);
  await button('Promise').click();
  await page.getByLabel('The promise, in your words').fill('The band');
  await page.getByRole('radio', { name: 'Something to do' }).check();
  await page.getByRole('radio', { name: 'Before an event' }).check();
  await button('Save').click();
  await page.getByText('Choose the day.').waitFor();
  await page.getByLabel('Which event?').fill('the wedding');
  await page.getByRole('radio', { name: 'Pick a day' }).check();
  await page.getByLabel('Day', { exact: true }).fill(later(21));
  await page.getByLabel('Days until it comes').fill('two weeks');
  await button('Save').click();
  await page.getByText('Write days as a number from 1 to 730.').waitFor();
  await page.getByLabel('Days until it comes').fill('14');
  await page.getByLabel('Days kept in hand').fill('5');
  await page.getByText(/^Order by /).waitFor();
  assert.deepEqual(await look(page, 'Promise, before an event'), []);
  await button('Save').click();
  await closed();
  const { plan, kind, event } = await known('The band');
  assert.deepEqual([plan.lastSafeDay, plan.standing, kind, event], [later(2), 'soon', 'before_event', 'the wedding']);
});

test('Today says that it has to be ordered, and stops once it is', async () => {
  await page.goTo('#/today');
  const slip = row('The band');
  const before = await page.taps();
  await slip.getByText(/^Order by /).waitFor();
  assert.equal((await page.taps()) - before, 0, 'Today itself says so');
  await slip.getByRole('button', { name: /^More about/ }).click();
  await page.getByText('No more reminders to order').waitFor();
  assert.deepEqual(await look(page, 'More about a promise'), []);
  await button(/^It is ordered/).click();
  await closed();
  await slip.waitFor({ state: 'detached' });
  assert.equal((await page.taps()) - before, 2, 'more, and ordered');
  assert.ok((await known('The band')).plan.orderedAt);
  await button('Undo').click();
  await slip.waitFor();
  assert.equal((await known('The band')).plan.orderedAt, null);
});

test('the wedding moves, and the last safe day with it', async () => {
  await row('The band').getByRole('button', { name: /^More about/ }).click();
  await button(/^Another day/).click();
  await page.getByLabel('Day', { exact: true }).fill(later(60));
  await button('Save').click();
  await closed();
  await row('The band').waitFor({ state: 'detached' });
  assert.equal((await known('The band')).plan.lastSafeDay, later(41));
});

test('what could not be kept ends with a reason, stays in the ledger, and opens again', async () => {
  await page.goTo('#/promises?tab=open');
  await row('The band').getByRole('button', { name: /^More about/ }).click();
  await button(/^We could not keep it/).click();
  await button('Save').click();
  await page.getByText('Write down why.').waitFor();
  await page.getByLabel('What happened?').fill('The maker closed');
  assert.deepEqual(await look(page, 'A promise that ends'), []);
  await button('Save').click();
  await closed();
  await page.goTo('#/promises?tab=ended');
  await row('The band').getByText(/^Not kept, Marta/).waitFor();
  assert.deepEqual(await look(page, 'Promises, ended'), []);
  await row('The band').getByRole('button', { name: /^More about/ }).click();
  await page.getByText('“The maker closed”').waitFor();
  await button('Open it again').click();
  await closed();
  assert.equal((await known('The band')).ended, null);
});

test('three cleanings for the household', async () => {
  await page.goTo(`#/customers/${roger.customerId}?tab=about`);
  await button('Promise').click();
  await page.getByLabel('The promise, in your words').fill('Three cleanings');
  await page.getByRole('group', { name: 'Which work?' }).getByRole('radio', { name: 'Cleaning' }).check();
  await page.getByRole('radio', { name: 'Everything of theirs' }).check();
  await page.getByRole('radio', { name: 'The whole household' }).check();
  await page.getByRole('radio', { name: 'A number of times' }).check();
  await page.getByLabel('How many times?').fill('0');
  await button('Save').click();
  await page.getByText('Write a number, such as 3.').waitFor();
  await page.getByLabel('How many times?').fill('3');
  await button('Save').click();
  await closed();
  const promise = await known('Three cleanings');
  assert.deepEqual([promise.kind, promise.usesLeft, promise.forHousehold, promise.pieceId], ['times', 3, true, null]);
});

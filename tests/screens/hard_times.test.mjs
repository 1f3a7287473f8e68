// A hard time: two taps, the whole household, an end that is asked about, and who has passed away.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { arm, look } from './checks.mjs';
import { daysAfter, onPage, openBrowser, openPage, openStage } from './stage.mjs';

let stage, browser, page, roger, dana, day;

const { button, dialog, closed } = onPage(() => page);
const story = (customerId) => stage.call('marta', 'open_customer', { customerId, repairId: null });
const later = (days) => daysAfter(day, days);

const change = (customerId, to) =>
  stage.call('marta', 'edit_customer', {
    customerId, givenName: null, familyName: null, formerNames: null, nickname: null, saidAs: null, about: null,
    memory: null, language: null, gentlyUntil: null, gentlyWhy: null, ...to,
  });

before(async () => {
  stage = await openStage('--people', 'marta', '--customers', '60');
  browser = await openBrowser();
  const { bench } = await stage.call('marta', 'list_repairs');
  roger = bench.find((each) => each.customerName === 'Roger Whitaker').customerId;
  const { brief } = await story(roger);
  dana = brief.recall.chosenBy.customerId;
  ({ day } = await stage.call('marta', 'today'));
  page = await openPage(browser, stage, 'marta', { reducedMotion: 'reduce' });
  await arm(page);
});

after(async () => {
  await browser.close();
  await stage.close();
  assert.deepEqual(page.faults, [], 'nothing went wrong in the browser');
});

test('two taps tread gently with Dana, and Roger’s page says so without the reason', async () => {
  await page.goTo(`#/customers/${dana}`);
  await button('Tread gently').click();
  await dialog().getByRole('button', { name: /^For two weeks/ }).click();
  await closed();
  await change(dana, { gentlyWhy: 'Her father died' });
  await page.goTo(`#/customers/${roger}`);
  await page.getByText(/^Hard times in the family: Dana/).waitFor();
  assert.equal(await page.getByText('Her father died').count(), 0);
  assert.deepEqual(await look(page, 'The page of one of the household'), []);
});

test('Today asks whether it is still needed; a tick ends it, and undo brings it back with its reason', async () => {
  await change(dana, { gentlyUntil: later(2) });
  await page.goTo('#/today');
  const asked = page.getByRole('list', { name: 'Still tread gently?' });
  await asked.waitFor();
  assert.deepEqual(await look(page, 'Today with a hard time that ends'), []);
  await button(/^It has passed: Dana/).click();
  await asked.waitFor({ state: 'detached' });
  assert.equal((await story(dana)).gentlyUntil, null);
  await button('Undo').click();
  await asked.waitFor();
  const again = await story(dana);
  assert.deepEqual([again.gentlyUntil, again.gentlyWhy], [later(2), 'Her father died']);
  await button(/^Tread gently with Dana .* for longer/).click();
  await dialog().getByRole('button', { name: /^For a month/ }).click();
  await closed();
  await asked.waitFor({ state: 'detached' });
  assert.equal((await story(dana)).gentlyWhy, 'Her father died', 'the reason stays');
});

test('who has passed away is said quietly, and it can be taken back', async () => {
  await page.goTo(`#/customers/${roger}`);
  await button('Tread gently').click();
  await page.keepUndo();
  await button(/^Roger has passed away/).click();
  await closed();
  await page.getByText(/^Passed away, /).waitFor();
  assert.deepEqual(await look(page, 'The page of who has passed away'), []);
  assert.equal((await story(dana)).brief.ahead, null);
  await button('Undo').click();
  await page.getByText(/^Passed away, /).waitFor({ state: 'detached' });
});

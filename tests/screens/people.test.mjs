// Who belongs to whom, and their days: linked, ended, taken out, written down as far as they are known, put off.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { arm, look } from './checks.mjs';
import { onPage, openBrowser, openPage, openStage, reaches } from './stage.mjs';

let stage, browser, page, roger;

const { button, dialog, closed } = onPage(() => page);
const about = async () => (await stage.call('marta', 'open_customer', { customerId: roger, repairId: null })).about;

before(async () => {
  stage = await openStage('--people', 'marta', '--customers', '60');
  browser = await openBrowser();
  const { bench } = await stage.call('marta', 'list_repairs');
  roger = bench.find((each) => each.customerName === 'Roger Whitaker').customerId;
  page = await openPage(browser, stage, 'marta', { reducedMotion: 'reduce' });
  await arm(page);
  await page.goTo(`#/customers/${roger}?tab=about`);
});

after(async () => {
  await browser.close();
  await stage.close();
  assert.deepEqual(page.faults, [], 'nothing went wrong in the browser');
});

test('a son is linked by name, and not twice', async () => {
  for (const time of [1, 2]) {
    await button('Person').click();
    await page.getByRole('radio', { name: 'Child' }).check();
    await page.getByLabel('Name', { exact: true }).fill('Kit');
    if (time === 1) assert.deepEqual(await look(page, 'Who belongs to them'), []);
    await button('Save').click();
    if (time === 1) await closed();
  }
  await page.getByText('They are linked like that already.').waitFor();
  await page.keyboard.press('Escape');
  await closed();
  assert.equal((await about()).relations.filter((one) => one.other.name === 'Kit').length, 1);
});

test('his birthday is kept as far as it is known', async () => {
  await button('Day').click();
  await page.getByRole('group', { name: 'Whose?' }).getByRole('radio', { name: 'Kit' }).check();
  await page.getByLabel('Day', { exact: true }).fill('30');
  await button('Save').click();
  await page.getByText(/^That is no day/).waitFor();
  await page.getByLabel('Month').selectOption('05');
  assert.deepEqual(await look(page, 'A day to remember'), []);
  await button('Save').click();
  await closed();
  const [day] = (await about()).occasions.filter((one) => one.onDate === '--05-30');
  assert.equal(day.next.with.name, 'Kit');
});

test('a day is changed, put off, brought back, taken out and put in again', async () => {
  const change = async () => {
    await button(/^Change: .*Kit/).first().click();
    await dialog().getByRole('heading').first().waitFor();
    // What is known fills the fields, over what was typed before it.
    await reaches(() => page.getByLabel('Day', { exact: true }).inputValue(), '30');
  };
  await change();
  await page.getByLabel('Year').fill('2014');
  await page.getByRole('radio', { name: '30 days' }).check();
  await button('Save').click();
  await closed();
  const kept = async () => (await about()).occasions.find((one) => one.onDate.endsWith('-05-30'));
  assert.deepEqual([(await kept()).onDate, (await kept()).aheadDays], ['2014-05-30', 30]);
  await change();
  await button('Not this week').click();
  await closed();
  await page.getByText(/put off until/).waitFor();
  await button('Undo').click();
  await page.getByText(/put off until/).waitFor({ state: 'detached' });
  await change();
  await button('Take this day out').click();
  await closed();
  assert.equal(await kept(), undefined);
  await button(/^Change: .*Kit/).first().waitFor({ state: 'detached' });
  await button('Undo').click();
  await button(/^Change: .*Kit/).first().waitFor();
  assert.equal((await kept()).onDate, '2014-05-30');
});

test('who is taken out comes back with their days', async () => {
  await button('More about Kit').click();
  assert.deepEqual(await look(page, 'What can be said of two people'), []);
  await button(/^Take out/).click();
  await closed();
  await button('More about Kit').waitFor({ state: 'detached' });
  await button('Undo').click();
  await button('More about Kit').waitFor();
  const { occasions } = await about();
  assert.equal(occasions.find((one) => one.onDate === '2014-05-30').next.with.name, 'Kit');
  await button('More about Kit').click();
  await button(/^It has ended/).click();
  await closed();
  assert.equal((await about()).occasions.find((one) => one.onDate === '2014-05-30').next, null);
});

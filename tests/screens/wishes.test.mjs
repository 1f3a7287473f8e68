// What Dana wishes for, and that Roger means to give it: on his page with its secret, on hers not at all.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { arm, look } from './checks.mjs';
import { daysAfter, onPage, openBrowser, openPage, openStage, reaches, until } from './stage.mjs';

let stage, browser, page, roger, dana, birthday;

const { button, row, closed, picture } = onPage(() => page);
const story = (customerId) => stage.call('marta', 'open_customer', { customerId, repairId: null });

/** The wish as a page has it. */
async function known(customerId, words) {
  return (await story(customerId)).wishes.find((one) => one.words === words);
}

before(async () => {
  stage = await openStage('--people', 'marta', '--customers', '60');
  browser = await openBrowser();
  const { bench } = await stage.call('marta', 'list_repairs');
  roger = bench.find((each) => each.customerName === 'Roger Whitaker').customerId;
  const { about } = await story(roger);
  dana = about.relations.find((each) => each.other.name === 'Dana').other.customerId;
  const { day } = await stage.call('marta', 'today');
  birthday = `-${daysAfter(day, 20).slice(4)}`;
  page = await openPage(browser, stage, 'marta', { reducedMotion: 'reduce' });
  await arm(page);
});

after(async () => {
  await browser.close();
  await stage.close();
  assert.deepEqual(page.faults, [], 'nothing went wrong in the browser');
});

test('a wish is written down from the page: three taps and the words', async () => {
  await page.goTo(`#/customers/${dana}?tab=about`);
  await button('More for Dana').waitFor();
  const taps = await page.taps();
  await button('More for Dana').tap();
  await button('Write down a wish').tap();
  await page.getByLabel('The wish, in their words').fill('Pear-shaped studs');
  await button('Save').tap();
  await closed();
  assert.ok((await page.taps()) - taps <= 3);
  await row('Pear-shaped studs').waitFor();
  assert.equal((await known(dana, 'Pear-shaped studs')).mayKnow, 'household');
});

test('it is told of size and price and who may know', async () => {
  await row('Pear-shaped studs').getByRole('button', { name: /^More about the wish/ }).click();
  await button('Change it').click();
  // What is known fills the fields, over what was typed before it.
  await reaches(() => page.getByLabel('The wish, in their words').inputValue(), 'Pear-shaped studs');
  await page.getByLabel('Size').fill('6 mm');
  await page.getByLabel('Price, as they said it').fill('about 900');
  await page.getByLabel('For which occasion?').fill('her birthday');
  assert.deepEqual(await look(page, 'What do they wish for?'), []);
  await picture('wish_sheet');
  await button('Save').click();
  await closed();
  await row('Pear-shaped studs').getByText('6 mm · about 900 · her birthday').waitFor();
  await button('Undo').click();
  await row('6 mm').waitFor({ state: 'detached' });
  assert.equal((await until(() => known(dana, 'Pear-shaped studs'), (wish) => wish.size === null)).price, null);
});

test('before her birthday his brief shows it, and from when he means to give it hers does not', async () => {
  await stage.call('marta', 'keep_day', {
    occasionId: null, customerId: dana, relationId: null, kind: 'birthday', label: null,
    onDate: birthday, confidence: 'sure', aheadDays: null,
  });
  await page.goTo(`#/customers/${roger}?tab=about`);
  await page.getByText('Dana wishes for Pear-shaped studs').first().waitFor();
  await row('Pear-shaped studs').getByRole('button', { name: /^More about the wish/ }).click();
  await button(/^Roger means to give it/).waitFor();
  assert.deepEqual(await look(page, 'More about a wish'), []);
  await picture('wish_acts');
  await button(/^Roger means to give it/).click();
  await closed();
  await row('Pear-shaped studs').getByText('Dana must not hear of it').waitFor();
  assert.deepEqual(await look(page, 'About, with a present'), []);
  await page.getByText('Dana must not hear of it').scrollIntoViewIfNeeded();
  await picture('wishes_about');
  assert.equal(await known(dana, 'Pear-shaped studs'), undefined);
  await page.goTo(`#/customers/${dana}?tab=about`);
  await page.getByRole('heading', { name: 'Dana Whitaker' }).waitFor();
  await page.getByRole('heading', { name: 'Wishes' }).waitFor();
  await row('Pear-shaped studs').waitFor({ state: 'detached' });
  const told = () => page.getByText('Pear-shaped studs').evaluateAll((all) => all.map((each) => each.outerHTML));
  await reaches(told, []);
});

test('he buys it, gives it, and every wrong tap is taken back', async () => {
  await page.goTo(`#/customers/${roger}?tab=about`);
  const more = () => row('Pear-shaped studs').getByRole('button', { name: /^More about the wish/ }).click();
  await row('Pear-shaped studs').waitFor();
  await more();
  await button(/^Roger bought it/).click();
  await closed();
  await row('Pear-shaped studs').getByText('Roger bought it').waitFor();
  assert.equal(await known(dana, 'Pear-shaped studs'), undefined);
  await more();
  await button(/^It is given/).click();
  await closed();
  assert.equal((await until(() => known(dana, 'Pear-shaped studs'), Boolean)).ended.givenBy.name, 'Roger');
  // It has gone from his page before it comes back.
  await row('Pear-shaped studs').getByText('Roger bought it').waitFor({ state: 'hidden' });
  await button('Undo').click();
  await until(() => known(dana, 'Pear-shaped studs'), (wish) => wish === undefined);
  await row('Pear-shaped studs').getByText('Roger bought it').waitFor();
  await more();
  await button(/^Roger does not mean to give it/).click();
  await closed();
  await until(() => known(dana, 'Pear-shaped studs'), (wish) => wish?.ended === null);
});

test('what she has now is folded away, and opens again', async () => {
  await page.goTo(`#/customers/${dana}?tab=about`);
  await row('Pear-shaped studs').getByRole('button', { name: /^More about the wish/ }).click();
  await button(/^They have it now/).click();
  await closed();
  await page.getByText('No longer wished for (1)').click();
  await row('Pear-shaped studs').getByText(/^They have it/).waitFor();
  await row('Pear-shaped studs').getByRole('button', { name: /^More about the wish/ }).click();
  await button('Still wished for').click();
  await closed();
  await until(() => known(dana, 'Pear-shaped studs'), (wish) => wish.ended === null);
});

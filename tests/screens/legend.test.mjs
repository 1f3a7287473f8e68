// The legend book: a story is told from More, changed, taken out and put in again, and one stands on Today.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { arm, look } from './checks.mjs';
import { onPage, openBrowser, openPage, openStage, until } from './stage.mjs';

const STORY = 'Mia drove to the hotel with the ring, so that he could ask that evening.';
let stage, browser, page;

const { button, closed, picture } = onPage(() => page);

before(async () => {
  stage = await openStage('--people', 'marta,jonas', '--customers', '60');
  browser = await openBrowser();
  page = await openPage(browser, stage, 'marta', { reducedMotion: 'reduce' });
  await arm(page);
});

after(async () => {
  await browser.close();
  await stage.close();
  assert.deepEqual(page.faults, [], 'nothing went wrong in the browser');
});

test('a story is told in four taps from anywhere', async () => {
  await page.getByRole('link', { name: 'More' }).or(button('More')).first().waitFor();
  const taps = await page.taps();
  await page.getByRole('link', { name: 'More' }).or(button('More')).first().tap();
  await page.getByRole('link', { name: /^Legend book/ }).tap();
  await page.getByText('No story yet').waitFor();
  assert.deepEqual(await look(page, 'Legend book, empty'), []);
  await button('Tell one').tap();
  await page.getByLabel("The story, without the customer's name").fill(STORY);
  await page.getByLabel('Who did it?').fill('Mia');
  assert.deepEqual(await look(page, 'What happened?'), []);
  await button('Save').tap();
  await closed();
  assert.ok((await page.taps()) - taps <= 4);
  await page.getByText(STORY).waitFor();
  await page.getByText(/^Mia did it · told by Marta/).waitFor();
  assert.deepEqual(await look(page, 'Legend book'), []);
  await picture('legend_book');
});

test('it names no customer', async () => {
  await button('Tell one').click();
  await page.getByLabel("The story, without the customer's name").fill('Mia sat with Roger Whitaker until his taxi came.');
  await button('Save').click();
  await page.getByText("Everybody reads it: leave out the customer's name.").waitFor();
  await page.getByLabel("The story, without the customer's name").fill('');
  await button('Save').click();
  await page.getByText('Tell what happened.').waitFor();
  await page.keyboard.press('Escape');
  await closed();
});

test('it is taken out and put in again', async () => {
  await button(/^Change the story/).click();
  await button('Take it out of the book').click();
  await closed();
  await page.getByText('No story yet').waitFor();
  await button('Undo').click();
  await page.getByText(STORY).waitFor();
});

test('Today has it, for the bench too, which may not change it', async () => {
  await page.goTo('#/today');
  await page.getByText('From the legend book').waitFor();
  await page.getByRole('link', { name: STORY }).waitFor();
  await until(() => stage.call('jonas', 'list_legends'), (book) => book.length > 0);
  const bench = await openPage(browser, stage, 'jonas', { reducedMotion: 'reduce' });
  await bench.goTo('#/legends');
  await bench.getByText(STORY).waitFor();
  assert.equal(await bench.getByRole('button', { name: /^Change the story/ }).count(), 0);
  assert.deepEqual(bench.faults, []);
});

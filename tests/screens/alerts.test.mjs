// Alerts on this phone: Me says how they stand, and what an alert opens.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { arm, look, settled } from './checks.mjs';
import { onPage, openBrowser, openPage, openStage } from './stage.mjs';

let stage, browser, page;

const { button, picture } = onPage(() => page);

before(async () => {
  stage = await openStage('--people', 'marta,priya', '--customers', '60');
  browser = await openBrowser();
  page = await openPage(browser, stage, 'marta', { reducedMotion: 'reduce', at: '#/me' });
  await arm(page);
  await page.getByRole('heading', { name: 'Me and this device', exact: true }).waitFor();
});

after(async () => {
  await browser.close();
  await stage.close();
  assert.deepEqual(page.faults, [], 'nothing went wrong in the browser');
});

test('a computer has nothing to say about it', async () => {
  await page.getByText('When I am off').waitFor();
  await settled(page);
  assert.equal(await page.getByText('Alerts on this phone').count(), 0);
});

test('where nobody was asked, a tap has the phone ask', async () => {
  await stage.system('marta', 'not_asked');
  await page.getByText('Your phone will ask').waitFor();
  assert.deepEqual(await look(page, 'alerts not asked'), []);
  await button('Turn on').click();
  await stage.asked('marta', 'permission');
});

test('where the phone forbids it, Me says how to allow it and has no button that does nothing', async () => {
  await stage.system('marta', 'denied');
  await page.getByText('To allow them').waitFor();
  assert.equal(await button('Turn on').count(), 0);
  assert.equal(await button('Turn off').count(), 0);
  assert.deepEqual(await look(page, 'alerts not allowed'), []);
  await picture('alerts');
});

test('a store whose server wakes nobody says so, and off is off', async () => {
  await stage.system('marta', 'granted');
  await page.getByText('On while Regard is open').waitFor();
  await button('Turn off').click();
  await page.getByText('Off. What comes in waits on Today.').waitFor();
  await button('Turn on').click();
  await page.getByText('On while Regard is open').waitFor();
});

test('a tap on what is about the whole store opens what is stuck, on one person that person', async () => {
  const { rows: [roger] } = await stage.call('marta', 'find_customers', { typed: 'Roger Whitaker', limit: 1 });
  const priya = await openPage(browser, stage, 'priya', { reducedMotion: 'reduce' });
  await priya.getByRole('heading', { level: 1 }).first().waitFor();
  await stage.link('priya', `regard://customer/${roger.id}?alert=${roger.id}&kind=sending_refused`);
  await priya.waitForFunction(() => location.hash === '#/stuck');
  await stage.link('priya', `regard://customer/${roger.id}?alert=${roger.id}&kind=repair_ready`);
  await priya.getByRole('heading', { name: 'Roger Whitaker' }).waitFor();
  assert.deepEqual(priya.faults, []);
});

// The next weeks on one page: each thing with its reason, one tap to the story, two to put it off, one to
// take that back; also a day that only a purchase tells of.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { arm, look } from './checks.mjs';
import { onPage, openBrowser, openPage, openStage, picture as pictureOf, until } from './stage.mjs';

let stage, browser, page;

const { button, row: rows, dialog, closed, taps } = onPage(() => page);
const row = (words) => rows(words).first();
const ahead = async (person = 'marta') => (await stage.call(person, 'look_ahead')).days;
const occasionOf = (days, name) =>
  days.find((one) => one.what.kind === 'occasion' && one.what.occasion.customerName === name);
const picture = (name) => pictureOf(page, name, { fullPage: true });

before(async () => {
  stage = await openStage('--people', 'marta', '--customers', '40', '--everyday');
  browser = await openBrowser();
  page = await openPage(browser, stage, 'marta', { reducedMotion: 'reduce' });
  await arm(page);
});

after(async () => {
  await browser.close();
  await stage.close();
  assert.deepEqual(page.faults, [], 'nothing went wrong in the browser');
});

test('one tap from Today: the weeks, each thing with its reason', async () => {
  const entry = page.getByRole('link', { name: /^The next weeks/ });
  await entry.waitFor();
  assert.equal(await taps(() => entry.tap()), 1);
  await page.getByRole('heading', { level: 1, name: 'The next weeks' }).waitFor();
  await page.getByRole('list', { name: 'This week' }).getByText('Nora Hartmann').first().waitFor();
  await row(/Her sister’s band · the wedding\s*Order by /).waitFor();
  await row('Ask how the regatta went').waitFor();
  await row('Pilar Castillo').getByText(/the brooch of her mother/).waitFor();
  await picture('look_ahead');
  assert.deepEqual(await look(page, 'The next weeks'), []);
  const asked = (await ahead()).map((one) => one.on);
  assert.deepEqual(asked, [...asked].sort(), 'in order');
});

test('a day is one tap from its story', async () => {
  const opened = await taps(async () => {
    await row(/Dana Whitaker.*[Bb]irthday/s).getByRole('link').first().tap();
    await page.getByRole('heading', { level: 1, name: 'Dana Whitaker' }).waitFor();
  });
  assert.equal(opened, 1);
  await page.goTo('#/ahead');
  await page.getByRole('heading', { level: 1, name: 'The next weeks' }).waitFor();
});

test('a day that only a purchase tells of is put off by two taps, everywhere, and back by one', async () => {
  const couple = (days) =>
    days.find((one) => one.what.kind === 'occasion' && one.what.occasion.ahead.because === '15th in 2021');
  const { customerName, writeDown, ahead: day } = couple(await ahead()).what.occasion;
  assert.equal(day.occasionId, null);
  assert.ok(writeDown, 'it stands on no page yet');
  const shown = row('15th in 2021');
  await shown.getByText('Known from: 15th in 2021').waitFor();
  const spent = await taps(async () => {
    await shown.getByRole('button', { name: /^Later/ }).tap();
    await dialog().getByRole('heading', { name: customerName }).waitFor();
    await picture('look_ahead_later');
    assert.deepEqual(await look(page, 'Later'), []);
    await dialog().getByRole('button', { name: /month/ }).tap();
    await closed();
  });
  assert.equal(spent, 2);
  await shown.waitFor({ state: 'detached' });
  assert.equal(couple(await ahead()), undefined);
  await button('Undo').tap();
  await shown.waitFor();
  assert.equal(couple(await ahead()).what.occasion.ahead.occasionId, null, 'as it was');
});

test('a day on the page and a follow-up are put off by two taps, too', async () => {
  const birthday = row(/Dana Whitaker.*[Bb]irthday/s);
  const spent = await taps(async () => {
    await birthday.getByRole('button', { name: /^Later/ }).tap();
    await dialog().getByRole('button', { name: 'Not this time' }).tap();
    await closed();
  });
  assert.equal(spent, 2);
  await birthday.waitFor({ state: 'detached' });
  await button('Undo').tap();
  await birthday.waitFor();
  assert.ok(occasionOf(await ahead(), 'Dana Whitaker'));

  const regatta = row('Ask how the regatta went');
  const before = (await ahead()).find((one) => one.what.kind === 'followUp' && /regatta/.test(one.what.followUp.reason));
  await regatta.getByRole('button', { name: /^Later/ }).tap();
  await dialog().getByRole('button', { name: /^Tomorrow/ }).tap();
  await closed();
  const due = async () =>
    (await ahead()).find((one) => one.what.kind === 'followUp' && /regatta/.test(one.what.followUp.reason)).on;
  await until(due, (on) => on !== before.on);
  await button('Undo').tap();
  await until(due, (on) => on === before.on);
});

test('where nothing is ahead it says so', async () => {
  const quiet = await openStage('--people', 'mia', '--customers', '2');
  try {
    assert.deepEqual((await quiet.call('mia', 'look_ahead')).days, []);
    const mia = await openPage(browser, quiet, 'mia', { reducedMotion: 'reduce', at: '#/ahead' });
    await arm(mia);
    await mia.getByText('Nothing is ahead in the next eight weeks.').waitFor();
    assert.deepEqual(await look(mia, 'Nothing ahead'), []);
    assert.deepEqual(mia.faults, []);
    await mia.close();
  } finally {
    await quiet.close();
  }
});

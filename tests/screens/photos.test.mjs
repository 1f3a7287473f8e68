// Photos from the file field to every page they show on: added, opened, described, taken out, put in again;
// and what is no photo says so.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { arm, look } from './checks.mjs';
import { onPage, openBrowser, openPage, openStage, until } from './stage.mjs';

let stage, browser, page, mia, roger, repair;

const { button, closed, told, picture } = onPage(() => page);
const onMias = onPage(() => mia);
const photosOf = (who, customerId) => stage.call(who, 'list_photos', { customerId, repairId: null });

/** A photo: 320 by 240 pixels of colours. */
const watch = Buffer.from(readFileSync(new URL('../stories/photos/watch.jpg.b64', import.meta.url), 'utf8'), 'base64');
const file = (name, buffer = watch, mimeType = 'image/jpeg') => ({ name, mimeType, buffer });
/** Chooses files as the system's dialog does. */
const choose = (...files) => page.locator('input[data-files]').setInputFiles(files);
/** Whether the picture in that place is drawn, and not only asked for. */
const drawn = (selector) =>
  page.waitForFunction((at) => {
    const shown = document.querySelector(at);
    return shown !== null && shown.complete && shown.naturalWidth > 0;
  }, selector);

before(async () => {
  stage = await openStage('--people', 'marta,mia', '--customers', '60');
  browser = await openBrowser();
  const { bench } = await stage.call('marta', 'list_repairs');
  const his = bench.find((each) => each.customerName === 'Roger Whitaker');
  [roger, repair] = [his.customerId, his.id];
  page = await openPage(browser, stage, 'marta', { reducedMotion: 'reduce' });
  await arm(page);
});

after(async () => {
  await browser.close();
  await stage.close();
  assert.deepEqual(page.faults, [], 'nothing went wrong in the browser');
});

test('several photos are added at once from the page: three taps and the files', async () => {
  await page.goTo(`#/customers/${roger}`);
  await button('More for Roger').waitFor();
  assert.equal(await page.getByRole('heading', { name: 'Photos' }).count(), 0, 'no empty part stands in the way');
  const taps = await page.taps();
  await button('More for Roger').tap();
  await button('Add photos').tap();
  await button('Choose photos').waitFor();
  assert.deepEqual(await look(page, 'Add photos'), []);
  await picture('photos_add');
  await choose(file('one.jpg'), file('two.jpg'));
  await closed();
  assert.ok((await page.taps()) - taps <= 3);
  await page.getByText('2 photos added.').first().waitFor();
  await page.getByRole('heading', { name: /^Photos/ }).waitFor();
  await drawn('ul[aria-label="Photos"] img');
  assert.equal((await photosOf('marta', roger)).length, 2);
  assert.deepEqual(await look(page, 'Roger, with photos'), []);
  await page.getByRole('heading', { name: /^Photos/ }).scrollIntoViewIfNeeded();
  await picture('photos_row');
});

test('what is no photo says why, and the good one beside it is kept', async () => {
  await button('Photo').click();
  await choose(
    file('receipt.pdf', Buffer.from('%PDF-1.7')),
    file('half.jpg', watch.subarray(0, watch.length / 2)),
    file('logo.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml'),
    file('IMG_1.HEIC', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0', 'latin1')),
    file('good.jpg'),
  );
  for (const words of ['It is no photo.', 'Part of the file is missing', 'It is a drawing', 'It is a HEIC or AVIF file.']) {
    await page.getByText(words).first().waitFor();
  }
  await until(() => photosOf('marta', roger), (all) => all.length === 3);
  assert.deepEqual(await look(page, 'What is no photo'), []);
  await picture('photos_faults');
  const dialog = page.getByRole('dialog');
  for (const name of ['receipt.pdf', 'half.jpg', 'logo.svg', 'IMG_1.HEIC']) {
    await dialog.getByRole('button', { name: `Read: ${name}` }).click();
  }
  await dialog.getByText('was not added').first().waitFor({ state: 'detached' });
  await dialog.getByRole('button', { name: 'Close' }).first().click();
  await closed();
});

test('a tap opens the whole picture; keys go on and back; it is described', async () => {
  const first = page.locator('ul[aria-label="Photos"] button').first();
  await first.click();
  await page.getByRole('heading', { name: 'Photo 1 of 3' }).waitFor();
  await drawn('dialog img.whole');
  assert.deepEqual(await look(page, 'A photo'), []);
  await picture('photo_open');
  await page.keyboard.press('ArrowRight');
  await page.getByRole('heading', { name: 'Photo 2 of 3' }).waitFor();
  await page.keyboard.press('ArrowLeft');
  await page.getByRole('heading', { name: 'Photo 1 of 3' }).waitFor();
  await drawn('dialog img.whole');
  const fitted = await page.locator('dialog img.whole').evaluate((img) => img.getBoundingClientRect().width);
  await button('Show larger').click();
  await page.waitForFunction((width) => document.querySelector('dialog img.whole').getBoundingClientRect().width > width, fitted);
  await picture('photo_large');
  await button('Fit to the screen').click();

  // What is known fills the fields, over what was typed before it.
  await told('list_photos', () => button('What does it show?').click());
  await page.getByLabel('In a few words').fill('Scratch at six o’clock');
  await page.getByRole('radio', { name: /Seamaster/ }).check();
  assert.deepEqual(await look(page, 'What does it show?'), []);
  await picture('photo_words');
  await button('Save').click();
  await page.getByRole('img', { name: 'Scratch at six o’clock' }).waitFor();
  await page.getByText(/Seamaster.*Marta/).first().waitFor();
  await picture('photo_described');
  const [described] = (await photosOf('marta', roger)).filter((one) => one.caption);
  assert.equal(described.caption, 'Scratch at six o’clock');
});

test('it is taken out, and put in again by Undo', async () => {
  await button('Take this photo out').click();
  await closed();
  await until(() => photosOf('marta', roger), (all) => all.length === 2);
  await button('Undo').click();
  await until(() => photosOf('marta', roger), (all) => all.length === 3);
  await page.getByRole('button', { name: 'Scratch at six o’clock' }).waitFor();
});

test('Mia sees the thumbnail without a connection, and the whole with one', async () => {
  const there = await until(() => photosOf('mia', roger), (all) => all.length === 3);
  await until(() => stage.call('marta', 'outbox'), (outbox) => outbox.sync.photosWaiting === 0);
  await stage.offline('mia');
  mia = await openPage(browser, stage, 'mia', { reducedMotion: 'reduce', at: `#/customers/${roger}` });
  await mia.locator('ul[aria-label="Photos"] button').first().click();
  await mia.getByText('There is no connection: this is the small picture.').waitFor();
  await onMias.picture('photo_no_connection');
  await arm(mia);
  assert.deepEqual(await look(mia, 'A photo without a connection'), []);
  await stage.online('mia');
  const [whole, again] = [mia.locator('dialog img.whole'), onMias.button('Try again')];
  await until(async () => {
    await whole.or(again).first().waitFor();
    // It goes when the picture comes.
    if (!(await whole.isVisible())) await again.click({ timeout: 1_000 }).catch(() => {});
    return whole.isVisible();
  });
  assert.equal(there.length, 3);
  assert.deepEqual(mia.faults.filter((fault) => !fault.includes('ERR_')), []);
  await mia.context().close();
});

test('what we remember of Roger shows them', async () => {
  await page.goTo(`#/customers/${roger}/remembered`);
  await page.getByText('Scratch at six o’clock').waitFor();
  assert.deepEqual(await look(page, 'What we remember'), []);
  await page.getByText('Scratch at six o’clock').scrollIntoViewIfNeeded();
  await picture('photos_remembered');
});

test('a repair says that there is none, and has what is added there', async () => {
  await page.goTo(`#/repairs/${repair}`);
  await page.getByText('No photo yet. One of the condition helps everybody.').waitFor();
  await page.getByRole('heading', { name: 'Photos' }).scrollIntoViewIfNeeded();
  assert.deepEqual(await look(page, 'A repair without photos'), []);
  await button('Photo').click();
  await choose(file('condition.jpg'));
  await closed();
  await drawn('ul[aria-label="Photos"] img');
  const [added] = await stage.call('marta', 'list_photos', { customerId: null, repairId: repair });
  assert.equal(added.repairId, repair);
  assert.equal((await photosOf('marta', roger)).length, 4, 'it is on his page, too');
  await page.getByRole('heading', { name: /^Photos/ }).scrollIntoViewIfNeeded();
  await picture('photos_repair');
});

test('at take-in photos go along, from the keyboard', async () => {
  await page.goTo(`#/repairs/take-in?customer=${roger}`);
  await button('Choose photos').waitFor();
  const [dialog] = await Promise.all([
    page.waitForEvent('filechooser'),
    button('Choose photos').focus().then(() => page.keyboard.press('Enter')),
  ]);
  assert.equal(dialog.isMultiple(), true);
  await dialog.setFiles([file('front.jpg'), file('back.jpg')]);
  await page.getByText('2 photos go along.').waitFor();
  assert.deepEqual(await look(page, 'Take in with photos'), []);
  await button('Choose photos').scrollIntoViewIfNeeded();
  await picture('photos_take_in');
  await page.getByRole('radio', { name: /Seamaster/ }).check();
  await page.getByRole('button', { name: /^Battery/ }).or(page.getByLabel('Battery')).first().click();
  await button(/^Take it in|^Take in/).last().click();
  await page.waitForFunction(() => /^#\/repairs\/(?!take-in)/.test(location.hash));
  const taken = await page.evaluate(() => location.hash.split('/').pop());
  await until(() => stage.call('marta', 'list_photos', { customerId: null, repairId: taken }), (all) => all.length === 2);
  await drawn('ul[aria-label="Photos"] img');
});

test('a long row is folded', async () => {
  await page.goTo(`#/customers/${roger}`);
  await button('All 6 photos').click();
  await button('Fewer').waitFor();
  assert.equal(await page.locator('ul[aria-label="Photos"] button').count(), 6);
  assert.deepEqual(await look(page, 'All photos'), []);
});

test('without a connection the outbox says what waits, and afterwards that nothing does', async () => {
  await stage.offline('marta');
  await button('Photo').click();
  await choose(file('offline.jpg'));
  await closed();
  await until(() => photosOf('marta', roger), (all) => all.length === 7);
  await page.goTo('#/outbox');
  await page.getByRole('heading', { name: /^Photos on their way/ }).waitFor();
  await page.getByText('Goes out when there is a connection').waitFor();
  assert.deepEqual(await look(page, 'Outbox with a photo'), []);
  await picture('photos_outbox');
  await stage.online('marta');
  await button('Sync now').click();
  await until(() => stage.call('marta', 'outbox'), (outbox) => outbox.sync.photosWaiting === 0);
  await page.getByRole('heading', { name: /^Photos on their way/ }).waitFor({ state: 'detached' });
});

// A reason to be in touch: why, whose choice it was, one tap when it is done, two for later; the
// warranty it comes from, the store's measure, what both share, and the question to ask.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { arm, look, settled } from './checks.mjs';
import { daysAfter, EVERYBODY, onPage, openBrowser, openPage, openStage, picture as pictureOf, reaches, until } from './stage.mjs';

let stage, browser, page, day, who, piece;

const { button, dialog, closed, told, taps } = onPage(() => page);
const story = () => stage.call('marta', 'open_customer', { customerId: who, repairId: null });
const picture = (name, on = page) => pictureOf(on, name, { fullPage: true });
const later = (days) => daysAfter(day, days);

before(async () => {
  stage = await openStage('--people', 'marta,priya', '--customers', '60');
  browser = await openBrowser();
  ({ day } = await stage.call('marta', 'today'));
  // Somebody of Marta's with a piece and nothing else going on: a warranty that ends is a reason at once.
  const { rows } = await stage.call('marta', 'browse_customers', EVERYBODY);
  for (const row of rows) {
    const one = await stage.call('marta', 'open_customer', { customerId: row.id, repairId: null });
    if (!one.mine || one.pieces.length === 0 || one.gentlyUntil || one.deceasedOn) continue;
    const pieceId = one.pieces[0].id;
    await stage.call('marta', 'keep_warranty', { pieceId, until: later(5), inspectMonths: null });
    who = one.id;
    const now = await story();
    if (now.reasons.some((each) => each.kind === 'warranty_ends')) {
      piece = now.pieces.find((each) => each.id === pieceId);
      break;
    }
    await stage.call('marta', 'keep_warranty', { pieceId, until: null, inspectMonths: null });
    who = undefined;
  }
  assert.ok(who, 'the demo store has somebody');
  page = await openPage(browser, stage, 'marta', { reducedMotion: 'reduce' });
  await arm(page);
});

after(async () => {
  await browser.close();
  await stage.close();
  assert.deepEqual(page.faults, [], 'nothing went wrong in the browser');
});

test('Today says why, and one tap says that it is done; undo brings it back', async () => {
  const { name } = await story();
  const done = button(new RegExp(`^In touch with ${name}: The warranty of the `));
  await done.waitFor();
  await picture('reasons-today');
  assert.deepEqual(await look(page, 'Today with reasons'), []);
  const spent = await taps(async () => {
    await done.click();
    await until(story, (now) => now.reasons.every((each) => each.kind !== 'warranty_ends'));
  });
  assert.equal(spent, 1);
  await done.waitFor({ state: 'detached' });
  await button('Undo').click();
  await done.waitFor();
  assert.ok((await story()).reasons.some((each) => each.kind === 'warranty_ends'));
});

test('two taps put it off, or say that it is not wanted', async () => {
  const { name } = await story();
  const notNow = button(new RegExp(`^Later: The warranty of the .*, ${name}$`));
  for (const choice of [/^Tomorrow|^Next week/, /^Not this one/]) {
    await notNow.waitFor();
    await settled(page);
    const spent = await taps(async () => {
      await notNow.click();
      if (String(choice).includes('Not this')) {
        await dialog().waitFor();
        await picture('reasons-later');
        assert.deepEqual(await look(page, 'Later'), []);
      }
      await dialog().getByRole('button', { name: choice }).first().click();
      await closed();
    });
    assert.equal(spent, 2);
    await notNow.waitFor({ state: 'detached' });
    await button('Undo').click();
    await notNow.waitFor();
  }
});

test('the customer’s page has it, too, and the warranty is on the piece', async () => {
  await page.goTo(`#/customers/${who}`);
  await page.getByRole('list', { name: 'Good to be in touch' }).waitFor();
  await picture('reasons-page');
  assert.deepEqual(await look(page, 'The page with a reason'), []);
  await page.goTo(`#/customers/${who}?tab=pieces`);
  await page.getByText(/^Warranty until /).waitFor();
  await button(`Warranty: ${piece.description}`).first().click();
  await dialog().getByText('6 months', { exact: true }).click();
  await picture('reasons-warranty');
  assert.deepEqual(await look(page, 'The warranty'), []);
  await dialog().getByRole('button', { name: 'Save' }).click();
  await closed();
  await page.getByText(/looked over every 6 months$/).waitFor();
  await button('Undo').click();
  await page.getByText(/looked over every 6 months$/).waitFor({ state: 'detached' });
});

test('a manager says how often at most, and it holds on Marta’s device', async () => {
  const priya = await openPage(browser, stage, 'priya', { reducedMotion: 'reduce', at: '#/measure' });
  await arm(priya);
  await priya.getByText('Regard proposes nobody').waitFor();
  await picture('reasons-measure', priya);
  assert.deepEqual(await look(priya, 'The measure'), []);
  await priya.keepUndo();
  await priya.getByText('propose nobody', { exact: true }).click();
  await until(() => stage.call('marta', 'touch_measure'), (set) => set.most === 0);
  await until(() => stage.call('marta', 'reasons'), (now) => now.reasons.length === 0);
  await told('reasons', () => page.goTo('#/today'));
  await page.getByRole('list', { name: 'Good to be in touch' }).waitFor({ state: 'detached' });
  await priya.getByRole('button', { name: 'Undo' }).click();
  await until(() => stage.call('marta', 'touch_measure'), (set) => set.most === 2);
  await page.getByRole('list', { name: 'Good to be in touch' }).waitFor();
  await priya.close();
  assert.deepEqual(priya.faults, []);
});

test('what I say of myself is in common with who said the same, and the thinnest strand asks', async () => {
  await stage.call('marta', 'jot', {
    customerId: who, repairId: null, kind: 'visit', words: 'dogs Ada and Gryff', followUpOn: null,
    ticked: (await stage.call('marta', 'understand_note', { customerId: who, words: 'dogs Ada and Gryff' })).map(
      (chip) => chip.key,
    ),
  });
  await page.goTo('#/me');
  await page.getByLabel('Something about me').fill('Two dogs, Lola and Max');
  await button('Add').click();
  await button('Take out: Two dogs, Lola and Max').waitFor();
  await picture('strands-me');
  assert.deepEqual(await look(page, 'Me, with what I share'), []);
  await page.goTo(`#/customers/${who}?tab=about`);
  await page.getByRole('list', { name: 'In common' }).getByText('You both: dogs').waitFor();
  await page.getByRole('heading', { name: 'One question to ask' }).waitFor();
  await picture('strands-about');
  assert.deepEqual(await look(page, 'Three strands'), []);
  await button('Something taught').click();
  await dialog().getByRole('textbox').fill('How to close the clasp with one hand');
  await dialog().getByRole('button', { name: 'Save' }).click();
  await closed();
  await page.getByRole('list', { name: 'What we know and taught' }).getByText('How to close the clasp').waitFor();
  await button('Take out: How to close the clasp with one hand').click();
  await button('Take out: How to close the clasp with one hand').waitFor({ state: 'detached' });
  await reaches(async () => (await stage.call('marta', 'strands', { customerId: who })).knowledge, []);
});

test('how I arrive is asked only where I want it, and can be forgotten', async () => {
  await told('check_in', () => page.goTo('#/today'));
  assert.equal(await page.getByText('How are you arriving?').count(), 0);
  await page.goTo('#/me');
  await page.getByRole('group', { name: 'Ask me how I arrive' }).getByText('on', { exact: true }).click();
  await until(() => stage.call('marta', 'check_in'), (now) => now.on);
  await page.goTo('#/today');
  await page.getByText('Rushed', { exact: true }).click();
  await page.getByLabel('What will I watch today?').fill('Let them finish');
  await picture('check-in-asks');
  assert.deepEqual(await look(page, 'Today asks how I arrive'), []);
  await button('Keep').click();
  await page.getByText('One breath before each hello.').waitFor();
  await picture('check-in-told');
  assert.deepEqual(await look(page, 'Today with my own line'), []);
  await reaches(async () => (await stage.call('marta', 'check_in')).watch, 'Let them finish');
  await button('Forget it').click();
  await page.getByText('One breath before each hello.').waitFor({ state: 'detached' });
  await reaches(async () => (await stage.call('marta', 'check_in')).arriving, null);
});

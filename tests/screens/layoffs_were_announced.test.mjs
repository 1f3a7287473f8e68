// Layoffs were announced: one line after the visit, and whatever is cheerful about the two of them is
// gone from Today and from both pages.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { arm, look } from './checks.mjs';
import { daysAfter, EVERYBODY, focused, onPage, openBrowser, openPage, openStage, reaches } from './stage.mjs';

let stage, browser, page, wearer, other;

const { button, firstButton, closed, told } = onPage(() => page);
const story = (customerId) => stage.call('marta', 'open_customer', { customerId, repairId: null });

before(async () => {
  stage = await openStage('--people', 'marta', '--customers', '60');
  browser = await openBrowser();
  const { day } = await stage.call('marta', 'today');
  const { rows } = await stage.call('marta', 'browse_customers', EVERYBODY);
  // A couple of whom one has a piece: its warranty ends within days, which is a reason at once.
  for (const row of rows) {
    const one = await story(row.id);
    const spouse = one.about.relations.find((each) => each.kind === 'spouse' && each.other.customerId && !each.endedOn);
    if (!one.mine || one.pieces.length === 0 || !spouse) continue;
    const pieceId = one.pieces[0].id;
    await stage.call('marta', 'keep_warranty', { pieceId, until: daysAfter(day, 6), inspectMonths: null });
    const now = await story(row.id);
    if (now.reasons.some((each) => each.kind === 'warranty_ends')) {
      wearer = now;
      other = await story(spouse.other.customerId);
      break;
    }
    await stage.call('marta', 'keep_warranty', { pieceId, until: null, inspectMonths: null });
  }
  assert.ok(wearer && other, 'the demo store has such a couple');
  page = await openPage(browser, stage, 'marta', { reducedMotion: 'reduce' });
  await arm(page);
});

after(async () => {
  await browser.close();
  await stage.close();
  assert.deepEqual(page.faults, [], 'nothing went wrong in the browser');
});

test('before it her page has a reason to be in touch', async () => {
  await page.goTo(`#/customers/${wearer.id}`);
  await page.getByRole('list', { name: 'Good to be in touch' }).getByText(/^The warranty of the /).waitFor();
});

test('one line with its chip, and the store is quiet with both', async () => {
  await page.goTo(`#/customers/${other.id}`);
  await page.getByRole('heading', { name: other.name }).waitFor();
  const before = await page.taps();
  // Jot, from the bar: whoever's page is open is preselected.
  await firstButton('Jot').tap();
  await focused(page.getByRole('textbox', { name: 'What did you learn?' }));
  await page.keyboard.type('layoffs were announced at the plant');
  const chip = page.getByRole('checkbox', { name: /^Tread gently/ });
  await chip.waitFor();
  assert.equal(await chip.isChecked(), false, 'it may be anybody’s plant: a guess waits for a tick');
  await chip.locator('xpath=ancestor::label').tap();
  await reaches(() => chip.isChecked(), true);
  await firstButton('Save').tap();
  await closed();
  assert.equal((await page.taps()) - before, 3, 'jot, the chip, save');
  await page.getByText(/^Tread gently/).first().waitFor();
  assert.ok((await story(other.id)).gentlyUntil);
  await page.goTo(`#/customers/${wearer.id}`);
  await page.getByText(new RegExp(`^Hard times in the family: ${other.givenName}`)).waitFor();
  await page.getByRole('list', { name: 'Good to be in touch' }).waitFor({ state: 'detached' });
  assert.equal(await page.getByText('layoffs').count(), 0, 'it is his to tell');
  await page.goTo(`#/customers/${wearer.id}?tab=about`);
  await page.getByText('How are you? And then listen.').waitFor();
  assert.deepEqual(await look(page, 'The strands in a hard time'), []);
});

test('Today says nothing cheerful about either', async () => {
  await told('reasons', () => page.goTo('#/today'));
  await page.getByRole('heading', { level: 1 }).waitFor();
  const { reasons } = await stage.call('marta', 'reasons');
  const { occasions } = await stage.call('marta', 'today');
  for (const one of [...reasons, ...occasions]) assert.ok(![wearer.id, other.id].includes(one.customerId));
  assert.equal(await button(new RegExp(`^In touch with (${wearer.name}|${other.name}):`)).count(), 0);
});

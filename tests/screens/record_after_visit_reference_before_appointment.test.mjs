// What Marta jots down after a visit is what Ben says hello with before the next one. Taps are counted
// against the budget.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { arm, look } from './checks.mjs';
import { closed, firstButton as button, focused, openBrowser, openPage, openStage, picture, taps, until } from './stage.mjs';

const SAID = 'Boys are 9 and 12, dogs Ada and Gryff, planning Lisbon for the 20th';

let stage, browser, marta, ben, roger;

const story = (person) => stage.call(person, 'open_customer', { customerId: roger, repairId: null });

before(async () => {
  stage = await openStage('--people', 'marta,ben', '--customers', '60');
  browser = await openBrowser();
  const { bench } = await stage.call('marta', 'list_repairs');
  roger = bench.find((each) => each.customerName === 'Roger Whitaker').customerId;
  marta = await openPage(browser, stage, 'marta', { reducedMotion: 'reduce' });
  ben = await openPage(browser, stage, 'ben', { reducedMotion: 'reduce' });
  for (const page of [marta, ben]) await arm(page);
});

after(async () => {
  await browser.close();
  await stage.close();
  assert.deepEqual([...marta.faults, ...ben.faults], [], 'nothing went wrong in the browser');
});

test('after the visit: one tap and the words, without a network', async () => {
  await stage.offline('marta');
  await marta.goTo(`#/customers/${roger}`);
  await marta.getByText('Before you say hello').waitFor();
  const jotted = await taps(marta, async () => {
    await button(marta, 'Jot').tap();
    await focused(marta.getByRole('textbox', { name: 'What did you learn?' }));
    await marta.keyboard.type(SAID);
    await marta.getByRole('checkbox', { name: 'Pet, from “dogs Ada and Gryff”' }).waitFor();
    await button(marta, 'Save').tap();
    await closed(marta);
  });
  assert.equal(jotted, 2, 'the sheet, and Save; no tap for what was understood');
  const made = await taps(marta, async () => {
    await button(marta, 'More for Roger').tap();
    await button(marta, 'Appointment').tap();
    await marta.getByLabel('When, in your words').fill('tomorrow at 10:30');
    await marta.getByText(/^Read as tomorrow, 10:30/).waitFor();
    await button(marta, 'Save').tap();
    await closed(marta);
  });
  assert.equal(made, 3);
  await stage.online('marta');
});

test('before the appointment: nothing to tap for when, one for the brief, one for where a line is from', async () => {
  const card = ben.getByRole('listitem').filter({ hasText: 'To open with' }).filter({ hasText: 'Roger Whitaker' }).first();
  assert.equal(await taps(ben, () => card.waitFor()), 0);
  const read = await taps(ben, async () => {
    await card.getByRole('link', { name: /Roger Whitaker/ }).first().tap();
    await ben.getByText('Before you say hello').waitFor();
    // The whole of what to ask, not its beginning.
    await ben.getByRole('link', { name: /planning Lisbon for the 20th$/ }).first().waitFor();
  });
  assert.equal(read, 1);
  await picture(ben, 'record_brief');
  assert.deepEqual(await look(ben, 'The brief before an appointment'), []);
  const traced = await taps(ben, async () => {
    await ben.getByRole('link', { name: /planning Lisbon for the 20th$/ }).first().tap();
    await ben.getByRole('tabpanel').getByText(SAID).first().waitFor();
    await ben.getByRole('tabpanel').getByText(/Marta/).first().waitFor();
  });
  assert.equal(traced, 1);
  await picture(ben, 'record_traced');
});

test('the dogs stand under About with where they are from, and are found by name', async () => {
  await ben.goTo(`#/customers/${roger}?tab=about`);
  await ben.getByText('dogs Ada and Gryff').first().waitFor();
  const dogs = async () => (await story('ben')).about.facts.find((fact) => fact.words === 'dogs Ada and Gryff');
  assert.equal((await until(dogs)).fromNote.notedBy, 'Marta');
  const found = await taps(ben, async () => {
    await ben.getByRole('link', { name: 'Customers' }).filter({ visible: true }).first().tap();
    await focused(ben.getByRole('textbox', { name: 'Find a customer' }));
    await ben.keyboard.type('gry');
    await ben.getByText('Roger Whitaker').first().waitFor();
  });
  assert.equal(found, 1);
  await until(() => story('ben'), ({ brief }) => brief.ask?.words === SAID);
});

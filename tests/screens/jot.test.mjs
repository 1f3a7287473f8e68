// A line after a visit, in a browser at the size of a phone: what it says becomes chips while one
// types, and records when one saves. No tap more than the line itself needs.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { arm, look, settled } from './checks.mjs';
import { focused, onPage, openBrowser, openPage, openStage, reaches, until } from './stage.mjs';

const SAID = 'Boys are 9 and 12, dogs Ada and Gryff, planning Lisbon for the 20th';

let stage, browser, page, roger;

before(async () => {
  stage = await openStage('--people', 'marta,ben', '--customers', '120');
  browser = await openBrowser();
  page = await openPage(browser, stage, 'marta', { reducedMotion: 'reduce' });
  await arm(page);
  const repairs = await stage.call('marta', 'list_repairs');
  roger = repairs.bench.find((each) => each.customerName === 'Roger Whitaker');
});

after(async () => {
  await browser.close();
  await stage.close();
  assert.deepEqual(page.faults, [], 'nothing went wrong in the browser');
});

const { firstButton: button, closed, picture } = onPage(() => page);
const chip = (name) => page.getByRole('checkbox', { name });
const words = () => page.getByRole('textbox', { name: 'What did you learn?' });

async function facts(person) {
  const story = { customerId: roger.customerId, repairId: null };
  const { about } = await stage.call(person, 'open_customer', story);
  return about.facts.map((fact) => fact.words);
}

test('one tap, the words, and Save: what is sure is filed', async () => {
  await page.goTo(`#/customers/${roger.customerId}`);
  await page.getByText('Before you say hello').waitFor();
  const from = await page.taps();
  await button('Jot').tap();
  await focused(words());
  await page.keyboard.type(SAID);
  const dogs = chip('Pet, from “dogs Ada and Gryff”');
  await dogs.waitFor();
  await reaches(() => dogs.isChecked(), true, 'the words say it plainly');
  // What the last words say is there too.
  await chip('Trip, from “planning Lisbon').waitFor();
  assert.equal(await chip(/^Trip, from/).isChecked(), false, 'a guess waits for a tick');
  await settled(page);
  assert.deepEqual(await look(page, 'Jot with chips'), []);
  await picture('jot');
  await page.keepUndo();
  await button('Save').tap();
  await page.getByText(/Kept in Roger’s story, and (one thing|\d things) filed\./).first().waitFor();
  assert.equal((await page.taps()) - from, 2, 'the sheet, and Save');
  await until(async () => (await facts('ben')).includes('dogs Ada and Gryff'));
  assert.ok(!(await facts('marta')).includes('planning Lisbon'), 'what is not ticked stays text');
});

test('Undo takes back what the note made, and the note stays', async () => {
  await button('Undo').tap();
  await until(async () => !(await facts('ben')).includes('dogs Ada and Gryff'));
  const asked = async () => {
    const { brief } = await stage.call('ben', 'open_customer', { customerId: roger.customerId, repairId: null });
    return brief.ask?.words;
  };
  await reaches(asked, SAID);
});

test('a chip shows its words in the note, and a guess is ticked by a tap or a key', async () => {
  await button('Jot').tap();
  await words().waitFor();
  await words().fill(SAID);
  const trip = chip(/^Trip, from/);
  await trip.waitFor();
  await trip.focus();
  await reaches(() => page.locator('.paper mark').innerText(), 'planning Lisbon');
  await focused(trip);
  await page.keyboard.press('Space');
  await reaches(() => trip.isChecked(), true);
  await picture('jot-traced');
  // Writing on leaves it ticked.
  await words().fill(`Came with Dana. ${SAID}`);
  await until(async () => (await chip(/^Trip, from/).count()) === 1 && (await chip(/^Trip, from/).isChecked()));
  await button('Save').tap();
  await closed();
  await page.getByText(/things filed\./).first().waitFor();
  await until(async () => (await facts('marta')).includes('planning Lisbon'));
});

test('a record on the page is traced by one tap, and goes with one more', async () => {
  await page.goTo(`#/customers/${roger.customerId}?tab=about`);
  const row = page.locator('[data-row]', { hasText: 'planning Lisbon' });
  await row.waitFor();
  const from = await page.taps();
  await row.getByText(/^From your note of/).tap();
  await row.locator('mark', { hasText: 'planning Lisbon' }).waitFor();
  assert.equal((await page.taps()) - from, 1);
  await settled(page);
  assert.deepEqual(await look(page, 'About, traced'), []);
  await row.scrollIntoViewIfNeeded();
  await picture('about-traced');
  await page.keepUndo();
  await row.getByRole('button', { name: 'That is wrong, take it out' }).tap();
  await row.waitFor({ state: 'detached' });
  await until(async () => !(await facts('ben')).includes('planning Lisbon'));
  await button('Undo').tap();
  await row.waitFor();
});

test('Spanish words are understood in an English app', async () => {
  await button('Jot').tap();
  await words().waitFor();
  await words().fill('Su hijo Mateo cumple 15 el 8 de julio, es alérgica al níquel');
  await chip(/^Person, from “.*Mateo/).waitFor();
  await chip(/^Allergy, from/).waitFor();
  await chip(/^Day to remember, (Mateo, )?July 8, from/).waitFor();
});

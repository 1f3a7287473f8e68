// A manager hands a colleague's customers over, draws up what is remembered about one, and erases them.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { arm, look, settled } from './checks.mjs';
import { onPage, openBrowser, openPage, openStage, reaches, until } from './stage.mjs';

let stage, browser, page, roger;

before(async () => {
  stage = await openStage('--people', 'priya,mia', '--customers', '60');
  browser = await openBrowser();
  const { rows } = await stage.call('priya', 'find_customers', { typed: 'Roger Whitaker', limit: 1 });
  roger = rows[0].id;
  page = await openPage(browser, stage, 'priya', { reducedMotion: 'reduce', at: '#/team' });
  await arm(page);
  await page.getByRole('heading', { name: 'The team' }).waitFor();
});

after(async () => {
  await browser.close();
  await stage.close();
  assert.deepEqual(page.faults, [], 'nothing went wrong in the browser');
});

const { button, closed, picture } = onPage(() => page);
const colleague = async (name) => {
  const { colleagues } = await stage.call('priya', 'team');
  return colleagues.find((each) => each.givenName === name);
};
const story = (person) => stage.call(person, 'open_customer', { customerId: roger, repairId: null });

test('Marta’s customers go to Mia, and can be taken back', async () => {
  const { customers } = await colleague('Marta');
  assert.ok(customers > 0);
  await page.getByText(`${customers} customers`).first().waitFor();
  await picture('team');
  assert.deepEqual(await look(page, 'the team'), []);
  await button('Hand over Marta’s customers').click();
  const sheet = page.getByRole('dialog');
  await sheet.getByText(`Customers: ${customers}.`, { exact: false }).waitFor();
  assert.equal(await sheet.getByText('Jonas').count(), 0, 'the bench looks after nobody');
  await sheet.getByText('Mia', { exact: true }).click();
  await picture('pass_on');
  assert.deepEqual(await look(page, 'handing over'), []);
  await sheet.getByRole('button', { name: 'Hand over', exact: true }).click();
  await page.getByText('Marta to Mia').waitFor();
  await button('Undo').waitFor();
  // The sheet goes on closing while Undo is offered: who went on before it is gone would be taken back.
  await closed();
  await reaches(async () => (await story('priya')).owner, 'Mia');
  await reaches(async () => (await colleague('Marta')).customers, 0);

  await page.goTo(`#/customers/${roger}`);
  await page.getByRole('tab', { name: 'About' }).click();
  await page.getByText('Marta looked after them until').waitFor();

  await page.goTo('#/team');
  await button('Take back: Marta to Mia').click();
  await page.getByText('Back with Marta').first().waitFor();
  await reaches(async () => (await colleague('Marta')).customers, customers);
});

test('what is remembered is one page, in the customer’s language, and prints alone', async () => {
  await page.goTo(`#/customers/${roger}/remembered`);
  await page.getByRole('heading', { name: 'What we remember about you' }).waitFor();
  const words = page.locator('[data-print]');
  await words.getByText('15th anniversary').first().waitFor();
  await picture('remembered');
  assert.deepEqual(await look(page, 'remembered'), []);
  await page.getByText('Español', { exact: true }).click();
  await page.getByRole('heading', { name: 'Lo que recordamos de usted' }).waitFor();
  await reaches(() => words.getAttribute('lang'), 'es');
  await page.getByText('English', { exact: true }).click();
  await page.getByRole('heading', { name: 'What we remember about you' }).waitFor();

  await page.emulateMedia({ media: 'print' });
  await settled(page);
  const seen = await page.evaluate(() => {
    const paper = document.querySelector('[data-print]');
    const shown = (element) => getComputedStyle(element).visibility === 'visible';
    const texts = [...document.querySelectorAll('nav a, button, [data-print] li')];
    return {
      others: texts.filter((each) => !paper.contains(each) && shown(each)).length,
      hidden: texts.filter((each) => paper.contains(each) && !shown(each)).length,
      lines: paper.querySelectorAll('li').length,
    };
  });
  assert.deepEqual([seen.others, seen.hidden], [0, 0]);
  assert.ok(seen.lines > 8);
  const paper = await page.pdf({ format: 'Letter' });
  assert.ok(paper.length > 10_000);
  if (process.env.PICTURES) (await import('node:fs')).writeFileSync(`${process.env.PICTURES}/remembered.pdf`, paper);
  await page.emulateMedia({ media: 'screen' });
});

test('a customer is erased by name only, and is gone from a colleague’s device', async () => {
  await stage.call('mia', 'open_customer', { customerId: roger, repairId: null });
  await page.goTo(`#/customers/${roger}`);
  await button('More for Roger').click();
  await page.getByRole('dialog').getByText('Erase this customer').click();
  const sheet = page.getByRole('dialog');
  const erase = sheet.getByRole('button', { name: 'Erase', exact: true });
  await erase.waitFor();
  assert.equal(await erase.isDisabled(), true);
  await sheet.getByLabel('Type “Roger Whitaker”').fill('roger whitaker');
  await picture('erase');
  assert.deepEqual(await look(page, 'erasing'), []);
  await erase.click();
  await page.waitForFunction(() => location.hash === '#/customers');
  await until(
    () => stage.call('mia', 'find_customers', { typed: 'Roger Whitaker', limit: 5 }),
    ({ rows }) => rows.every((row) => row.id !== roger),
  );
  await assert.rejects(story('mia'));
});

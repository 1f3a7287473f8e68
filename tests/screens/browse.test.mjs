// A manager's list: counted, narrowed down, put in order, read by pages; the tags it is narrowed down
// by; and the scanner, which works from every screen.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { arm, fine, look, settled } from './checks.mjs';
import { EVERYBODY, focused, onPage, openBrowser, openPage, openStage, reaches, until } from './stage.mjs';

/** How long a large book may take until it is counted, in milliseconds. */
const COUNTED_WITHIN = 300_000;

let stage, browser, page, roger;

const { firstButton: button, dialog, closed } = onPage(() => page);

before(async () => {
  stage = await openStage('--people', 'marta', '--customers', '1500');
  browser = await openBrowser();
  page = await openPage(browser, stage, 'marta', { reducedMotion: 'reduce' });
  await arm(page);
  const repairs = await stage.call('marta', 'list_repairs');
  roger = repairs.bench.find((each) => each.customerName === 'Roger Whitaker');
  await until(browse, ({ complete }) => complete, COUNTED_WITHIN);
});

after(async () => {
  await browser.close();
  await stage.close();
  assert.deepEqual(page.faults, [], 'nothing went wrong in the browser');
});

const browse = (change = {}) => stage.call('marta', 'browse_customers', { ...EVERYBODY, ...change });
const number = (count) => count.toLocaleString('en');
const counted = (count) => page.getByText(`${number(count)} ${count === 1 ? 'customer' : 'customers'}`, { exact: true }).first().waitFor();

test('filters say how many each leaves, and the list follows while they are chosen', async () => {
  const all = await browse();
  await page.goTo('#/customers');
  await button(/^Filter/).click();
  await dialog().getByText('Looked after by').waitFor();
  const mine = all.owners.find((owner) => owner.name === 'Marta');
  await page.getByRole('radio', { name: `Marta ${number(mine.count)}`, exact: true }).check();
  await page.getByRole('radio', { name: 'By name' }).check();
  await page.getByRole('checkbox', { name: /With an open promise/ }).check();
  const both = await browse({ owner: mine.ownerId, promise: true, order: 'name' });
  await button(`Show ${number(both.count)}`).waitFor();
  await settled(page);
  fine(await look(page, 'Filter'));
  await button(`Show ${number(both.count)}`).click();
  await closed();
  await counted(both.count);
  const names = async () => (await page.locator('[data-row] .title').allInnerTexts()).slice(0, 5);
  await reaches(names, both.rows.slice(0, 5).map((row) => row.name));
  fine(await look(page, 'Customers, filtered'));
});

test('a filter is taken off by its chip, and the way back keeps the others', async () => {
  await button(/^Remove filter: Open promise/).click();
  const mine = (await browse()).owners.find((owner) => owner.name === 'Marta');
  await counted(mine.count);
  // As soon as the list is as long as that.
  await page.waitForFunction(() => {
    const pane = document.querySelector('.pane');
    if (pane.scrollTop < 19_000) pane.scrollTop = 20_000;
    return pane.scrollTop > 19_000;
  });
  await settled(page);
  await page.waitForFunction(() => [...document.querySelectorAll('[data-row] .title')].every((each) => each.innerText !== '…'));
  const before = await page.locator('.pane').first().evaluate((pane) => pane.scrollTop);
  assert.ok(before > 19_000, `${before} px`);
  // One in the middle of what one sees: to come to another the browser would scroll.
  const rows = page.locator('[data-row] [data-open]');
  const middle = await rows.evaluateAll((all) => all.findIndex((row) => row.getBoundingClientRect().top > innerHeight / 2));
  await rows.nth(middle).click();
  await page.getByText('Story', { exact: true }).first().waitFor();
  await page.goBack();
  await counted(mine.count);
  await page.waitForFunction((wanted) => Math.abs(document.querySelector('.pane').scrollTop - wanted) < 200, before);
  await page.locator('.pane').first().evaluate((pane) => (pane.scrollTop = 0));
  await button('Clear all').click();
  await page.getByText('Everyone').first().waitFor();
});

test('a list of everybody is read where one looks, to its end', async () => {
  await page.goTo('#/customers?order=name');
  const all = await browse({ order: 'name' });
  await counted(all.count);
  const last = await browse({ order: 'name', offset: all.count - 1 });
  await page.locator('[data-row] [data-open]').first().waitFor();
  await page.getByRole('textbox', { name: 'Find a customer' }).focus();
  await page.keyboard.press('ArrowDown');
  await page.locator('[data-row]:focus-within').waitFor();
  await page.keyboard.press('End');
  await page.waitForFunction((name) => document.activeElement.innerText.includes(name), last.rows[0].name);
  const row = page.locator('[data-row]:focus-within');
  assert.equal(await row.getAttribute('aria-posinset'), String(all.count));
  assert.ok((await page.locator('[data-row]').count()) <= 200);
  // Its height is only guessed before it is drawn: it comes to its place a moment later.
  const seen = async () => {
    const box = await row.boundingBox();
    return box.y > 0 && box.y + box.height <= page.viewportSize().height;
  };
  await reaches(seen, true, 'the last row is seen');
});

test('nobody fits: says so, and what to do', async () => {
  await page.goTo('#/customers?q=zzxqj&promise=1');
  await page.getByText('Nobody fits.').waitFor();
  fine(await look(page, 'Customers, nobody fits'));
  await button('Clear all').click();
  await page.getByText('Add “zzxqj” as new').waitFor();
});

test('a tag is put on, taken back, put on, suggested for the next, and filters', async () => {
  const { rows } = await browse();
  const tagsOf = async (row) => (await stage.call('marta', 'open_customer', { customerId: row.id, repairId: null })).about.tags;
  const untagged = [];
  for (const row of rows.filter((each) => each.id !== roger.customerId)) {
    if ((await tagsOf(row)).length === 0) untagged.push(row);
    if (untagged.length === 2) break;
  }
  const [ana, ben] = untagged;
  await page.goTo(`#/customers/${ana.id}?tab=about`);
  await button('Add a tag').click();
  const field = page.getByRole('textbox', { name: 'Add a tag' });
  await field.fill('Collector');
  await page.keyboard.press('Enter');
  await page.getByText('Tagged Collector.').first().waitFor();
  const taken = page.getByRole('button', { name: 'Remove tag Collector' });
  await taken.waitFor();
  assert.deepEqual(await tagsOf(ana), ['Collector']);
  await button('Undo').click();
  await until(async () => (await tagsOf(ana)).length === 0);
  await taken.waitFor({ state: 'detached' });
  await field.fill('collector');
  await page.getByRole('button', { name: 'Add', exact: true }).last().click();
  await page.getByRole('button', { name: /Remove tag collector/i }).waitFor();
  await settled(page);
  fine(await look(page, 'About, tags'));
  await page.goTo(`#/customers/${ben.id}?tab=about`);
  await button('Add a tag').click();
  await page.getByRole('list', { name: 'Tags in use' }).getByRole('button', { name: /collector/i }).click();
  await page.getByRole('button', { name: /Remove tag collector/i }).waitFor();
  await page.goTo('#/customers');
  await button(/^Filter/).click();
  await page.getByRole('checkbox', { name: /collector 2/i }).check();
  await button('Show 2').click();
  await closed();
  await counted(2);
  assert.match(await page.evaluate(() => location.hash), /tag=collector/i);
});

test('a former last name is written down, shown, and finds them', async () => {
  await page.goTo(`#/customers/${roger.customerId}?tab=about`);
  await page.getByText('Before you say hello').waitFor();
  await button(/^More for/).click();
  await page.getByRole('button', { name: 'Edit name and words' }).click();
  // What is known fills the fields, over what was typed before it.
  await reaches(() => page.getByRole('textbox', { name: 'First name' }).inputValue(), 'Roger');
  await page.getByRole('textbox', { name: 'Former last names' }).fill('Wojciechowski');
  await button('Save').click();
  await closed();
  await page.getByText('Formerly Wojciechowski').waitFor();
  await page.goTo('#/customers?q=wojcie');
  await page.getByText('also Wojciechowski').first().waitFor();
});

/** Types as a scanner does: all keys at once. */
async function scan(text, end = 'Enter') {
  const keys = await page.context().newCDPSession(page);
  const sent = [];
  const begun = Date.now() / 1000;
  for (const [at, key] of [...text, ...(end ? [end] : [])].entries()) {
    const timestamp = begun + at * 0.008;
    for (const type of ['keyDown', 'keyUp']) {
      sent.push(keys.send('Input.dispatchKeyEvent', { type, key, timestamp, ...(type === 'keyDown' && { text: key === end ? '\r' : key }) }));
    }
  }
  await Promise.all(sent);
  await keys.detach();
}

test('a scanned envelope opens its repair from every screen, and leaves no trace on the way', async () => {
  const { envelope } = await stage.call('marta', 'take_in_repair', {
    customerId: roger.customerId, pieceId: null, description: 'Ring', pieceKind: 'ring', envelope: 'R-1234-12',
    customerWords: null, condition: null, lines: [{ work: 'resize', description: 'Resizing', price: 4500 }],
    promisedFor: null, tellId: null, tellBy: null, consent: false, droppedOffBy: null,
  });
  const { id } = await stage.call('marta', 'find_envelope', { envelope });
  const sheets = [
    ['the notes', () => button('Jot').click(), () => dialog().locator('textarea').first()],
    ['the palette', () => page.keyboard.press('Control+k'), () => page.getByRole('combobox')],
  ];
  const places = [
    '#/today', '#/customers', '#/customers?promise=1', `#/customers/${roger.customerId}`, '#/repairs',
    `#/repairs/${roger.id}`, '#/repairs/take-in', '#/more', '#/outbox', '#/promises', '#/me', '#/help', '#/customers/new',
  ];
  const opened = async (from) => {
    await page.waitForFunction((to) => location.hash === to, `#/repairs/${id}`).catch(async () => {
      throw new Error(`a scan at ${from} led to ${await page.evaluate(() => location.hash)}`);
    });
  };
  for (const place of places) {
    await page.goTo(place);
    // A page that comes later would take the focus, and the scan with it.
    await page.locator('h1').first().waitFor({ state: 'attached' });
    await settled(page);
    await page.evaluate(() => document.activeElement?.blur());
    await scan(envelope, place.length % 2 ? 'Enter' : null);
    await opened(place);
    await page.goBack();
    await reaches(() => page.evaluate(() => location.hash), place, 'one step back is where one was');
  }
  for (const [name, open, field] of sheets) {
    await page.goTo('#/today');
    await open();
    await field().focus();
    await focused(field());
    await scan(envelope);
    await opened(name);
    await closed();
  }
  await page.goTo('#/customers');
  const search = page.getByRole('textbox', { name: 'Find a customer' });
  await search.focus();
  await scan(envelope);
  await opened('the search field');
});

test('a scan that no repair has is looked for among the customers, and stays in a form', async () => {
  await page.goTo('#/today');
  await settled(page);
  await page.evaluate(() => document.activeElement?.blur());
  await scan('99887766');
  const search = page.getByRole('textbox', { name: 'Find a customer' });
  await reaches(() => search.inputValue(), '99887766');
  await page.getByText('No repair has the envelope 99887766.').first().waitFor();
  await search.fill('ro');
  await search.focus();
  await scan('11223344');
  await page.waitForFunction(() => document.querySelector('[data-search]').value === '11223344');
  await page.goTo(`#/repairs/take-in?customer=${roger.customerId}`);
  const envelope = page.getByRole('textbox', { name: /envelope/i });
  // A number is proposed.
  await until(() => envelope.inputValue(), (number) => /\d/.test(number));
  await settled(page);
  await envelope.focus();
  await scan('77112233');
  await page.waitForFunction(() => [...document.querySelectorAll('input')].some((each) => each.value === '77112233'));
  assert.match(await page.evaluate(() => location.hash), /take-in/);
});

test('the list beside a page on a large screen', async () => {
  await page.setViewportSize({ width: 1024, height: 768 });
  await page.goTo(`#/customers/${roger.customerId}`);
  await page.getByText('Before you say hello').waitFor();
  await page.getByText('Everyone').first().waitFor();
  fine(await look(page, 'Customers beside a story, 1024'));
  await button(/^Filter/).click();
  await dialog().getByText('Looked after by').waitFor();
  await settled(page);
  fine(await look(page, 'Filter, 1024'));
  await page.getByRole('checkbox', { name: /With an open promise/ }).check();
  await button(/^Show/).click();
  await closed();
  await counted((await browse({ promise: true })).count);
  fine(await look(page, 'Customers filtered beside a story, 1024'));
});

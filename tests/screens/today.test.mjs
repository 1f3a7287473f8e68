// A day with more to do than Today lists: it says how many more there are, and where.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { arm, look, settled } from './checks.mjs';
import { openBrowser, openPage, openStage, reaches, until } from './stage.mjs';

const MANY = 24;

let stage, browser, page, day;

before(async () => {
  stage = await openStage('--people', 'marta', '--customers', '120');
  browser = await openBrowser();
  const { bench } = await stage.call('marta', 'list_repairs');
  const roger = bench.find((each) => each.customerName === 'Roger Whitaker');
  const { day: dueOn } = await stage.call('marta', 'today');
  for (let each = 1; each <= MANY; each += 1) {
    const repair = await stage.call('marta', 'take_in_repair', {
      customerId: roger.customerId, pieceId: null, description: `Watch ${each}`, pieceKind: 'watch',
      envelope: `M-${100 + each}`, customerWords: null, condition: null,
      lines: [{ work: 'battery', description: 'Battery', price: 2500 }],
      promisedFor: null, tellId: null, tellBy: null, consent: false, droppedOffBy: null,
    });
    await stage.call('marta', 'mark_repair_ready', { repairId: repair.id, bin: null, note: null });
    await stage.call('marta', 'add_follow_up', { customerId: roger.customerId, reason: `Ask ${each}`, dueOn });
    await stage.call('marta', 'make_promise', {
      customerId: roger.customerId, words: `Show ring ${each}`, pieceId: null, covers: null, until: null,
      usesAllowed: null, dueOn,
    });
  }
  day = await stage.call('marta', 'today');
  page = await openPage(browser, stage, 'marta', { reducedMotion: 'reduce' });
  await arm(page);
  await page.getByText('Ready to tell').waitFor();
  await settled(page);
});

after(async () => {
  await browser.close();
  await stage.close();
  assert.deepEqual(page.faults, [], 'nothing went wrong in the browser');
});

const list = (name) => page.getByRole('list', { name });

test('each list says how many more there are', async () => {
  for (const [name, more] of [
    ['Must not slip', day.more.mustNotSlip],
    ['Follow up', day.more.followUps],
    ['Ready to tell', day.more.readyToTell],
  ]) {
    assert.ok(more > 0, `${name} has more than it lists`);
    await list(name).getByText(`and ${more} more`, { exact: true }).waitFor();
  }
});

test('the badge counts those that are not listed too', async () => {
  const all = day.readyToTell.length + day.more.readyToTell;
  assert.ok(all > MANY - 1);
  await page.getByRole('link', { name: `${all} to tell` }).waitFor();
});

test('the arrows reach what can be opened, and pass by what can’t', async () => {
  const atEnd = async (name) => {
    await list(name).locator('[data-open]').first().focus();
    await page.keyboard.press('End');
  };
  const words = () => page.evaluate(() => document.activeElement.innerText.trim());
  await atEnd('Ready to tell');
  await reaches(words, `and ${day.more.readyToTell} more`);
  await atEnd('Follow up');
  await until(words, (last) => /Roger Whitaker/.test(last));
});

test('it holds what every screen holds', async () => assert.deepEqual(await look(page, 'Today, full'), []));

test('from there one comes to them all', async () => {
  const open = async (name) => list(name).getByRole('link', { name: /^and \d+ more$/ }).click();
  await open('Ready to tell');
  await page.locator('[role="tab"][data-tab="to_tell"][aria-selected="true"]').waitFor();
  await page.goTo('#/today');
  await open('Must not slip');
  await page.getByRole('heading', { name: 'Promises' }).waitFor();
});

// Without a finger or a mouse, and with more room: keys, focus, list and page side by side.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { arm, axe, settled } from './checks.mjs';
import { onPage, openBrowser, openPage, openStage, reaches, until } from './stage.mjs';

const SIZES = [[1024, 768], [1440, 900]];

let stage, browser, page, roger;

const { dialog, closed } = onPage(() => page);

before(async () => {
  stage = await openStage('--people', 'marta', '--customers', '120');
  browser = await openBrowser();
  page = await openPage(browser, stage, 'marta', {
    viewport: { width: 1024, height: 768 }, isMobile: false, hasTouch: false, reducedMotion: 'reduce',
  });
  await arm(page);
  const repairs = await stage.call('marta', 'list_repairs');
  roger = repairs.bench.find((each) => each.customerName === 'Roger Whitaker');
});

after(async () => {
  await browser.close();
  await stage.close();
  assert.deepEqual(page.faults, [], 'nothing went wrong in the browser');
});

/** Walks by Tab until the focus leaves the page; answers what is covered and how often a list stopped it. */
async function walk(most = 60) {
  const found = { covered: [], lists: new Map(), stops: 0, nowhere: 0 };
  for (; found.stops < most; found.stops += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const each = document.activeElement;
      if (!each || each === document.body) return null;
      const row = each.closest('ul [data-row]');
      // Numbered as they are met: another list may come in above them on the way.
      const met = (window.met ??= []);
      const number = (one) => (met.includes(one) ? met.indexOf(one) : met.push(one) - 1);
      return { covered: window.checks.covered(), list: row && number(row.parentElement), row: row && number(row) };
    });
    if (!at) break;
    if (at.covered) found.covered.push(at.covered);
    if (at.row === null) continue;
    const rows = found.lists.get(at.list) ?? new Set();
    found.lists.set(at.list, rows.add(at.row));
  }
  return found;
}

for (const [place, hash, words] of [
  ['Today', '#/today', 'Coming in'],
  ['Customers', '#/customers', 'In the store'],
  ['Repairs', '#/repairs', 'Roger Whitaker'],
  ['More', '#/more', 'Outbox'],
]) {
  for (const [width, height] of SIZES) {
    test(`by Tab through ${place} at ${width} × ${height}: one stop for a list, and the focus is in view`, async () => {
      await page.setViewportSize({ width, height });
      await page.goTo(hash);
      await page.getByText(words).first().waitFor();
      await settled(page);
      await page.evaluate(() => document.activeElement.blur());
      const walked = await walk();
      assert.deepEqual(walked.covered, []);
      assert.ok(walked.lists.size > 0, 'there is a list');
      for (const rows of walked.lists.values()) assert.equal(rows.size, 1, 'one row of a list takes the Tab');
    });
  }
}

test('arrows move within a list', async () => {
  await page.goTo('#/customers');
  /** The row that has the focus; none where a row has it not. */
  const name = () => page.evaluate(() => document.activeElement.closest('[data-row]')?.innerText);
  await page.locator('[data-row] [data-open]').first().waitFor();
  await page.locator('[data-search]').focus();
  await page.keyboard.press('ArrowDown');
  const first = await until(name);
  await page.keyboard.press('ArrowDown');
  await until(name, (second) => second && second !== first);
  await page.keyboard.press('Home');
  await reaches(name, first);
});

for (const [sheet, opener] of [['a note', 'Jot'], ['tread gently', /Tread gently/], ['what else', /More for|More/]]) {
  test(`Escape closes ${sheet}, and the focus comes back`, async () => {
    await page.goTo(`#/customers/${roger.customerId}`);
    await page.getByText('Before you say hello').waitFor();
    const button = page.locator('main button, nav button').and(page.getByRole('button', { name: opener })).first();
    await button.focus();
    await page.keyboard.press('Enter');
    await dialog().waitFor();
    const inside = () => dialog().evaluate((each) => each.contains(document.activeElement));
    await reaches(inside, true, 'the focus goes in');
    await page.keyboard.press('Escape');
    await closed();
    await reaches(() => button.evaluate((each) => each === document.activeElement), true, 'the focus comes back');
  });
}

for (const [width, height] of SIZES) {
  test(`at ${width} × ${height} list and page stand side by side`, async () => {
    await page.setViewportSize({ width, height });
    for (const hash of [`#/customers/${roger.customerId}`, `#/repairs/${roger.id}`, '#/outbox', '#/promises']) {
      await page.goTo(hash);
      const [list, one] = [page.getByRole('region', { name: 'List' }), page.getByRole('region', { name: 'Page' })];
      await one.getByRole('heading', { level: 1 }).waitFor();
      await settled(page);
      const [left, right] = [await list.boundingBox(), await one.boundingBox()];
      assert.ok(left.width >= 300 && left.x + left.width <= right.x + 1, `${hash}: the list at the left`);
      assert.ok(right.width > left.width && right.x + right.width <= width + 1, `${hash}: the page beside it`);
      assert.deepEqual(await page.evaluate(() => [...window.checks.sideways(), ...window.checks.small()]), [], hash);
      assert.deepEqual(await axe(page), [], hash);
    }
  });
}

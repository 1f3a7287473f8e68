// Every screen in every state, for people who see, hear, or move otherwise: in light and dark, on a
// small phone, with large text.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { arm, fine, look, settled } from './checks.mjs';
import { onPage, openBrowser, openPage, openStage, reaches } from './stage.mjs';

let stage, browser, page, roger;

const { firstButton: button, dialog, closed } = onPage(() => page);

before(async () => {
  stage = await openStage('--people', 'marta,jonas', '--new', 'ben', '--customers', '120');
  browser = await openBrowser();
  await stage.call('marta', 'change_settings', { holdSeconds: 30, pin: null });
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

/** Goes there, waits for a name and the words, looks. */
async function visit(place, hash, words, act) {
  if (hash !== null) await page.goTo(hash);
  await act?.();
  await page.locator('h1').first().waitFor({ state: 'attached' });
  await page.getByText(words).filter({ visible: true }).first().waitFor();
  await settled(page);
  return look(page, place);
}

test('a device that is not one of the store’s yet', async () => {
  const blank = await openPage(browser, stage, 'new', { reducedMotion: 'reduce' });
  await arm(blank);
  await blank.getByRole('textbox', { name: /code/i }).waitFor();
  fine(await look(blank, 'Enrol'));
  await blank.context().close();
});

test('a device that is locked', async () => {
  await stage.call('jonas', 'change_settings', { holdSeconds: null, pin: '135790' });
  await stage.call('jonas', 'lock');
  const locked = await openPage(browser, stage, 'jonas', { reducedMotion: 'reduce' });
  await arm(locked);
  await locked.locator('input').first().waitFor();
  fine(await look(locked, 'Unlock'));
  await locked.context().close();
});

test('Today', async () => fine(await visit('Today', '#/today', /Good (morning|afternoon|evening), Marta/)));

test('Customers: before typing, typed, nothing found', async () => {
  fine(
    await visit('Customers', '#/customers', 'In the store'),
    await visit('Customers, typed', '#/customers?q=ma', /found/),
    await visit('Customers, nothing found', '#/customers?q=zzxqj', /Add “zzxqj” as new/),
  );
});

test('a customer’s story and its parts', async () => {
  const at = `#/customers/${roger.customerId}`;
  const found = [];
  for (const tab of ['story', 'pieces', 'messages', 'about']) {
    found.push(
      await visit(`Story, ${tab}`, `${at}?tab=${tab}`, 'Before you say hello', () =>
        page.locator(`[role="tab"][data-tab="${tab}"][aria-selected="true"]`).waitFor(),
      ),
    );
  }
  fine(...found);
});

test('a new customer', async () => {
  fine(await visit('New customer', '#/customers/new?name=Rogelio%20Marquez', 'First name'));
});

test('the groups of Repairs', async () => {
  const found = [];
  for (const tab of ['bench', 'to_tell', 'waiting', 'done']) {
    found.push(
      await visit(`Repairs, ${tab}`, `#/repairs?tab=${tab}`, 'Repairs', () =>
        page.locator(`[role="tab"][data-tab="${tab}"][aria-selected="true"]`).waitFor(),
      ),
    );
  }
  fine(...found);
});

test('a repair taken in', async () => {
  fine(await visit('Take in', `#/repairs/take-in?customer=${roger.customerId}`, 'Roger Whitaker'));
});

test('sheets: a note, what else can be done, tread gently, a promise', async () => {
  await page.goTo(`#/customers/${roger.customerId}`);
  const found = [];
  for (const [name, words] of [['Jot', /./], ['Tread gently', /./], [/More/, /./]]) {
    await page.getByText('Before you say hello').waitFor();
    found.push(
      await visit(`Sheet ${name}`, null, words, async () => {
        await button(name).click();
        await dialog().getByRole('heading').first().waitFor();
      }),
    );
    await page.keyboard.press('Escape');
    await closed();
  }
  fine(...found);
});

test('two records of one person: chosen, side by side, merged by keys alone, taken apart', async () => {
  await stage.call('marta', 'add_customer', {
    givenName: 'Rog', familyName: 'Whitaker', phone: '212 555 0188', email: null, consent: null, language: null,
  });
  await page.goTo(`#/customers/${roger.customerId}`);
  await page.getByText('Before you say hello').waitFor();
  await button(/More for/).click();
  await button('Same person as…').click();
  const found = [await visit('Same person, to choose', null, 'May be the same person')];
  await dialog().getByRole('button', { name: /Rog Whitaker/ }).first().focus();
  await page.keyboard.press('Enter');
  found.push(await visit('Same person, side by side', null, 'One person: Rog Whitaker'));
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await closed();
  found.push(await visit('Story, merged', null, /Merged with Rog Whitaker on .* by Marta/));
  const hits = async () => {
    const { rows } = await stage.call('marta', 'find_customers', { typed: 'whitaker rog', limit: 20 });
    return rows.map((row) => row.name).filter((name) => name.startsWith('Ro'));
  };
  await reaches(hits, ['Roger Whitaker']);
  await button('Take apart').click();
  found.push(await visit('Story, taken apart', null, 'They are two people again.'));
  fine(...found);
});

test('the rest: Outbox, Me, Promises, Help, More, a place that is not there', async () => {
  fine(
    await visit('More', '#/more', 'Outbox'),
    await visit('Outbox', '#/outbox', /./),
    await visit('Me', '#/me', 'Marta'),
    await visit('Promises', '#/promises', /./),
    await visit('Help', '#/help', /./),
    await visit('Nowhere', '#/nowhere', /./),
  );
});

test('in Spanish, whose words are longer', async () => {
  const spanish = await openPage(browser, stage, 'marta', { reducedMotion: 'reduce', locale: 'es-ES' });
  await arm(spanish);
  const found = [];
  for (const [place, hash, words] of [
    ['Today in Spanish', '#/today', /Buen[oa]s .*, Marta/],
    ['Story in Spanish', `#/customers/${roger.customerId}`, 'Antes de saludar'],
    ['Repairs in Spanish', '#/repairs', 'Roger Whitaker'],
    ['Repair in Spanish', `#/repairs/${roger.id}`, 'Historia completa'],
    ['Take in, in Spanish', `#/repairs/take-in?customer=${roger.customerId}`, 'Roger Whitaker'],
  ]) {
    await spanish.goTo(hash);
    await spanish.getByText(words).filter({ visible: true }).first().waitFor();
    await settled(spanish);
    found.push(await look(spanish, place));
  }
  await spanish.context().close();
  fine(...found);
});

test('a repair at the bench, while its text is held, and after it is sent', async () => {
  const found = [await visit('Repair, bench', `#/repairs/${roger.id}`, 'Battery is free. Nothing to pay.')];
  await button('Ready, tell Roger').click();
  found.push(await visit('Repair, held', null, /Telling Roger in \d+ s/));
  await stage.forward(40);
  found.push(await visit('Repair, sent', null, 'Only in the store’s outbox'));
  fine(...found);
});

test('the pickup brief and the hand-over, kept and charged', async () => {
  const pickup = `#/customers/${roger.customerId}/pickup/${roger.id}`;
  const found = [
    await visit('Pickup brief', pickup, 'Nothing. Battery on us'),
    await visit('Story, ready', `#/customers/${roger.customerId}?repair=${roger.id}`, 'Nothing. Battery on us'),
    await visit('Hand over', `#/repairs/${roger.id}/hand-over`, 'Hand over, no charge'),
  ];
  await button('Charge anyway').click();
  found.push(await visit('Charge anyway', null, 'Continue'));
  await button('Continue').click();
  found.push(await visit('Charge anyway, why', null, 'Roger wants to pay'));
  await button('Keep our word').click();
  await button('Hand over, no charge').click();
  found.push(await visit('Visit note', null, 'What did you learn?'));
  fine(...found);
});

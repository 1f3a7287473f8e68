// The husband almost never comes, it is usually his wife. What she admired is what he is shown when for
// once he comes in himself, and from then on nobody tells her. Taps are counted against the budget.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { arm, look } from './checks.mjs';
import {
  closed, daysAfter, firstButton as button, focused, openBrowser, openPage, openStage, picture, reaches, row as rows, taps, until,
} from './stage.mjs';

let stage, browser, marta, ben, roger, dana;

const STUDS = /pear-shaped studs/;

const story = (person, customerId) => stage.call(person, 'open_customer', { customerId, repairId: null });
const wish = async (person, customerId) => (await story(person, customerId)).wishes.find((one) => STUDS.test(one.words));
const row = (page, words) => rows(page, words).first();

before(async () => {
  stage = await openStage('--people', 'marta,ben', '--customers', '60');
  browser = await openBrowser();
  const { bench } = await stage.call('marta', 'list_repairs');
  const watch = bench.find((each) => each.customerName === 'Roger Whitaker');
  roger = watch.customerId;
  const his = await story('marta', roger);
  dana = his.about.relations.find((each) => each.other.name === 'Dana').other.customerId;
  // It is she who brings his things; her birthday comes in three weeks.
  for (const envelope of ['20418', '20419', '20420']) {
    await stage.call('marta', 'take_in_repair', {
      customerId: roger, pieceId: null, description: 'Cufflinks', pieceKind: 'piece', envelope,
      customerWords: null, condition: null, lines: [{ work: 'cleaning', description: '', price: 3500 }],
      promisedFor: null, tellId: roger, tellBy: 'sms', consent: false, droppedOffBy: dana,
    });
  }
  const { day } = await stage.call('marta', 'today');
  await stage.call('marta', 'keep_day', {
    occasionId: null, customerId: dana, relationId: null, kind: 'birthday', label: null,
    onDate: `-${daysAfter(day, 20).slice(4)}`, confidence: 'sure', aheadDays: null,
  });
  marta = await openPage(browser, stage, 'marta', { reducedMotion: 'reduce' });
  ben = await openPage(browser, stage, 'ben', { reducedMotion: 'reduce' });
  for (const page of [marta, ben]) await arm(page);
});

after(async () => {
  await browser.close();
  await stage.close();
  assert.deepEqual([...marta.faults, ...ben.faults], [], 'nothing went wrong in the browser');
});

test('the husband almost never comes', async () => {
  // His page says who usually comes: 1 tap and three keys from anywhere.
  const found = await taps(marta, async () => {
    await marta.getByRole('link', { name: 'Customers' }).filter({ visible: true }).first().tap();
    await focused(marta.getByRole('textbox', { name: 'Find a customer' }));
    await marta.keyboard.type('rwh');
    await marta.getByText('Roger Whitaker').first().waitFor();
  });
  assert.equal(found, 1);
  await marta.getByText('Roger Whitaker').first().tap();
  await marta.getByText(/Dana usually comes/).first().waitFor();
  await picture(marta, 'husband_usually');

  // Dana is in and admires something. There is no network: one tap, the words, Save.
  await stage.offline('marta');
  await marta.goTo(`#/customers/${dana}`);
  await marta.getByRole('heading', { level: 1, name: 'Dana Whitaker' }).waitFor();
  const jotted = await taps(marta, async () => {
    await button(marta, 'Jot').tap();
    await focused(marta.getByRole('textbox', { name: 'What did you learn?' }));
    await marta.keyboard.type('Wants the pear-shaped studs. Ring size 6.5.');
    const chip = marta.getByRole('checkbox', { name: /^Wish/ });
    await chip.waitFor();
    await reaches(() => chip.isChecked(), true, 'nobody else is spoken of: the wish is hers');
    await picture(marta, 'husband_jot');
    await button(marta, 'Save').tap();
    await closed(marta);
  });
  assert.equal(jotted, 2, 'the sheet, and Save');
  await until(() => wish('marta', dana));

  // Roger calls: for once he comes in himself, tomorrow at three. Three taps and his words.
  await marta.goTo(`#/customers/${roger}`);
  await button(marta, 'More for Roger').waitFor();
  const made = await taps(marta, async () => {
    await button(marta, 'More for Roger').tap();
    await button(marta, 'Appointment').tap();
    await marta.getByLabel('When, in your words').fill('tomorrow at 3');
    await marta.getByText(/^Read as tomorrow, 3:00/).waitFor();
    await button(marta, 'Save').tap();
    await closed(marta);
  });
  assert.equal(made, 3);
  await stage.online('marta');

  // Ben hardly knows him. Today needs no tap: when, and three things to open with, trust first.
  const card = ben.getByRole('listitem').filter({ hasText: 'To open with' }).filter({ hasText: 'Roger Whitaker' }).first();
  const today = await taps(ben, async () => {
    await card.waitFor();
    // Ben's device may hear of him bit by bit.
    await reaches(() => card.getByRole('listitem').count(), 3);
  });
  assert.equal(today, 0);
  await until(() => card.getByRole('listitem').first().innerText(), (words) => /^(To pay|Promised)/.test(words));
  await picture(ben, 'husband_today');
  assert.deepEqual(await look(ben, 'Today, with his appointment'), []);

  // The brief, with what to show him: one tap.
  const brief = await taps(ben, async () => {
    await card.getByRole('link', { name: /Roger Whitaker/ }).first().tap();
    await ben.getByText('Before you say hello').waitFor();
    await ben.getByText(/Dana wishes for .*pear-shaped studs/).first().waitFor();
  });
  assert.equal(brief, 1);
  await picture(ben, 'husband_brief');

  // The line leads to the wish by one tap, and he takes them: two more.
  const bought = await taps(ben, async () => {
    await ben.getByRole('link', { name: /Dana wishes for .*pear-shaped studs/ }).first().tap();
    await row(ben, STUDS).getByRole('button', { name: /^More about the wish/ }).tap();
    await button(ben, /^Roger bought it/).tap();
    await closed(ben);
  });
  assert.equal(bought, 3);
  await row(ben, STUDS).getByText('Roger bought it').waitFor();
  await picture(ben, 'husband_bought');

  // From then on nobody can show it to her, on any device.
  await until(() => wish('marta', dana), (hers) => hers === undefined);
  await marta.goTo(`#/customers/${dana}?tab=about`);
  await marta.getByRole('heading', { name: 'Dana Whitaker' }).waitFor();
  await marta.getByRole('tabpanel').first().waitFor();
  await row(marta, STUDS).waitFor({ state: 'detached' });
  const hers = await story('marta', dana);
  for (const part of [hers.wishes, hers.brief.show, hers.alsoEntered]) {
    assert.doesNotMatch(JSON.stringify(part), STUDS);
  }

  // He came: two taps, and it counts as his own visit.
  await ben.goTo('#/today');
  await card.waitFor();
  const came = await taps(ben, async () => {
    await card.getByRole('button', { name: /^More about the appointment/ }).tap();
    await button(ben, 'They came').tap();
    await closed(ben);
  });
  assert.equal(came, 2);
  await card.waitFor({ state: 'detached' });
  await until(() => story('marta', roger), ({ appointments }) => appointments.some((one) => one.ended === 'kept'));

  // After her birthday it is no secret any more: two taps, and hers again.
  await ben.goTo(`#/customers/${roger}?tab=about`);
  await row(ben, STUDS).getByText('Roger bought it').waitFor();
  const given = await taps(ben, async () => {
    await row(ben, STUDS).getByRole('button', { name: /^More about the wish/ }).tap();
    await button(ben, /^It is given/).tap();
    await closed(ben);
  });
  assert.equal(given, 2);
  assert.equal((await until(() => wish('marta', dana))).ended.givenBy.name, 'Roger');
});

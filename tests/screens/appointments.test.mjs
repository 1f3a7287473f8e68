// An appointment said in words, three things to open with on Today, and how it ended; and a follow-up
// whose reason says its day.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { arm, look } from './checks.mjs';
import { daysAfter, onPage, openBrowser, openPage, openStage, reaches, until } from './stage.mjs';

let stage, browser, page, roger, day;

const { button, row, closed, picture } = onPage(() => page);
const story = () => stage.call('marta', 'open_customer', { customerId: roger, repairId: null });
const ahead = async () => (await stage.call('marta', 'today')).appointments;
const later = (days) => daysAfter(day, days);

before(async () => {
  stage = await openStage('--people', 'marta', '--customers', '60');
  browser = await openBrowser();
  const { bench } = await stage.call('marta', 'list_repairs');
  roger = bench.find((each) => each.customerName === 'Roger Whitaker').customerId;
  ({ day } = await stage.call('marta', 'today'));
  page = await openPage(browser, stage, 'marta', { reducedMotion: 'reduce' });
  await arm(page);
});

after(async () => {
  await browser.close();
  await stage.close();
  assert.deepEqual(page.faults, [], 'nothing went wrong in the browser');
});

test('an appointment is made by saying when', async () => {
  await page.goTo(`#/customers/${roger}`);
  await button('More for Roger').waitFor();
  const taps = await page.taps();
  await button('More for Roger').tap();
  await button('Appointment').tap();
  await page.getByLabel('When, in your words').fill('tomorrow at 3');
  await page.getByText(/^Read as tomorrow, 3:00/).waitFor();
  assert.deepEqual(await look(page, 'When does he come in?'), []);
  await picture('appointment_sheet');
  await button('Save').tap();
  await closed();
  assert.ok((await page.taps()) - taps <= 3);
  await row('Tomorrow, 3:00').waitFor();
  const [made] = (await story()).appointments;
  assert.deepEqual([made.on, made.at, made.withMe], [later(1), '15:00', true]);
});

test('Today has it with three things to open with, each leading to where it came from', async () => {
  await page.goTo('#/today');
  const card = row('To open with').first();
  await card.waitFor();
  const openers = card.getByRole('listitem');
  await reaches(() => openers.count(), 3);
  assert.deepEqual(await look(page, 'Today, with an appointment'), []);
  await picture('appointment_today');
  await openers.first().getByRole('link').click();
  await page.waitForFunction(() => /^#\/(customers|repairs)\//.test(location.hash));
  await page.goTo('#/today');
  await card.waitFor();
});

test('it moves by a word, and back', async () => {
  await row('To open with').first().getByRole('button', { name: /^More about the appointment/ }).click();
  await button('Move or change it').click();
  // What is known fills the fields, over what was said before it.
  await reaches(() => page.getByLabel('Time', { exact: true }).inputValue(), '15:00');
  await page.getByLabel('When, in your words').fill('in two weeks at 10:30');
  await page.getByText(/^Read as .*10:30/).waitFor();
  await button('Save').click();
  await closed();
  await row('To open with').first().waitFor({ state: 'detached' });
  const moved = (await story()).appointments.find((one) => one.ended === null);
  assert.deepEqual([moved.on, moved.at], [later(14), '10:30']);
  await button('Undo').click();
  await row('To open with').first().waitFor();
  assert.equal((await ahead())[0].appointment.at, '15:00');
});

test('they came, or not, and a wrong tap is taken back', async () => {
  const ends = async (words, how) => {
    await row('To open with').first().getByRole('button', { name: /^More about the appointment/ }).click();
    await button(words).waitFor();
    const { on } = (await ahead())[0].appointment;
    assert.equal(await button('They did not come').count(), on > day ? 0 : 1, 'nobody fails to come before their day');
    if (how === 'kept') assert.deepEqual(await look(page, 'More about an appointment'), []);
    await button(words).click();
    await closed();
    await row('To open with').first().waitFor({ state: 'detached' });
    await until(story, ({ appointments }) => appointments.some((one) => one.ended === how));
    await button('Undo').click();
    await row('To open with').first().waitFor();
  };
  await ends('It was called off', 'cancelled');
  await ends('They came', 'kept');
  const { id, customerId, about, withMe } = (await ahead())[0].appointment;
  const moved = { appointmentId: id, customerId, on: day, at: null, about, withMe, back: false };
  await stage.call('marta', 'keep_appointment', moved);
  await row('To open with').filter({ hasText: 'Today' }).first().waitFor();
  await ends('They did not come', 'did_not_come');
});

test('a follow-up takes the day that its reason says, unless one was chosen by hand', async () => {
  await page.goTo(`#/customers/${roger}`);
  const write = async () => {
    await button('More for Roger').click();
    await button('Follow up').click();
  };
  await write();
  await page.getByLabel('Why get in touch?').fill('Ask how Lisbon was, in three weeks');
  await reaches(() => page.getByLabel('Day', { exact: true }).inputValue(), later(21));
  await page.getByText(/^Read as /).waitFor();
  await picture('follow_up_said');
  await button('Save').click();
  await closed();
  await until(story, ({ followUps }) => followUps.some((one) => one.dueOn === later(21)));
  await write();
  await page.getByRole('radio', { name: 'Tomorrow' }).check();
  await page.getByLabel('Why get in touch?').fill('Call about the strap in three weeks');
  await button('Save').click();
  await closed();
  await until(story, ({ followUps }) => followUps.some((one) => one.reason.startsWith('Call') && one.dueOn === later(1)));
});

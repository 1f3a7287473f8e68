// What customers write back, on the screens: a question that goes to who is on duty, a stop and who can lift it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { arm, fine, look, settled } from './checks.mjs';
import { focused, openBrowser, openPage, openStage, picture, reaches, until } from './stage.mjs';

const ROGERS = '+12125550159';

let stage, browser, marta, ben, roger;

before(async () => {
  stage = await openStage('--people', 'marta,ben', '--customers', '50');
  browser = await openBrowser();
  const { bench } = await stage.call('marta', 'list_repairs');
  roger = bench.find((each) => each.customerName === 'Roger Whitaker').customerId;
  marta = await openPage(browser, stage, 'marta', { reducedMotion: 'reduce' });
  ben = await openPage(browser, stage, 'ben', { reducedMotion: 'reduce' });
  await arm(marta);
  await arm(ben);
});

after(async () => {
  await browser?.close();
  await stage?.close();
  assert.deepEqual([...marta.faults, ...ben.faults], [], 'nothing went wrong in the browser');
});

const seen = (page, words) => page.getByText(words).filter({ visible: true }).first();

test('while Marta is off, Ben has Roger’s question on his first screen, and she has it too', async () => {
  await marta.goTo('#/me');
  const hour = marta.getByRole('button', { name: 'Off for an hour' });
  await hour.waitFor();
  await settled(marta);
  await marta.getByText('Every day').scrollIntoViewIfNeeded();
  await picture(marta, 'when-i-am-off');
  fine(await look(marta, 'Me'));
  await hour.tap();
  await seen(marta, /Off until 11:0\d AM/).waitFor();
  const nights = marta.getByRole('radio', { name: '9 PM to 8 AM' });
  await nights.tap();
  await marta.getByText('Saved.').first().waitFor();
  const nightly = async () => {
    const { from, to } = await stage.call('marta', 'my_rest');
    return [from, to];
  };
  await reaches(nightly, ['21:00', '08:00']);
  await stage.wrote(ROGERS, 'Can I come at six?');
  for (const page of [ben, marta]) await page.goTo('#/today');
  const row = ben.getByRole('link', { name: /Roger wrote back/ }).first();
  await row.waitFor();
  await seen(ben, /for Marta, who is off/).waitFor();
  await settled(ben);
  await picture(ben, 'stands-in');
  fine(await look(ben, 'Today, for a colleague'));
  await seen(marta, 'Roger wrote back').waitFor();
  assert.equal(await marta.getByText(/who is off/).count(), 0);
  // One tap to the words and the answer.
  await row.tap();
  await seen(ben, 'Can I come at six?').waitFor();
});

test('back at the counter the next question is Marta’s alone, and without the server nobody is off', async () => {
  await marta.goTo('#/me');
  await marta.getByRole('button', { name: 'I am back' }).tap();
  await marta.getByRole('button', { name: 'Off for an hour' }).waitFor();
  const alerts = async (person) => (await stage.call(person, 'today')).alerts.map((each) => each.id);
  const known = new Set([...(await alerts('marta')), ...(await alerts('ben'))]);
  const fresh = async (person) => (await alerts(person)).filter((id) => !known.has(id));
  await stage.wrote(ROGERS, 'Or at seven?');
  await until(async () => (await fresh('marta')).length > 0);
  assert.deepEqual(await fresh('ben'), []);
  await stage.offline('marta');
  await marta.getByRole('button', { name: 'Off for an hour' }).tap();
  await seen(marta, /The server does not answer/).waitFor();
  await marta.getByRole('button', { name: 'Off for an hour' }).waitFor();
  await stage.online('marta');
});

test('a stop in his own words is lifted by what shows that he agreed again, and by nothing less', async () => {
  await stage.wrote(ROGERS, 'please stop texting me');
  await marta.goTo(`#/customers/${roger}?tab=about`);
  await marta.getByRole('button', { name: 'What they allow' }).filter({ visible: true }).first().tap();
  await seen(marta, /They asked us to stop/).waitFor();
  await settled(marta);
  await picture(marta, 'stop-of-a-reply');
  fine(await look(marta, 'Consent, stopped by a reply'));
  const mine = () => marta.getByRole('radio', { name: /Only about their pieces/ }).first();
  await mine().tap();
  await seen(marta, 'Write down what shows it first.').waitFor();
  const field = marta.getByRole('textbox', { name: 'What shows that they agreed again' }).first();
  await reaches(() => field.getAttribute('aria-invalid'), 'true');
  // And the keys go there.
  await focused(field);
  await reaches(() => mine().isChecked(), false, 'nothing was chosen');
  await field.fill('Signed the pick-up slip of 12 May');
  await mine().tap();
  await seen(marta, /They asked us to stop/).waitFor({ state: 'detached' });
  // The server agrees: a text about his pieces would leave.
  const history = await stage.call('marta', 'consent_history', { customerId: roger, repairId: null });
  const text = history.find((each) => each.channel === 'sms');
  assert.equal(text.stop, null);
  assert.ok(text.history.some((line) => line.evidence === 'Signed the pick-up slip of 12 May' && line.takenBy === 'Marta'));
});

test('a STOP that the carrier holds has no choice to offer, and says who can lift it', async () => {
  await stage.wrote(ROGERS, 'STOP');
  await seen(marta, /only they can, by replying START/).waitFor();
  await settled(marta);
  await picture(marta, 'stop-at-the-carrier');
  fine(await look(marta, 'Consent, stopped at the carrier'));
  const section = marta.locator('section', { hasText: ROGERS }).first();
  assert.equal(await section.getByRole('radio').count(), 0);
  assert.equal(await section.getByRole('textbox').count(), 0);
  await stage.wrote(ROGERS, 'START');
  await seen(marta, /only they can, by replying START/).waitFor({ state: 'detached' });
});

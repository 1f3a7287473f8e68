// Takes the pictures of README and docs/pictures, from the real app on the demo store.
// node tests/screens/pictures.mjs FOLDER

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { settled } from './checks.mjs';
import { openBrowser, openPage, openStage } from './stage.mjs';

const folder = process.argv[2] ?? 'docs/pictures';
mkdirSync(folder, { recursive: true });
const stage = await openStage('--people', 'marta,jonas', '--customers', '300');
const browser = await openBrowser();
const repairs = await stage.call('marta', 'list_repairs');
const roger = repairs.bench.find((each) => each.customerName === 'Roger Whitaker');

const page = await openPage(browser, stage, 'marta');
const take = async (name, place, words, from = page) => {
  await from.goTo(place);
  await from.getByText(words).filter({ visible: true }).first().waitFor();
  await settled(from);
  await from.screenshot({ path: join(folder, `${name}.png`) });
};

await take('customers', '#/customers', 'In the store');
await page.getByRole('textbox', { name: 'Find a customer' }).fill('rwh');
await page.getByText('Roger Whitaker').first().waitFor();
await settled(page);
await page.screenshot({ path: join(folder, 'search.png') });
await take('story', `#/customers/${roger.customerId}`, 'Before you say hello');
await take('repairs', '#/repairs', 'Roger Whitaker');
await take('repair-and-message', `#/repairs/${roger.id}`, 'Ready, tell Roger');
await take('take-in', `#/repairs/take-in?customer=${roger.customerId}`, 'Take in a repair');
await stage.call('jonas', 'mark_repair_ready', { repairId: roger.id, bin: '14', note: null });
await page.goTo('#/today');
await page.getByText('Roger’s watch is ready').first().waitFor();
await take('today', '#/today', 'Good morning, Marta');
await take('brief', `#/customers/${roger.customerId}/pickup/${roger.id}`, 'Nothing. Battery on us.');
await take('hand-over', `#/repairs/${roger.id}/hand-over`, 'Hand over, no charge');
await take('outbox', '#/outbox', 'Outbox');

const dark = await openPage(browser, stage, 'marta', { colorScheme: 'dark' });
await take('dark', `#/customers/${roger.customerId}/pickup/${roger.id}`, 'Nothing. Battery on us.', dark);
const wide = await openPage(browser, stage, 'marta', {
  viewport: { width: 1440, height: 900 }, isMobile: false, hasTouch: false,
});
await take('split-view', `#/repairs/${roger.id}`, 'Roger’s story', wide);

// The picture of the README: three phones side by side.
const shown = (name) => `data:image/png;base64,${readFileSync(join(folder, `${name}.png`)).toString('base64')}`;
const poster = await browser.newPage({ viewport: { width: 1320, height: 940 } });
await poster.setContent(`<style>
  body { margin: 0; height: 940px; display: flex; gap: 30px; align-items: center; justify-content: center;
         background: linear-gradient(160deg, #e9e2d6, #d9e7e4); }
  img { width: 390px; height: 844px; border-radius: 40px; border: 7px solid #1c1a17; box-shadow: 0 18px 40px #0003; }
</style>${['today', 'brief', 'repair-and-message'].map((name) => `<img src="${shown(name)}">`).join('')}`);
await settled(poster);
await poster.screenshot({ path: join(folder, 'brief-and-message.png') });

await browser.close();
await stage.close();

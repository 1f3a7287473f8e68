// Gathers the icons that the app uses into one sprite: src/shared/icons.svg and the list of names.
// Run `npm run icons` after adding a name here. Icons: Lucide (ISC).
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const names = [
  'arrow-left', 'ban', 'bell', 'cake', 'calendar', 'calendar-heart', 'camera', 'check', 'check-check',
  'chevron-down', 'chevron-left', 'chevron-right', 'chevron-up', 'circle', 'circle-alert', 'circle-check', 'circle-help',
  'clock', 'cloud', 'cloud-off', 'ellipsis', 'gem', 'gift', 'graduation-cap', 'hand-coins', 'heart',
  'history', 'hourglass', 'image', 'image-off', 'images', 'inbox', 'info', 'keyboard', 'languages', 'lock', 'mail',
  'message-circle-question-mark', 'message-square', 'message-square-off', 'moon', 'package',
  'package-check', 'pencil', 'phone', 'plus', 'quote', 'receipt', 'refresh-cw', 'scan-line', 'search',
  'send', 'sliders-horizontal', 'smartphone', 'sticky-note', 'sun', 'tag', 'timer', 'trash-2', 'triangle-alert', 'type', 'undo-2', 'user',
  'user-plus', 'users', 'watch', 'wrench', 'x', 'zoom-in', 'zoom-out',
];

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const symbols = names.map((name) => {
  const svg = readFileSync(here(`../node_modules/lucide-static/icons/${name}.svg`), 'utf8');
  const inner = svg
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/^[\s\S]*?<svg[^>]*>/, '')
    .replace(/<\/svg>\s*$/, '')
    .replace(/\s+/g, ' ')
    .trim();
  return `<symbol id="${name}" viewBox="0 0 24 24">${inner}</symbol>`;
});
// A promise has a mark of its own, filled so that it is told from the outlines at a glance.
symbols.push('<symbol id="promise" viewBox="0 0 24 24"><path d="M12 3l7 9-7 9-7-9z" fill="currentColor"/></symbol>');

writeFileSync(
  here('../src/shared/icons.svg'),
  `<svg xmlns="http://www.w3.org/2000/svg" fill="none" stroke="currentColor">\n${symbols.join('\n')}\n</svg>\n`,
);
writeFileSync(
  here('../src/shared/iconNames.ts'),
  `/** Made by scripts/icons.mjs. */\nexport type IconName =\n${[...names, 'promise'].map((name) => `  | '${name}'`).join('\n')};\n`,
);

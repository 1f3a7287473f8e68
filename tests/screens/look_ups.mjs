// Who is looked for, and what is typed: the same mix as that of the search's own log of look-ups
// (tests/search). One in five has something in the store, three in twenty are mine, almost half go by
// the last visit (the logarithm of the rank is even), one in five is anybody.

import { EVERYBODY, until } from './stage.mjs';

/** How long a large book may take until it is counted, in milliseconds. */
const COUNTED_WITHIN = 300_000;

/** Numbers from 0 to 1 that a seed alone decides. */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Everybody in the store's list, as that person's device knows them. */
export async function everybody(stage, person) {
  const page = (offset) => stage.call(person, 'browse_customers', { ...EVERYBODY, order: 'last_seen', offset });
  const { count } = await until(() => page(0), ({ complete }) => complete, COUNTED_WITHIN);
  const rows = [];
  while (rows.length < count) {
    const more = (await page(rows.length)).rows;
    if (more.length === 0) throw new Error(`${rows.length} of ${count} customers are listed`);
    rows.push(...more);
  }
  return rows;
}

/** Draws whom to look for. */
export function drawer(rows, random) {
  const any = (list) => list[Math.floor(random() * list.length)];
  const inStore = rows.filter((row) => row.inStore);
  const mine = rows.filter((row) => row.mine);
  const recent = rows.filter((row) => row.lastSeenOn).sort((one, other) => other.lastSeenOn.localeCompare(one.lastSeenOn));
  return () => {
    const share = random() * 100;
    if (share < 20) return { who: any(inStore), why: 'in the store' };
    if (share < 35) return { who: any(mine), why: 'mine' };
    if (share < 80) return { who: recent[Math.floor(Math.exp(random() * Math.log(recent.length)) - 1)], why: 'by the last visit' };
    return { who: any(rows), why: 'anybody' };
  };
}

/** The initials run together as they are typed on any keyboard: "rma" for Roger Martin. */
export function initials(name) {
  const plain = { ø: 'o', ł: 'l', ß: 'ss', æ: 'ae', đ: 'd' };
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[øłßæđ]/g, (letter) => plain[letter])
    .split(/\s+/);
  return words[0][0] + (words.at(-1) ?? '');
}

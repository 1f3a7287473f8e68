// Who is looked for, and what is typed: the same mix as that of the search's own log of look-ups
// (tests/search). One in five has something in the store, three in twenty are mine, almost half go by
// the last visit (the logarithm of the rank is even), one in five is anybody.

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
  const page = (offset) =>
    stage.call(person, 'browse_customers', {
      typed: '', store: null, owner: null, nobodys: false, tags: [], seen: null, promise: false,
      order: 'last_seen', offset, limit: 200,
    });
  for (;;) {
    const { complete, count } = await page(0);
    if (complete) {
      const rows = [];
      while (rows.length < count) rows.push(...(await page(rows.length)).rows);
      return rows;
    }
    await new Promise((later) => setTimeout(later, 100));
  }
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

// A device with Turso's synced database: local SQLite pages, pulled and pushed by hand.

import { createRequire } from "node:module";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ContentHash } from "../content.mjs";
import { now, obey } from "../worker.mjs";

const require = createRequire(join(process.env.SYNC_PEERS, "package.json"));
const { connect } = await import(require.resolve("@tursodatabase/sync"));

// How long a device rests between two looks: the local server has no live line.
const REST_MS = 10;

let at;
let db;

const all = async (sql, ...args) => (await db.prepare(sql)).all(...args);
const set = async ({ id, field, value }) => (await db.prepare(`UPDATE customer SET ${field} = ? WHERE id = ?`)).run(value, id);

obey({
  open({ dir, url }) {
    mkdirSync(dir, { recursive: true });
    at = { path: join(dir, "store.db"), url };
  },
  async first() {
    db = await connect(at);
    const [{ customers }] = await all("SELECT count(*) AS customers FROM customer");
    return { customers };
  },
  async hash() {
    const hash = new ContentHash();
    for (const [table, owner] of [["customer", "id"], ["purchase", "customer_id"], ["note", "customer_id"]]) {
      for (const row of await all(`SELECT * FROM ${table} ORDER BY id`)) hash.row(table, row[owner], row);
    }
    return { hash: hash.digest() };
  },
  async edit({ edits }) {
    for (const edit of edits) await set(edit);
  },
  push: () => db.push(),
  async pull() {
    await db.pull();
  },
  live: () => {},
  async tell({ edit }) {
    const at = now();
    await set(edit);
    await db.push();
    return { at };
  },
  async see({ edit }) {
    const until = Date.now() + 60_000;
    const shown = await db.prepare(`SELECT ${edit.field} AS value FROM customer WHERE id = ?`);
    while (Date.now() < until) {
      await db.pull();
      if ((await shown.get(edit.id))?.value === edit.value) return { at: now() };
      await new Promise((done) => setTimeout(done, REST_MS));
    }
    throw new Error("the edit never came");
  },
  // What looking costs when there is nothing.
  async idle({ looks }) {
    const begun = Number(process.hrtime.bigint());
    for (let n = 0; n < looks; n += 1) await db.pull();
    return { ms: (Number(process.hrtime.bigint()) - begun) / 1e6 / looks };
  },
  async words({ ids, fields }) {
    const shown = [];
    for (const id of ids) {
      const [row] = await all("SELECT * FROM customer WHERE id = ?", id);
      for (const name of fields) shown.push(row?.[name] ?? "");
    }
    return { shown, beside: [], hidden: [] };
  },
  async close() {
    await db?.close();
  },
});

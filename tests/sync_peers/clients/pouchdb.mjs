// A device with PouchDB on LevelDB.

import { createRequire } from "node:module";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ContentHash } from "../content.mjs";
import { now, obey } from "../worker.mjs";
import { madeUp } from "./pouchdb_document.mjs";

const require = createRequire(join(process.env.SYNC_PEERS, "package.json"));
const PouchDB = require("pouchdb");

let local;
let remote;
let live;

async function set({ id, field, value }) {
  const doc = await local.get(id);
  await local.put({ ...doc, [field]: value });
}

const options = { batch_size: 1000, batches_limit: 10 };

obey({
  open({ dir, url }) {
    mkdirSync(dir, { recursive: true });
    local = new PouchDB(join(dir, "store"), { auto_compaction: false });
    remote = new PouchDB(`${url}/store`, { skip_setup: true });
  },
  async first() {
    await local.replicate.from(remote, options);
    return { customers: (await local.info()).doc_count };
  },
  async hash() {
    const hash = new ContentHash();
    let startkey = "";
    for (;;) {
      const { rows } = await local.allDocs({ include_docs: true, startkey, limit: 2000, skip: startkey ? 1 : 0 });
      for (const { doc } of rows) hash.customer(madeUp(doc));
      if (rows.length < (startkey ? 1 : 2000)) break;
      startkey = rows.at(-1).id;
    }
    return { hash: hash.digest() };
  },
  async edit({ edits }) {
    for (const edit of edits) await set(edit);
  },
  async push() {
    await local.replicate.to(remote, options);
  },
  async pull() {
    await local.replicate.from(remote, options);
  },
  live() {
    live ??= local.sync(remote, { live: true, retry: true });
    live.on("error", () => {});
  },
  async tell({ edit }) {
    const at = now();
    await set(edit);
    return { at };
  },
  async see({ edit }) {
    const changes = local.changes({ since: "now", live: true, include_docs: true, doc_ids: [edit.id] });
    const seen = new Promise((done, failed) => {
      changes.on("change", ({ doc }) => doc[edit.field] === edit.value && done(now()));
      setTimeout(failed, 60_000, new Error("the edit never came")).unref();
    });
    const already = (await local.get(edit.id))[edit.field] === edit.value;
    const at = already ? now() : await seen;
    changes.cancel();
    return { at };
  },
  still() {
    live?.cancel();
    live = undefined;
  },
  async words({ ids, fields }) {
    const shown = [];
    const hidden = [];
    for (const id of ids) {
      const doc = await local.get(id, { conflicts: true });
      for (const name of fields) shown.push(doc[name] ?? "");
      // The losing document is kept whole, and shown by nobody who does not ask for it.
      for (const rev of doc._conflicts ?? []) {
        const lost = await local.get(id, { rev });
        for (const name of fields) hidden.push(lost[name] ?? "");
      }
    }
    return { shown, beside: [], hidden };
  },
  async close() {
    live?.cancel();
    await local?.close();
  },
});

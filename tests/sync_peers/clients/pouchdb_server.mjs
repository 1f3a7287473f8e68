// CouchDB's protocol on LevelDB: express-pouchdb. `fill FILE` writes the made-up store into it instead.

import { createRequire } from "node:module";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { customersOf } from "../content.mjs";
import { document } from "./pouchdb_document.mjs";

const require = createRequire(join(process.env.SYNC_PEERS, "package.json"));
const PouchDB = require("pouchdb");
const [folder, act, argument] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const Here = PouchDB.defaults({ prefix: `${folder}/` });

// Made before the database: express-pouchdb serves those that it saw being made.
const app = require("express")();
const logPath = join(folder, "log.txt");
app.use("/", require("express-pouchdb")(Here, { mode: "minimumForPouchDB", inMemoryConfig: true, logPath }));
const db = new Here("store");
await db.info();
const listed = async () => (await Here.allDbs()).includes("store");
for (let looks = 0; !(await listed()); looks += 1) {
  if (looks === 100) throw new Error("express-pouchdb does not list the database");
  await new Promise((done) => setTimeout(done, 50));
}

if (act === "fill") {
  let batch = [];
  for await (const made of customersOf(argument)) {
    batch.push(document(made));
    if (batch.length === 1000) await db.bulkDocs(batch.splice(0));
  }
  await db.bulkDocs(batch);
  await db.close();
  process.exit(0);
}
app.listen(Number(argument), "127.0.0.1");

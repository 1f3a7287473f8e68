// Fills Turso's server the way its clients do: inserts here, pushes there.

import { createRequire } from "node:module";
import { join } from "node:path";
import { CUSTOMER, NOTE, PURCHASE, customersOf } from "../content.mjs";

const require = createRequire(join(process.env.SYNC_PEERS, "package.json"));
const { connect } = await import(require.resolve("@tursodatabase/sync"));

const [path, url, data] = process.argv.slice(2);
// Customers in one push: a push is one request and one transaction at the server.
const AT_ONCE = 2000;

const TABLES = {
  customer: ["id", "store_id", ...CUSTOMER],
  purchase: ["id", "customer_id", "store_id", ...PURCHASE],
  note: ["id", "customer_id", ...NOTE],
};
const kind = (name) => (name === "quantity" || name === "price" ? "INTEGER" : "TEXT");

const db = await connect({ path, url });
for (const [table, fields] of Object.entries(TABLES)) {
  const columns = fields.slice(1).map((name) => `${name} ${kind(name)}`);
  await db.exec(`CREATE TABLE ${table} (id TEXT PRIMARY KEY, ${columns.join(", ")})`);
}
await db.exec("CREATE INDEX purchase_of ON purchase (customer_id)");
await db.exec("CREATE INDEX note_of ON note (customer_id)");
const into = {};
for (const [table, fields] of Object.entries(TABLES)) {
  into[table] = await db.prepare(`INSERT INTO ${table} (${fields.join(", ")}) VALUES (${fields.map(() => "?").join(", ")})`);
}
const put = (table, row) => into[table].run(...TABLES[table].map((name) => row[name] ?? null));

async function push(batch) {
  await db.exec("BEGIN");
  for (const { customer, purchases, notes } of batch) {
    const of = { customer_id: customer.id, store_id: customer.store_id };
    await put("customer", customer);
    for (const row of purchases) await put("purchase", { ...row, ...of });
    for (const row of notes) await put("note", { ...row, ...of });
  }
  await db.exec("COMMIT");
  await db.push();
}

let batch = [];
for await (const made of customersOf(data)) {
  batch.push(made);
  if (batch.length === AT_ONCE) await push(batch.splice(0));
}
await push(batch);
await db.close();

// The one way in which what a device has is compared: SHA-256 of every row, a line each, by id.
// `src/database/mod.rs` and `clients/anki.py` write the same lines.

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

export const CUSTOMER = ["given_name", "family_name", "nickname", "said_as", "former_names", "language", "company_name",
  "street", "city", "region", "postal_code", "country", "about", "memory", "customer_since", "created_at"];
export const PURCHASE = ["bought_on", "description", "quantity", "price", "currency", "occasion", "meaning"];
export const NOTE = ["kind", "words", "noted_at"];

const UNIT = "\u001f";
const line = (id, owner, fields, row) => `${[id, owner, ...fields.map((name) => row[name] ?? "")].join(UNIT)}\n`;

// Takes customers in the order of their ids.
export class ContentHash {
  #tables = ["customer", "purchase", "note"].map(() => createHash("sha256"));

  customer({ customer, purchases, notes }) {
    const [customers, bought, noted] = this.#tables;
    customers.update(line(customer.id, customer.id, CUSTOMER, customer));
    for (const row of purchases) bought.update(line(row.id, customer.id, PURCHASE, row));
    for (const row of notes) noted.update(line(row.id, customer.id, NOTE, row));
  }

  row(table, owner, row) {
    const place = ["customer", "purchase", "note"].indexOf(table);
    this.#tables[place].update(line(row.id, owner, [CUSTOMER, PURCHASE, NOTE][place], row));
  }

  digest() {
    return this.#tables.map((table) => table.digest("hex")).join("");
  }
}

// The customers of the file, one after the other.
export async function* customersOf(path) {
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    if (text) yield JSON.parse(text);
  }
}

// The hash of the file with the edits made: what every device has to show.
export async function expectedHash(path, edits) {
  const hash = new ContentHash();
  for await (const made of customersOf(path)) {
    const changed = edits.get(made.customer.id);
    hash.customer(changed ? { ...made, customer: { ...made.customer, ...changed } } : made);
  }
  return hash.digest();
}

// The made-up store, the same for everyone: a customer a line with three purchases and two notes.
// The same seed and size make the same file, byte for byte.

import { createWriteStream, existsSync, renameSync } from "node:fs";
import { once } from "node:events";

const WORDS = `always asks for the quiet corner by the window and likes white gold more than yellow
  came with her sister who is getting married in spring wants a thin band something old but not heavy
  the clasp was loose again we tightened it free of charge he works on ships and needs a watch that
  survives salt water talks about his garden roses and the dog Biscuit prefers to be called in the
  evening never on Fridays sapphire emerald pearl bezel crown strap buckle polish engraving resize
  grandmother ring reset into pendant anniversary trip to Lisbon remembers everything pays in cash
  sends photographs of the grandchildren wears it every day except while baking bread`.split(/\s+/);
const GIVEN = "Ana Ben Cleo Dana Emil Fay Gus Hana Ivo June Kofi Lena Milo Nia Otto Pia Quin Rosa Sami Tess Uma Vik Wanda Yara Zeno".split(" ");
const FAMILY = "Abbott Baker Castillo Dupont Eriksen Fischer Garcia Hughes Ivanova Jensen Kowalska Lopez Martin Novak Okafor Petrov Quist Rossi Santos Tanaka Ueda Vargas Weber Young Zhang".split(" ");
const PIECES = ["Seamaster, steel, 41 mm", "Solitaire ring, platinum, 0.7 ct", "Pearl strand, 45 cm", "Signet ring, yellow gold", "Tennis bracelet, white gold", "Tank watch, leather strap", "Hoop earrings, rose gold", "Locket, silver, engraved"];
const CITIES = [["Boston", "MA"], ["Albany", "NY"], ["Hartford", "CT"], ["Newark", "NJ"], ["Portland", "ME"], ["Providence", "RI"]];
const OCCASIONS = ["anniversary", "birthday", "graduation", "wedding", "just because", ""];
const BEGIN = Date.UTC(2026, 0, 5);
export const PURCHASES = 3;
export const NOTES = 2;
export const ROWS_EACH = 1 + PURCHASES + NOTES;

// Mulberry32: small, seeded, good enough for made-up people.
function dice(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
}

class Maker {
  constructor(seed) {
    this.roll = dice(seed);
    this.number = 0;
  }
  pick(list) {
    return list[this.roll() % list.length];
  }
  words(least, most) {
    const count = least + (this.roll() % (most - least + 1));
    return Array.from({ length: count }, () => this.pick(WORDS)).join(" ");
  }
  // UUIDv7: ids of the made-up store grow, as those of a real one do.
  id() {
    const time = (BEGIN + this.number++).toString(16).padStart(12, "0");
    const hex = (digits) => this.roll().toString(16).padStart(8, "0").slice(-digits);
    const variant = "89ab"[this.roll() & 3];
    return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-${variant}${hex(3)}-${hex(4)}${hex(8)}`;
  }
  day(from, span) {
    return new Date(Date.UTC(from, 0, 1) + (this.roll() % (span * 365)) * 86_400_000).toISOString().slice(0, 10);
  }
  moment(from, span) {
    return `${this.day(from, span)}T${String(9 + (this.roll() % 9)).padStart(2, "0")}:12:00.000Z`;
  }
  customer() {
    const [city, region] = this.pick(CITIES);
    const rarely = (value) => (this.roll() % 4 === 0 ? value : "");
    const customer = {
      id: this.id(), store_id: "019b8a00-0000-7000-8000-000000000001",
      given_name: this.pick(GIVEN), family_name: this.pick(FAMILY), nickname: rarely(this.pick(GIVEN)),
      said_as: rarely(this.words(1, 2)), former_names: rarely(this.pick(FAMILY)), language: this.pick(["en", "es", "fr"]),
      company_name: rarely(`${this.pick(FAMILY)} & Co`), street: `${1 + (this.roll() % 900)} ${this.pick(FAMILY)} Street`,
      city, region, postal_code: String(10_000 + (this.roll() % 89_999)), country: "US",
      about: this.words(6, 18), memory: this.words(4, 12), customer_since: this.day(1995, 30),
      created_at: this.moment(2019, 6),
    };
    const purchases = Array.from({ length: PURCHASES }, () => ({
      id: this.id(), bought_on: this.day(2005, 20), description: this.pick(PIECES), quantity: 1,
      price: 4_000 + (this.roll() % 900_000), currency: "USD", occasion: this.pick(OCCASIONS), meaning: this.words(3, 10),
    }));
    const notes = Array.from({ length: NOTES }, () => ({
      id: this.id(), kind: "visit", words: this.words(10, 30), noted_at: this.moment(2020, 5),
    }));
    return without({ customer, purchases, notes });
  }
}

// What is empty is not there.
function without({ customer, purchases, notes }) {
  const kept = (row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== ""));
  return { customer: kept(customer), purchases: purchases.map(kept), notes: notes.map(kept) };
}

// Writes the file unless it is there.
export async function writeStore(path, customers, seed = 1) {
  if (existsSync(path)) return;
  const maker = new Maker(seed);
  const part = `${path}.part`;
  const out = createWriteStream(part);
  for (let made = 0; made < customers; made += 1000) {
    let lines = "";
    for (let n = made; n < Math.min(customers, made + 1000); n += 1) lines += `${JSON.stringify(maker.customer())}\n`;
    if (!out.write(lines)) await once(out, "drain");
  }
  out.end();
  await once(out, "finish");
  renameSync(part, path);
}

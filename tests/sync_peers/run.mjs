// `./dev bench sync`: our sync beside three others, on the same made-up store, in one run.
//
//   node run.mjs [--quick] [--json FILE] [--customers N] [--runs N] [--peers a,b] [--parts sides,devices]
//                [--rtt MS]

import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { customersOf } from "./content.mjs";
import { ROWS_EACH, writeStore } from "./data.mjs";
import { devices } from "./company.mjs";
import { Figures } from "./figures.mjs";
import { Run } from "./measure.mjs";
import { onInterrupt, stop, stopAll } from "./processes.mjs";

const { values: wanted } = parseArgs({
  options: {
    quick: { type: "boolean", default: false }, json: { type: "string" }, customers: { type: "string" }, runs: { type: "string" },
    peers: { type: "string", default: "turso,pouchdb,anki" }, parts: { type: "string", default: "sides,devices" },
    rtt: { type: "string", default: "0" },
  },
});
const QUICK = { customers: 2_000, runs: 1, edits: 500, singles: 40, conflicts: 40, devices: 100 };
const WHOLE = { customers: 100_000, runs: 5, edits: 1_000, singles: 200, conflicts: 100, devices: 1_000 };
const size = { ...(wanted.quick ? QUICK : WHOLE) };
size.customers = Number(wanted.customers ?? size.customers);
size.runs = Number(wanted.runs ?? size.runs);
if (size.customers < size.edits + size.conflicts) throw new Error(`at least ${size.edits + size.conflicts} customers are needed`);
const rtt = Number(wanted.rtt);
const parts = wanted.parts.split(",");
for (const part of parts) if (!["sides", "devices"].includes(part)) throw new Error(`there is no part ${part}: sides, devices`);

const home = process.env.SYNC_WORK;
mkdirSync(home, { recursive: true });
const work = mkdtempSync(join(home, "run-"));
const clean = () => rmSync(work, { recursive: true, force: true });
onInterrupt(clean);

const figures = new Figures(rtt ? `sync_rtt${rtt}_` : "sync_");
const notRun = new Map();
const names = ["regard", ...wanted.peers.split(",").filter(Boolean)];
const why = (error) => String(error?.message ?? error).replace(/\s+/g, " ").trim();

// A full server, filled once for each size and kept: filling is not what is measured.
async function golden(side, data) {
  const stamp = side.name === "regard" ? statSync(process.env.REGARD_SERVER).mtimeMs : readFileSync(join(process.env.SYNC_PEERS, ".from"), "utf8");
  const mark = createHash("sha256").update(`${stamp}`).digest("hex").slice(0, 8);
  const folder = join(home, `full-${side.name}-${size.customers}-${mark}`);
  if (existsSync(folder)) return folder;
  // One that an older program filled is of no use any more.
  for (const old of readdirSync(home)) {
    if (old.startsWith(`full-${side.name}-${size.customers}-`)) rmSync(join(home, old), { recursive: true, force: true });
  }
  console.log(`filling the server of ${side.name} with ${size.customers} customers`);
  const begun = Date.now();
  const making = join(work, `fill-${side.name}`, "server");
  mkdirSync(making, { recursive: true });
  const { server } = await side.fill(making, data, join(work, `${side.name}.log`));
  if (server) await stop(server);
  renameSync(making, folder);
  figures.note(`fill_${side.name}_s`, (Date.now() - begun) / 1000);
  return folder;
}

async function sides(data) {
  const ids = [];
  for await (const { customer } of customersOf(data)) ids.push(customer.id);
  const ready = [];
  for (const name of names) {
    try {
      const reason = process.env[`NOT_RUN_${name.toUpperCase()}`];
      if (reason) throw new Error(reason);
      const side = await import(`./sides/${name}.mjs`);
      await side.present();
      ready.push({ side, golden: await golden(side, data) });
    } catch (error) {
      notRun.set(name, why(error));
      console.log(`${name}: not run: ${why(error)}`);
    }
  }
  const runs = new Map(ready.map(({ side }) => [side.name, []]));
  for (let number = 1; number <= size.runs; number += 1) {
    for (const { side, golden: full } of ready) {
      if (notRun.has(side.name)) continue;
      try {
        const run = new Run(side, { work, golden: full, data, ids, size, rtt, number });
        const result = await run.measure();
        runs.get(side.name).push(result);
        console.log(`run ${number} of ${size.runs}, ${side.name}: first sync ${result.first.map((f) => f.s.toFixed(2)).join(" and ")} s, push ${result.push.ms.toFixed(0)} ms`);
      } catch (error) {
        notRun.set(side.name, why(error));
        console.log(`${side.name}: not run: ${why(error)}`);
      }
    }
  }
  figures.sides(runs, notRun);
  const told = await Promise.all(ready.map(async ({ side }) => `  ${side.name}: ${side.said}`));
  console.log(`\n${size.customers} customers, ${size.customers * ROWS_EACH} rows; ${size.edits} edits in S2, ${size.singles} in S3, both on the same ${size.conflicts} in S5; ` +
    `median of ${size.runs} run${size.runs > 1 ? "s" : ""} (two first syncs in each)${rtt ? `; ${rtt} ms round trip` : ""}\n${told.join("\n")}\n`);
  console.log(figures.table(names, notRun));
  const ahead = figures.ahead(names);
  console.log(`\n${ahead.length ? ahead.join("\n") : "no peer is ahead anywhere"}\n`);
}

try {
  const data = join(home, `store-${size.customers}.jsonl`);
  await writeStore(data, size.customers);
  figures.note("customers", size.customers);
  figures.note("rows", size.customers * ROWS_EACH);
  figures.note("runs", size.runs);
  if (parts.includes("sides")) await sides(data);
  if (parts.includes("devices")) {
    const side = await import("./sides/regard.mjs");
    await devices({ golden: await golden(side, data), work, count: size.devices, figures });
  }
  if (wanted.json) writeFileSync(wanted.json, `${JSON.stringify(figures.values, null, 2)}\n`);
} finally {
  await stopAll();
  if (!process.env.SYNC_KEEP) clean();
}
// A peer that can't be run is told, never a reason to fail; without our own figures there is nothing.
if (notRun.has("regard")) process.exitCode = 1;
process.exit();

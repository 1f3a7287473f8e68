// PouchDB with CouchDB's protocol served by express-pouchdb, LevelDB on both sides.

import { createRequire } from "node:module";
import { join } from "node:path";
import { Worker, freePort, listening, run, start } from "../processes.mjs";

export const name = "pouchdb";
export const said = "a document for each customer with purchases and notes inside, LevelDB; live replication";
const SERVER = join(import.meta.dirname, "../clients/pouchdb_server.mjs");
const require = createRequire(join(process.env.SYNC_PEERS, "package.json"));

export const present = () => void [require("pouchdb"), require.resolve("express-pouchdb"), require.resolve("express")];

export async function startServer(folder, log) {
  const port = await freePort();
  const child = start(process.execPath, [SERVER, folder, "serve", String(port)], { log });
  await listening(child, port);
  return { child, port };
}

export async function fill(folder, data, log) {
  await run(process.execPath, [SERVER, folder, "fill", data], { log });
  return {};
}

export const client = (log) => new Worker(process.execPath, [join(import.meta.dirname, "../clients/pouchdb.mjs")], { log });

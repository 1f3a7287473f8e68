// Turso: its own server (the command line with --sync-server) and its synced database for JavaScript.

import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Worker, freePort, listening, run, start } from "../processes.mjs";

export const name = "turso";
export const said = "rows in plain SQLite pages; the whole database to everyone; no live line: looked every 10 ms";
export const polls = true;
const PEERS = process.env.SYNC_PEERS;
const require = createRequire(join(PEERS, "package.json"));

function binary() {
  const system = { "linux-x64": "linux-x64-gnu", "linux-arm64": "linux-arm64-gnu" }[`${process.platform}-${process.arch}`] ?? `${process.platform}-${process.arch}`;
  return join(dirname(require.resolve(`@tursodatabase/cli-${system}/package.json`)), "tursodb");
}

export const present = () => void [binary(), require.resolve("@tursodatabase/sync")];

export async function startServer(folder, log) {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const child = start(binary(), [join(folder, "server.db"), "--sync-server", `127.0.0.1:${port}`], { log, cwd: folder });
  await listening(child, port);
  return { child, port };
}

export async function fill(folder, data, log) {
  const server = await startServer(folder, log);
  const filler = join(folder, "..", "turso-filler");
  mkdirSync(filler, { recursive: true });
  const url = `http://127.0.0.1:${server.port}`;
  await run(process.execPath, [join(import.meta.dirname, "../clients/turso_fill.mjs"), join(filler, "store.db"), url, data], { log });
  return { server: server.child };
}

export const client = (log) => new Worker(process.execPath, [join(import.meta.dirname, "../clients/turso.mjs")], { log });

// Anki's own sync server and collection.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Worker, freePort, listening, run, start } from "../processes.mjs";

export const name = "anki";
export const said = "a note for each customer with purchases and notes as JSON inside, SQLite; no live line: the second device is told by hand when to look";
const PYTHON = join(process.env.SYNC_PEERS, "venv/bin/python");
// The largest collection, which its server and its device both look at.
const ROOM = { MAX_SYNC_PAYLOAD_MEGS: "4000" };
const DEVICE = join(import.meta.dirname, "../clients/anki_device.py");

export const present = async () => void (await run(PYTHON, ["-c", "import anki.syncserver"], { log: "/dev/null" }));

export async function startServer(folder, log) {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const env = { SYNC_USER1: "u:p", SYNC_HOST: "127.0.0.1", SYNC_PORT: String(port), SYNC_BASE: folder, ...ROOM, RUST_LOG: "error" };
  const child = start(PYTHON, ["-m", "anki.syncserver"], { log, env });
  await listening(child, port);
  return { child, port };
}

export async function fill(folder, data, log) {
  const filler = join(folder, "..", "anki-filler");
  mkdirSync(filler, { recursive: true });
  await run(PYTHON, [DEVICE, "fill", join(filler, "collection.anki2"), data], { log });
  const server = await startServer(folder, log);
  const worker = client(log);
  try {
    await worker.ask("open", { dir: filler, url: `http://127.0.0.1:${server.port}` });
    await worker.ask("upload");
  } finally {
    await worker.end();
  }
  return { server: server.child };
}

export const client = (log) => new Worker(PYTHON, [DEVICE], { log, env: ROOM });

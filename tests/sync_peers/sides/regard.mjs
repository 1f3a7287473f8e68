// Regard: the real server on SQLite, the real app on its encrypted database.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Worker, freePort, listening, run, start } from "../processes.mjs";

export const name = "regard";
export const said = "rows in encrypted SQLite on the device; live line";
const SERVER = process.env.REGARD_SERVER;
const BENCH = process.env.SYNC_BENCH;

// A book of its own, with one store and its manager. `more` goes into the configuration.
export function configure(folder, port, more = "") {
  mkdirSync(folder, { recursive: true });
  const config = join(folder, "regard-server.toml");
  writeFileSync(config, `company = "Harbor Jewelers"
listen = "127.0.0.1:${port}"
${more}
[first_store]
name = "Main Street"
time_zone = "America/New_York"
currency = "USD"
country = "US"

[first_manager]
given_name = "Ines"
`);
  return config;
}

export async function startServer(folder, log, more = "") {
  const port = await freePort();
  const config = configure(folder, port, more);
  const child = start(SERVER, ["--config", config, "serve"], { log, env: { RUST_LOG: "warn" } });
  await listening(child, port);
  return { child, port, config };
}

export const code = (config, log) =>
  run(SERVER, ["--config", config, "enrol", "--associate", "Ines"], { log, env: { RUST_LOG: "error" } });

export async function fill(folder, data, log) {
  const server = await startServer(folder, log);
  const once = await code(server.config, log);
  await run(BENCH, ["fill", "--server", `http://127.0.0.1:${server.port}`, "--code", once, "--data", data], { log });
  return { server: server.child };
}

export const client = (log) => new Worker(BENCH, ["device"], { log, env: { RUST_LOG: "error" } });
export const openWith = async ({ config }, log) => ({ code: await code(config, log) });
export const present = async () => void (await run(SERVER, ["--version"], { log: "/dev/null" }));

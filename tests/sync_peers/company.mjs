// A company's server by itself: a thousand devices at once.

import { cpSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run, stop } from "./processes.mjs";
import { code, startServer } from "./sides/regard.mjs";

async function codes(config, count, file, log) {
  const made = [];
  // A few at a time: each is a process of its own, as when a manager makes one.
  while (made.length < count) {
    const batch = Array.from({ length: Math.min(4, count - made.length) }, () => code(config, log));
    made.push(...(await Promise.all(batch)));
  }
  writeFileSync(file, made.join("\n"));
}

async function withServer({ golden, work, log }, act) {
  const folder = join(work, "company");
  rmSync(folder, { recursive: true, force: true });
  cpSync(golden, folder, { recursive: true });
  const server = await startServer(folder, log);
  try {
    return await act(server, join(work, "codes"));
  } finally {
    await stop(server.child);
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function devices({ golden, work, count, figures }) {
  const log = join(work, "devices.log");
  await withServer({ golden, work, log }, async (server, file) => {
    await codes(server.config, count, file, log);
    const url = `http://127.0.0.1:${server.port}`;
    const said = JSON.parse(await run(process.env.SYNC_BENCH, ["devices", "--server", url, "--codes", file, "--process", String(server.child.pid)], { log }));
    const each = (said.looked_kb - said.before_kb) / said.devices;
    console.log(`${said.devices} devices with live lines: server ${Math.round(said.looked_kb / 1024)} MB (before ${Math.round(said.before_kb / 1024)}), ` +
      `${each.toFixed(1)} kB each; all looked once in ${said.looks_s.toFixed(2)} s; an edit was told to all in ${said.poke_all_ms.toFixed(0)} ms`);
    figures.note("devices", said.devices);
    figures.note("devices_server_before_mb", said.before_kb / 1024);
    figures.note("devices_server_connected_mb", said.connected_kb / 1024);
    figures.note("devices_server_after_looks_mb", said.looked_kb / 1024);
    figures.note("devices_kb_each", each);
    figures.note("devices_looks_s", said.looks_s);
    figures.note("devices_poke_all_ms", said.poke_all_ms);
  });
}

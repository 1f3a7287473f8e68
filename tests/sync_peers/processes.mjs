// Every process of the bench: started here, measured here, ended here by its id, also on Ctrl-C.

import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, readdirSync, statSync } from "node:fs";
import { createServer, connect } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";

const running = new Set();

// The longest that anything may take: a first sync of many customers on a busy machine.
const PATIENCE_S = Number(process.env.SYNC_PATIENCE_S ?? 1800);

// Ends one process: first asked, then made.
export async function stop(child) {
  if (!running.has(child)) return;
  const ended = new Promise((done) => child.once("exit", done));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 15_000);
  await ended;
  clearTimeout(timer);
}

export async function stopAll() {
  await Promise.all([...running].map(stop));
}

export function onInterrupt(alsoDo) {
  let asked = false;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, async () => {
      if (asked) return;
      asked = true;
      console.error("\nstopping what was started …");
      await stopAll();
      alsoDo();
      process.exit(130);
    });
  }
  process.on("exit", () => {
    for (const child of running) child.kill("SIGKILL");
  });
}

// Own process groups keep Ctrl-C from reaching children before their turn.
export function start(command, args, { log, env = {}, cwd, talk = false } = {}) {
  const errors = openSync(log, "a");
  const child = spawn(command, args, {
    cwd, detached: true, env: { ...process.env, ...env },
    stdio: [talk ? "pipe" : "ignore", talk ? "pipe" : errors, errors],
  });
  closeSync(errors);
  running.add(child);
  child.log = log;
  child.once("exit", () => running.delete(child));
  child.once("error", (error) => {
    child.failed = error;
    running.delete(child);
  });
  return child;
}

// Runs to the end; answers what it said.
export async function run(command, args, { log, env } = {}) {
  const child = start(command, args, { log, env, talk: true });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (part) => (said += part));
  child.stdin.end();
  const status = await new Promise((done) => child.once("close", done).once("error", () => done(-1)));
  if (child.failed) throw child.failed;
  if (status !== 0) throw new Error(`${command.split("/").at(-1)} ${args[0]} failed: ${lastWords(log)}`);
  return said.trim();
}

export async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

// Waits until something listens.
export async function listening(child, port, seconds = 60) {
  const until = Date.now() + seconds * 1000;
  while (Date.now() < until) {
    if (child.failed) throw child.failed;
    if (!running.has(child)) throw new Error(`ended at its start: ${lastWords(child.log)}`);
    const reached = await new Promise((done) => {
      const line = connect({ port, host: "127.0.0.1" }, () => (line.destroy(), done(true)));
      line.once("error", () => done(false));
    });
    if (reached) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`does not listen after ${seconds} s: ${lastWords(child.log)}`);
}

export function lastWords(log) {
  return readFileSync(log, "utf8").trim().split("\n").slice(-2).join(" ").slice(-300);
}

// A client that takes orders line by line.
export class Worker {
  #number = 0;
  #waiting = new Map();

  constructor(command, args, options) {
    this.child = start(command, args, { ...options, talk: true });
    createInterface({ input: this.child.stdout }).on("line", (text) => {
      if (!text.startsWith("{")) return;
      const { id, ok, error } = JSON.parse(text);
      const order = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) order?.done(ok);
      else order?.failed(new Error(error));
    });
    const end = () => {
      this.ended = true;
      for (const { failed } of this.#waiting.values()) failed(new Error(`the client ended: ${lastWords(options.log)}`));
      this.#waiting.clear();
    };
    this.child.once("exit", end).once("error", end);
    this.child.stdin.on("error", () => {});
  }

  ask(act, args = {}) {
    const id = ++this.#number;
    return new Promise((done, failed) => {
      if (this.ended) {
        failed(new Error(`the client ended: ${lastWords(this.child.log)}`));
        return;
      }
      const timer = setTimeout(() => this.#waiting.delete(id) && failed(new Error(`no answer to ${act} in ${PATIENCE_S} s`)), PATIENCE_S * 1000);
      const settle = (act) => (value) => (clearTimeout(timer), act(value));
      this.#waiting.set(id, { done: settle(done), failed: settle(failed) });
      this.child.stdin.write(`${JSON.stringify({ id, act, ...args })}\n`);
    });
  }

  async end() {
    if (this.ended) return;
    await this.ask("close").catch(() => {});
    await stop(this.child);
  }
}

// Processor seconds of a process so far, with its threads.
export function cpuSeconds(child) {
  try {
    const fields = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}

// The most memory a process has had, in MB.
export function peakMb(child) {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

// All files of a folder, in MB.
export function folderMb(folder) {
  let bytes = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    try {
      bytes += statSync(join(entry.parentPath ?? entry.path, entry.name)).size;
    } catch {
      // Gone in between: a journal.
    }
  }
  return bytes / 1e6;
}

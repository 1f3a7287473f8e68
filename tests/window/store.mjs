// A store for the window: its server, devices of colleagues, and a home folder of its own. Each is a
// real process; all end with close().

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, realpathSync, rmSync, writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { openWindow, until } from './driver.mjs';

/** Starts a program and answers it with the first line it says that fits. */
async function begin(program, args, env, fits) {
  const process = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(process.stdout);
  const first = await new Promise((resolve, reject) => {
    lines.on('line', (line) => { const found = fits.exec(line); if (found) resolve(found[1] ?? line); });
    process.once('exit', (code) => reject(new Error(`${program} ended with ${code}`)));
    process.once('error', reject);
  });
  const end = async () => {
    if (process.exitCode !== null || process.signalCode !== null) return;
    process.kill('SIGTERM');
    await once(process, 'exit');
  };
  return { first, lines, process, end };
}

/** A store of made-up people with the scene of Roger's watch. */
export async function openStore({ customers = 60 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'regard-window-'));
  const config = join(folder, 'regard-server.toml');
  const data = mkdtempSync(join(folder, 'book-'));
  const { REGARD_DATA_DIR: _, ...env } = process.env;
  writeFileSync(config, `listen = "127.0.0.1:0"\ndata_dir = "${data}"\n`);
  const server = (...args) => execFileSync(process.env.SERVER_BINARY, ['--config', config, ...args], { env, encoding: 'utf8' });
  server('demo', '--customers', String(customers));
  const serving = await begin(process.env.SERVER_BINARY, ['--config', config, 'serve'], env, /listens at (http\S+)/);
  const bridges = [];
  const windows = new Set();
  const store = {
    folder,
    url: serving.first,
    code: (person) => server('enrol', '--associate', person).trim().split('\n').at(-1),
    /** The server ends, as when the network is gone. */
    silence: () => serving.end(),
    dataOf: (person) => join(folder, `device-${person}`),
    /** A colleague's device in a process of its own; `call` asks its app. */
    async bridge(person) {
      const args = ['--data-dir', store.dataOf(person), '--ui', folder, '--port', '0', '--server', store.url,
        '--code', store.code(person), '--name', `${person}’s device`];
      const bridge = await begin(process.env.BRIDGE_BINARY, args, env, /bridge at (http\S+)/);
      bridges.push(bridge);
      const call = async (command, body = {}) => {
        const answer = await fetch(`${bridge.first}/call/${command}`, {
          method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
        });
        const { ok, error } = await answer.json();
        if (error) throw new Error(`${command}: ${error.message}`);
        return ok;
      };
      return { call, end: bridge.end };
    },
    /** What the shell needs to know: that person's folder, and a home that no other program uses. */
    envOf(person) {
      const home = join(folder, 'home');
      mkdirSync(home, { recursive: true });
      return {
        ...env, HOME: home, XDG_DATA_HOME: join(home, 'share'), XDG_CONFIG_HOME: join(home, 'config'),
        XDG_CACHE_HOME: join(home, 'cache'), LC_ALL: 'C.UTF-8', LANGUAGE: 'en',
        // A cache of shaders in a home that lives for a minute helps nobody.
        MESA_SHADER_CACHE_DISABLE: 'true',
        REGARD_DATA_DIR: store.dataOf(person), REGARD_KEY_FILE: 'development',
      };
    },
    /** The process of a window of this store, if there is one. */
    process: () => {
      const binary = realpathSync(process.env.SHELL_BINARY);
      return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).find((pid) => {
        try {
          return readlinkSync(`/proc/${pid}/exe`) === binary && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(folder);
        } catch {
          return false; // it ended while it was looked at, or is another user's
        }
      });
    },
    /** That person's window. */
    async window(person, ...args) {
      const window = await openWindow({ binary: process.env.SHELL_BINARY, env: store.envOf(person), args });
      windows.add(window);
      const { close } = window;
      window.close = async () => {
        if (!windows.delete(window)) return;
        await close();
        // A next start would hand its link over to one that is just ending. The driver closes the
        // window and now and then leaves the program; then it is ended as the system would.
        const ended = async () => store.process() === undefined;
        await until('the program has ended', ended, 5_000).catch(() => {
          console.error('the driver left the program running; it is told to end');
          const left = store.process();
          if (left !== undefined) process.kill(left, 'SIGTERM');
        });
        await until('the program has ended', ended);
      };
      return window;
    },
    /** That person's window, made a device of the store by its own screen. */
    async enrolled(person) {
      const window = await store.window(person);
      await window.sees(/Welcome to Regard/);
      await window.type(/^Server/, store.url);
      await window.type(/^Code/, store.code(person));
      await window.type(/^Name of this device/, `${person}’s window`);
      await window.tap(/^Join the store$/);
      await window.sees(TODAY);
      return window;
    },
    async close() {
      for (const window of [...windows]) await window.close();
      for (const bridge of bridges) await bridge.end();
      await serving.end();
      // The web view's own processes may still write for a moment after the window has ended.
      await until(`${folder} is gone`, async () => {
        try {
          rmSync(folder, { recursive: true, force: true });
          return true;
        } catch (error) {
          if (error.code === 'ENOTEMPTY') return false;
          throw error;
        }
      });
    },
  };
  return store;
}

/** The head of Today. */
export const TODAY = /Good (morning|afternoon|evening), /;

/** A notification daemon in the test's hand. */
export async function openDaemon() {
  const script = new URL('alerts_daemon.py', import.meta.url).pathname;
  const daemon = await begin('/usr/bin/python3', [script], process.env, /"ready"/);
  const alerts = [];
  daemon.lines.on('line', (line) => alerts.push(JSON.parse(line)));
  return {
    alerts,
    tap: (alert) => daemon.process.stdin.write(`tap ${alert.id}\n`),
    async close() {
      const ended = once(daemon.process, 'exit');
      daemon.process.stdin.end();
      await ended;
    },
  };
}

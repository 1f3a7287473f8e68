// A window of the app, driven by WebDriver: tauri-driver in front of WebKitWebDriver, spoken to by fetch.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** Asks again until it is so, and answers what it then is. */
export async function until(what, so, patience = 20_000) {
  const end = Date.now() + patience;
  for (;;) {
    const answer = await so();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`it never came to be: ${await (typeof what === 'function' ? what() : what)}`);
    await new Promise((next) => setTimeout(next, 15));
  }
}

/** Two ports that nobody has. Both are held until both are known: one after the other may be the same. */
async function freePorts() {
  const servers = [createServer().listen(0, '127.0.0.1'), createServer().listen(0, '127.0.0.1')];
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return ports;
}

/** Starts the program under a driver of its own. `begun` is when it was asked for. */
export async function openWindow({ binary, env, args = [] }) {
  const [port, native] = await freePorts();
  const driver = spawn(process.env.TAURI_DRIVER, ['--port', port, '--native-port', native].map(String), {
    env, stdio: ['ignore', 'inherit', 'inherit'],
  });
  // The one behind is asked first: tauri-driver answers with a fright as long as it is not there.
  const ask = async (method, path, body) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, body: body && JSON.stringify(body) });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`${method} ${path}: ${value?.error}: ${value?.message}`);
    return value;
  };
  for (const each of [native, port]) {
    const ready = () => fetch(`http://127.0.0.1:${each}/status`).then(({ ok }) => ok, () => false);
    await until('the driver answers', ready);
  }
  const begun = Date.now();
  const wanted = { browserName: 'wry', 'tauri:options': { application: binary, args } };
  let session;
  try {
    ({ sessionId: session } = await ask('POST', '/session', { capabilities: { alwaysMatch: wanted } }));
  } catch (error) {
    driver.kill();
    throw error;
  }
  const here = (method, path, body) => ask(method, `/session/${session}${path}`, body);
  const script = (code, ...values) => here('POST', '/execute/sync', { script: code, args: values });

  const window = {
    begun,
    script,
    /** What can be read in the window now. */
    text: () => script('return document.body.innerText'),
    /** Waits until the words can be read, and answers everything that can be read then. */
    sees: (words, patience) => {
      const read = async () => { const text = await window.text(); return words.test(text) && text; };
      return until(async () => `${words} in\n${await window.text()}`, read, patience);
    },
    gone: (words) => until(`${words} is gone`, async () => !words.test(await window.text())),
    /** Waits for what a person would press by these words, and presses it. */
    async tap(words) {
      const found = () => script(PRESSABLE, words.source);
      const element = await until(async () => `${words} to press in\n${await window.text()}`, found);
      await here('POST', `/element/${element[ELEMENT]}/click`, {});
    },
    /** Types into the field with that label. */
    async type(label, text) {
      const element = await until(`a field ${label}`, () => script(FIELD, label.source));
      await here('POST', `/element/${element[ELEMENT]}/value`, { text });
    },
    /** Presses a key, wherever the focus is. */
    press: (key) =>
      here('POST', '/actions', {
        actions: [{ type: 'key', id: 'keys', actions: [{ type: 'keyDown', value: key }, { type: 'keyUp', value: key }] }],
      }),
    /** A picture of the window as it stands: without two frames WebKit gives the one before. */
    async picture(file) {
      await here('POST', '/execute/async', {
        script: 'const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))', args: [],
      });
      writeFileSync(file, Buffer.from(await here('GET', '/screenshot'), 'base64'));
    },
    /** Ends the program and its driver. */
    async close() {
      await here('DELETE', '').catch(() => {});
      const ended = once(driver, 'exit');
      driver.kill();
      await ended;
    },
  };
  return window;
}

const PRESSABLE = `const words = new RegExp(arguments[0]);
  return [...document.querySelectorAll('a, button, [role=tab], [role=button]')].find((each) => {
    const box = each.getBoundingClientRect();
    return box.width && box.height && !each.disabled && words.test(each.getAttribute('aria-label') ?? each.innerText.trim());
  }) ?? null`;

const FIELD = `const words = new RegExp(arguments[0]);
  const label = [...document.querySelectorAll('label')].find((each) => words.test(each.innerText));
  return label?.control ?? null`;

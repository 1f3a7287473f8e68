// A client in JavaScript: takes orders from standard input, a JSON object a line, answers each.
// Regard's client (`src/line.rs`) and Anki's (`clients/anki.py`) understand the same orders.

import { createInterface } from "node:readline";

export const now = () => process.hrtime.bigint().toString();

export function obey(acts) {
  let turn = Promise.resolve();
  createInterface({ input: process.stdin }).on("line", (text) => {
    const { id, act, ...args } = JSON.parse(text);
    const answer = async () => {
      try {
        return { id, ok: (await acts[act]?.(args)) ?? {} };
      } catch (error) {
        return { id, error: String(error?.message ?? error) };
      }
    };
    turn = turn.then(answer).then((said) => process.stdout.write(`${JSON.stringify(said)}\n`));
  }).on("close", () => process.exit(0));
}

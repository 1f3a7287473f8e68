// Figures by name, the table that people read, and the places where a peer is ahead.

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return (low + high) / 2;
}

export function at(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.round((sorted.length - 1) * share)];
}

// What is told of each side: a name, how it is called in JSON, and how it comes out of its runs. All
// of them are better when lower.
const flat = (runs, pick) => runs.flatMap(pick);
export const MEASURES = [
  ["S1 first sync, s", (n) => `first_${n}_s`, (r) => median(flat(r, (run) => run.first.map((f) => f.s))), 2],
  ["S1 worst of its runs, s", (n) => `first_worst_${n}_s`, (r) => at(flat(r, (run) => run.first.map((f) => f.s)), 1), 2],
  ["S4 first sync, MB on the wire", (n) => `first_mb_${n}`, (r) => median(flat(r, (run) => run.first.map((f) => f.mb))), 2],
  ["S1 processor of the server, s", (n) => `first_server_cpu_${n}_s`, (r) => median(flat(r, (run) => run.first.map((f) => f.serverCpu))), 2],
  ["S1 processor of the device, s", (n) => `first_client_cpu_${n}_s`, (r) => median(flat(r, (run) => run.first.map((f) => f.clientCpu))), 2],
  ["S2 push of all edits, ms", (n) => `push_${n}_ms`, (r) => median(r.map((run) => run.push.ms)), 0],
  ["S4 an edit of that push, bytes", (n) => `bytes_per_edit_${n}`, (r) => median(r.map((run) => run.push.bytesEach)), 1],
  ["S2 processor of the server, s", (n) => `push_server_cpu_${n}_s`, (r) => median(r.map((run) => run.push.serverCpu)), 2],
  ["S3 one edit to the other device, p50 ms", (n) => `one_edit_p50_${n}_ms`, (r) => median(flat(r, (run) => run.one.times)), 1],
  ["S3 one edit to the other device, p95 ms", (n) => `one_edit_p95_${n}_ms`, (r) => at(flat(r, (run) => run.one.times), 0.95), 1],
  ["S4 one edit alone, bytes, both devices", (n) => `bytes_per_single_edit_${n}`, (r) => median(r.map((run) => run.one.bytesEach)), 0],
  ["S3 a look when there is nothing, ms", (n) => `idle_look_${n}_ms`, (r) => median(r.map((run) => run.one.idle?.ms)), 1],
  ["S3 a look when there is nothing, bytes", (n) => `idle_look_bytes_${n}`, (r) => median(r.map((run) => run.one.idle?.bytes)), 0],
  ["S5 words lost", (n) => `lost_words_${n}`, (r) => Math.max(...r.map((run) => run.words.lost)), 0],
  ["S5 words kept where nobody looks", (n) => `hidden_words_${n}`, (r) => Math.max(...r.map((run) => run.words.hidden)), 0],
  ["S5 words shown beside (for information)", (n) => `beside_words_${n}`, (r) => Math.max(...r.map((run) => run.words.beside)), 0],
  ["S5 devices that disagree afterwards", (n) => `disagree_${n}`, (r) => r.filter((run) => !run.words.agree).length, 0],
  ["most memory of the server, MB", (n) => `server_rss_${n}_mb`, (r) => median(r.map((run) => run.memory.server)), 0],
  ["most memory of the device in S1, MB", (n) => `client_rss_${n}_mb`, (r) => median(r.map((run) => run.memory.client)), 0],
  ["files of the server, MB", (n) => `server_disk_${n}_mb`, (r) => median(r.map((run) => run.disk.server)), 1],
  ["files of the device, MB", (n) => `client_disk_${n}_mb`, (r) => median(r.map((run) => run.disk.client)), 1],
];

export class Figures {
  #values = {};

  constructor(prefix) {
    this.prefix = prefix;
  }

  note(name, value) {
    if (value === undefined || Number.isNaN(value)) return;
    this.#values[`${this.prefix}${name}`] = typeof value === "number" ? Math.round(value * 1000) / 1000 : value;
  }

  get(name) {
    return this.#values[`${this.prefix}${name}`];
  }

  sides(runs, notRun) {
    for (const [name, reason] of notRun) this.note(`not_run_${name}`, reason);
    for (const [name, results] of runs) {
      if (notRun.has(name)) continue;
      for (const [, key, value] of MEASURES) this.note(key(name), value(results));
    }
  }

  table(names, notRun) {
    const shown = (value, digits) => (value === undefined ? "–" : value.toFixed(digits));
    const rows = MEASURES.map(([label, key, , digits]) => [label, ...names.map((name) => shown(this.get(key(name)), digits))]);
    const head = ["", ...names];
    const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column].length)));
    const text = [head, ...rows].map((row) => row.map((cell, n) => (n ? cell.padStart(widths[n]) : cell.padEnd(widths[n]))).join("  "));
    for (const [name, reason] of notRun) text.push(`${name}: not run: ${reason}`);
    return text.join("\n");
  }

  // One sentence for each place where a peer is ahead of Regard.
  ahead(names) {
    const sentences = [];
    for (const [label, key, , digits] of MEASURES) {
      const ours = this.get(key("regard"));
      if (ours === undefined || label.includes("for information")) continue;
      for (const name of names.filter((name) => name !== "regard")) {
        const theirs = this.get(key(name));
        if (theirs !== undefined && theirs < ours) sentences.push(`${name} is ahead in "${label}": ${theirs.toFixed(digits)} against ${ours.toFixed(digits)}.`);
      }
    }
    return sentences;
  }

  get values() {
    return this.#values;
  }
}

// One run of one side: a fresh copy of its full server, two new devices, S1 to S5. What is timed is
// timed here, alike for everyone; what is checked is checked outside the timed part.

import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expectedHash } from "./content.mjs";
import { cpuSeconds, folderMb, peakMb, stop } from "./processes.mjs";
import { Proxy } from "./proxy.mjs";

const seconds = () => Number(process.hrtime.bigint()) / 1e9;
const rest = (ms) => new Promise((done) => setTimeout(done, ms));

async function timed(act) {
  const begun = seconds();
  const answer = await act();
  return { took: seconds() - begun, answer };
}

// What two people typed at once, and where it can be found afterwards.
export function countWords(typed, found) {
  const has = (texts, word) => texts.some((text) => text.includes(word));
  const all = (where) => found.flatMap((device) => device[where]);
  const [shown, beside, hidden] = ["shown", "beside", "hidden"].map(all).map((texts) => [texts.join("\n")]);
  const counts = { typed: typed.length, beside: 0, hidden: 0, lost: 0 };
  for (const word of typed) {
    if (has(shown, word)) continue;
    if (has(beside, word)) counts.beside += 1;
    else if (has(hidden, word)) counts.hidden += 1;
    else counts.lost += 1;
  }
  return counts;
}

export class Run {
  constructor(side, { work, golden, data, ids, size, rtt, number }) {
    Object.assign(this, { side, data, ids, size, rtt });
    this.folder = join(work, `${side.name}-${number}`);
    this.golden = golden;
    this.log = join(work, `${side.name}.log`);
    this.edits = new Map();
    this.devices = [];
  }

  async measure() {
    rmSync(this.folder, { recursive: true, force: true });
    mkdirSync(this.folder, { recursive: true });
    const serverFolder = join(this.folder, "server");
    cpSync(this.golden, serverFolder, { recursive: true });
    this.server = await this.side.startServer(serverFolder, this.log);
    try {
      const [marta, ben] = [await this.device("marta"), await this.device("ben")];
      const figures = { first: [await this.first(marta), await this.first(ben)] };
      figures.push = await this.push(marta, ben);
      figures.one = await this.oneByOne(marta, ben);
      figures.words = await this.atOnce(marta, ben);
      figures.memory = { server: peakMb(this.server.child), client: figures.first[0].peak };
      for (const device of this.devices) await device.worker.end();
      await stop(this.server.child);
      figures.disk = { server: folderMb(serverFolder), client: folderMb(marta.dir) };
      return figures;
    } finally {
      for (const device of this.devices) {
        await device.worker.end();
        device.proxy.close();
      }
      await stop(this.server.child);
      rmSync(this.folder, { recursive: true, force: true });
    }
  }

  async device(who) {
    const proxy = await new Proxy(this.server.port, this.rtt).listen();
    const device = { who, proxy, dir: join(this.folder, who), worker: this.side.client(this.log) };
    this.devices.push(device);
    await device.worker.ask("open", { dir: device.dir, url: proxy.url, ...(await this.side.openWith?.(this.server, this.log)) });
    return device;
  }

  async check(device, what) {
    const { hash } = await device.worker.ask("hash");
    if (hash !== (await expectedHash(this.data, this.edits))) throw new Error(`wrong result: ${what} left ${device.who}'s device with other content`);
  }

  note(edit) {
    this.edits.set(edit.id, { ...this.edits.get(edit.id), [edit.field]: edit.value });
    return edit;
  }

  // S1: an empty device until everything is on it.
  async first(device) {
    const before = { bytes: device.proxy.bytes, server: cpuSeconds(this.server.child), client: cpuSeconds(device.worker.child) };
    const { took, answer } = await timed(() => device.worker.ask("first"));
    const after = { server: cpuSeconds(this.server.child), client: cpuSeconds(device.worker.child) };
    if (answer.customers !== this.size.customers) throw new Error(`wrong result: ${answer.customers} customers of ${this.size.customers}`);
    const bytes = device.proxy.bytes - before.bytes;
    // Before the check, which reads everything.
    const peak = peakMb(device.worker.child);
    await this.check(device, "the first sync");
    return { s: took, peak, mb: bytes / 1e6, serverCpu: after.server - before.server, clientCpu: after.client - before.client };
  }

  // S2: edits made without a network, then one push.
  async push(marta, ben) {
    for (const device of [marta, ben]) device.proxy.shut();
    const edits = this.ids.slice(0, this.size.edits).map((id, n) => this.note({ id, field: "about", value: `Asked for number ${n} of the new line` }));
    await marta.worker.ask("edit", { edits });
    const before = { bytes: marta.proxy.bytes, server: cpuSeconds(this.server.child) };
    marta.proxy.reopen();
    const { took } = await timed(() => marta.worker.ask("push"));
    const bytes = marta.proxy.bytes - before.bytes;
    const serverCpu = cpuSeconds(this.server.child) - before.server;
    ben.proxy.reopen();
    await ben.worker.ask("pull");
    await this.check(ben, "the push");
    return { ms: took * 1000, bytesEach: bytes / edits.length, serverCpu };
  }

  // S3: one edit at a time, from the tap on one device until the other can show it.
  async oneByOne(marta, ben) {
    for (const device of [marta, ben]) await device.worker.ask("live");
    await rest(500);
    const times = [];
    const before = marta.proxy.bytes + ben.proxy.bytes;
    for (let n = 0; n < this.size.singles; n += 1) {
      const edit = this.note({ id: this.ids[n % this.ids.length], field: "about", value: `Called about the ring, turn ${n}` });
      const seeing = this.side.name === "anki" ? undefined : ben.worker.ask("see", { edit });
      const [told, seen] = [await marta.worker.ask("tell", { edit }), await (seeing ?? ben.worker.ask("see", { edit }))];
      times.push(Number(BigInt(seen.at) - BigInt(told.at)) / 1e6);
      await rest(20);
    }
    const bytes = marta.proxy.bytes + ben.proxy.bytes - before;
    await this.check(ben, "one edit at a time");
    const idle = this.side.polls ? await this.idle(ben) : undefined;
    return { times, bytesEach: bytes / times.length, idle };
  }

  async idle(device) {
    const before = device.proxy.bytes;
    const looks = 50;
    const { ms } = await device.worker.ask("idle", { looks });
    return { ms, bytes: (device.proxy.bytes - before) / looks };
  }

  // S5: both write about the same customers without a network, half of them a name, half free words.
  async atOnce(marta, ben) {
    for (const device of [marta, ben]) {
      await device.worker.ask("still").catch(() => {});
      device.proxy.shut();
    }
    const ids = this.ids.slice(-this.size.conflicts);
    const typed = [];
    for (const [mark, device] of [["Aq", marta], ["Bz", ben]]) {
      const edits = ids.map((id, n) => {
        const word = `${mark}${String(n).padStart(4, "0")}x`;
        typed.push(word);
        return n % 2 ? { id, field: "nickname", value: word } : { id, field: "about", value: `Said ${word} today` };
      });
      await device.worker.ask("edit", { edits });
      // Later is later, also for clocks that count seconds.
      await rest(1100);
    }
    for (const device of [marta, ben]) device.proxy.reopen();
    // Twice: the first hears of the second's only at the second turn.
    for (let turn = 0; turn < 2; turn += 1) {
      for (const device of [marta, ben]) {
        await device.worker.ask("push");
        await device.worker.ask("pull");
      }
    }
    const found = [];
    for (const device of [marta, ben]) found.push(await device.worker.ask("words", { ids, fields: ["about", "nickname"] }));
    return { ...countWords(typed, found), agree: String(found[0].shown) === String(found[1].shown) };
  }
}

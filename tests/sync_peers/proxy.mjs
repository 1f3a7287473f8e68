// A TCP proxy that counts every byte both ways, headers included, can be shut like a pulled cable, and
// can be as slow as a distant line.

import { createServer, connect } from "node:net";

export class Proxy {
  up = 0;
  down = 0;
  #open = true;
  #lines = new Set();
  #server;

  constructor(port, delayMs = 0) {
    this.target = port;
    this.delayMs = delayMs;
  }

  async listen() {
    this.#server = createServer({ noDelay: true }, (near) => this.#accept(near));
    await new Promise((done, failed) => {
      this.#server.once("error", failed);
      this.#server.listen(0, "127.0.0.1", done);
    });
    this.port = this.#server.address().port;
    return this;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  get bytes() {
    return this.up + this.down;
  }

  #accept(near) {
    if (!this.#open) {
      near.resetAndDestroy();
      return;
    }
    const far = connect({ port: this.target, host: "127.0.0.1", noDelay: true });
    const line = { near, far };
    this.#lines.add(line);
    this.#carry(line, near, far, (bytes) => (this.up += bytes));
    this.#carry(line, far, near, (bytes) => (this.down += bytes));
  }

  #carry(line, from, to, count) {
    // Half the round trip each way; the order stays.
    const later = (act) => (this.delayMs > 0 ? setTimeout(act, this.delayMs / 2) : act());
    from.on("data", (part) => {
      count(part.length);
      later(() => {
        if (to.writable && !to.write(part)) {
          from.pause();
          to.once("drain", () => from.resume());
        }
      });
    });
    from.on("error", () => to.destroy());
    // What is still on its way arrives before the line ends.
    from.on("end", () => later(() => to.end()));
    from.on("close", () => {
      later(() => to.destroySoon());
      if (to.destroyed) this.#lines.delete(line);
    });
  }

  shut() {
    this.#open = false;
    for (const { near, far } of this.#lines) {
      near.resetAndDestroy();
      far.destroy();
    }
    this.#lines.clear();
  }

  reopen() {
    this.#open = true;
  }

  close() {
    this.shut();
    this.#server?.close();
  }
}

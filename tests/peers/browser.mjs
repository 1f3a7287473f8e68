// A browser's side of Web Push, of others (web-push-testing). Says its port on the first line; ends
// when whoever started it goes away.
import { createRequire } from "node:module";
import { createServer } from "node:net";

const require = createRequire(import.meta.url);
const { PushApiModel } = require("web-push-testing/src/PushApiModel.js");
const Server = require("web-push-testing/src/server.js");

const port = await new Promise((resolve) => {
  const probe = createServer().listen(0, "localhost", () => {
    const { port } = probe.address();
    probe.close(() => resolve(port));
  });
});
// It says by the console that it listens, and much else later on.
await new Promise((resolve) => {
  console.log = resolve;
  new Server(new PushApiModel(), port).startServer();
});
process.stdout.write(`${port}\n`);
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));

// Drives the peer that the delivery tests use with Twilio's own client: what satisfies it is Twilio
// enough for us. Arguments: base address, account, key, secret, sender.
import assert from "node:assert/strict";
import { createRequire } from "node:module";

const twilio = createRequire(import.meta.url)("twilio");
const [base, accountSid, key, secret, from] = process.argv.slice(2);
const client = twilio(key, secret, { accountSid });
client.api.baseUrl = base;

const to = "+12125550177";
const made = await client.messages.create({ to, from, body: "From the official client" });
assert.match(made.sid, /^SM[0-9a-f]{32}$/);
assert.equal(made.status, "queued");
const listed = await client.messages.list({ to, limit: 5 });
assert.deepEqual(listed.map((message) => message.sid), [made.sid]);
assert.ok(Math.abs(listed[0].dateCreated - Date.now()) < 86_400_000 * 365);
await assert.rejects(client.messages.create({ to: "+15005550001", from, body: "x" }), (error) => {
  assert.equal(error.code, 21211);
  return error.status === 400;
});
console.log("ok");

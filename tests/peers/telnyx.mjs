// Drives the peer that the delivery tests use with Telnyx's own client, and lets it check one of the
// peer's calls. Arguments: base address, API key, public key, sender, and a call: body, timestamp,
// signature.
import assert from "node:assert/strict";
import Telnyx from "telnyx";

const [base, apiKey, publicKey, from, body, timestamp, signature] = process.argv.slice(2);
const client = new Telnyx({ apiKey, publicKey, baseURL: `${base}/v2`, maxRetries: 0 });

const to = "+12125550177";
const webhook_url = "https://store.example/v1/telnyx/status/x/1";
const made = await client.messages.send({ to, from, text: "From the official client", webhook_url });
assert.match(made.data.id, /^[0-9a-f-]{36}$/);
assert.equal(made.data.to[0].status, "queued");

const found = [];
const filter = { record_type: "messaging", direction: "outbound", cld: to };
for await (const record of client.detailRecords.list({ filter, sort: ["-created_at"] })) {
  found.push(record);
}
assert.deepEqual(found.map((record) => record.uuid), [made.data.id]);
assert.equal(found[0].delivery_status_webhook_url, webhook_url);

await assert.rejects(client.messages.send({ to: "12", from, text: "x" }), (error) => error.status === 400);

const headers = { "telnyx-timestamp": timestamp, "telnyx-signature-ed25519": signature };
const call = await client.webhooks.unwrap(body, { headers });
assert.equal(call.data.event_type, "message.finalized");
const forged = body.replace("delivered", "delivery_failed");
await assert.rejects(client.webhooks.unwrap(forged, { headers }));
console.log("ok");

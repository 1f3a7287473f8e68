// Signs random callbacks with Twilio's own library, one JSON object a line. Our check has to agree.
import { createRequire } from "node:module";

const { getExpectedTwilioSignature } = createRequire(import.meta.url)("twilio");

// mulberry32: the same seed gives the same callbacks.
let state = Number(process.argv[3] ?? 20261120);
const random = () => {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};
const below = (n) => Math.floor(random() * n);
const letters = [..."abcXYZ019 +&=%#?/:;,.'\"<>\\\n\t~éçßñŁяЖ中日한😀👨‍👩‍👧🛑\u00a0\u200b"];
const plain = [..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"];
const text = (from, most) => Array.from({ length: below(most + 1) }, () => from[below(from.length)]).join("");
const name = () => plain[below(26)] + text(plain, 12);
const hex = (length) => Array.from({ length }, () => below(16).toString(16)).join("");

for (let i = 0; i < Number(process.argv[2] ?? 10000); i++) {
  const token = hex(32);
  const port = ["", "", ":8443", ":3000"][below(4)];
  const url = `https://${text([..."abcdefghij"], 8) || "store"}.example${port}/v1/twilio/status/${hex(8)}/${1 + below(9)}`;
  const params = {};
  for (let n = below(14); n > 0; n--) {
    params[name()] = below(5) === 0 ? Array.from({ length: 1 + below(4) }, () => text(letters, 4)) : text(letters, 40);
  }
  const form = Object.entries(params).flatMap(([key, value]) => [value].flat().map((one) => [key, one]));
  const signature = getExpectedTwilioSignature(token, url, params);
  console.log(JSON.stringify({ token, url, form, signature }));
}

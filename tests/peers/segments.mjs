// Counts the parts of random texts with Twilio's own calculator, one JSON object a line. Our counter has to agree.
import { createRequire } from "node:module";

const { SegmentedMessage } = createRequire(import.meta.url)("sms-segments-calculator");

// mulberry32: the same seed gives the same texts.
let state = Number(process.argv[3] ?? 20261122);
const random = () => {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};
const below = (n) => Math.floor(random() * n);
const pick = (from) => from[below(from.length)];

const basic = [
  ..."@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
];
const extension = [..."^{}\\[~]|€"];
const long = [..."çêëîïôûúíáółşğ’“”–…`\u00a0™°яЖ中日한", "😀", "👍🏽", "👨‍👩‍👧‍👦", "🇫🇷", "e\u0301", "❤️"];

for (let i = 0; i < Number(process.argv[2] ?? 10000); i++) {
  // Lengths around the edges of parts, and anything up to ten of them.
  const about = pick([1, 40, 66, 67, 68, 70, 71, 80, 134, 135, 153, 160, 161, 201, 306, 307, 459, 700, 1600]);
  const length = Math.max(0, about + below(7) - 3);
  const kind = below(4);
  let text = "";
  while ([...text].length < length) {
    const sort = random();
    if (kind >= 2 && sort < (kind === 2 ? 0.02 : 0.5)) text += pick(long);
    else if (kind >= 1 && sort > 0.9) text += pick(extension);
    else text += pick(basic);
  }
  const counted = new SegmentedMessage(text);
  console.log(JSON.stringify({ text, encoding: counted.encodingName, parts: text === "" ? 0 : counted.segmentsCount }));
}

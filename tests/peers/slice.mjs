// Cuts the paths of /Messages out of Twilio's own description of its API, for Prism.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const file = createRequire(import.meta.url).resolve(
  "@twilio/cli-core/src/services/twilio-api/twilio_api_v2010.json",
);
const whole = JSON.parse(readFileSync(file, "utf8"));
const paths = Object.fromEntries(
  Object.entries(whole.paths).filter(([path]) =>
    /^\/2010-04-01\/Accounts\/{AccountSid}\/Messages(\.json|\/{Sid}\.json)$/.test(path),
  ),
);

// Every schema that these paths lead to.
const schemas = {};
const follow = (node) => {
  if (Array.isArray(node)) return node.forEach(follow);
  if (node === null || typeof node !== "object") return;
  // Twilio calls its relative page links URIs; a strict reader does not.
  if (node.format === "uri") delete node.format;
  const name = node.$ref?.match(/^#\/components\/schemas\/(.+)$/)?.[1];
  if (name && !(name in schemas)) {
    schemas[name] = whole.components.schemas[name];
    follow(schemas[name]);
  }
  Object.values(node).forEach(follow);
};
follow(paths);

const { openapi, info } = whole;
const { securitySchemes } = whole.components;
process.stdout.write(
  JSON.stringify({ openapi, info, paths, components: { schemas, securitySchemes } }),
);

// The card of every type that people review, drawn by the official renderer in a headless browser, wide and on a phone.
//   node tests/end-to-end/cards.test.mjs        AGENTBOT_PICTURES names a folder that keeps the pictures
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { install } from "./packages.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const golden = resolve(here, "../AgentBot.Core.Tests/Cards/Golden");
const types = ["document", "message", "email", "table", "record", "diff", "image", "decision", "payment", "plan"];
const smallest = 10_000;

install(join(here, "cards"));
const kept = process.env.AGENTBOT_PICTURES;
const to = kept ? resolve(kept) : mkdtempSync(join(tmpdir(), "agentbot-cards-"));
let passed = 0, failed = 0;
for (const type of types) {
  // The first sample of a type that asks; its other states are drawn by hand when they change.
  const name = readdirSync(golden).map(file => file.replace(/\.json$/, "")).filter(file => file === type || file.startsWith(`${type}-`))
    .find(file => JSON.parse(readFileSync(join(golden, `${file}.json`), "utf8")).body.some(part => part.id === "deciders"));
  const drawn = name ? spawnSync("node", [join(here, "cards", "draw.mjs"), "--to", to, name], { encoding: "utf8", timeout: 120_000 }) : undefined;
  const size = drawn?.status === 0 ? statSync(join(to, `${name}.png`)).size : 0;
  if (size >= smallest) passed++;
  else { failed++; console.error(`${type}: ${drawn ? drawn.stderr.trim() || `a picture of ${size} bytes` : "no card asks about one"}`); }
}
if (!kept) rmSync(to, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);

// An agent with a real server of tools from npm, on every platform: it reads freely; what it wants to write is changed and approved,
// then refused with a reason. The server's folder says what was written, and the model what it was told.
//   node tests/end-to-end/tools.test.mjs [console|chats …]
// AGENTBOT_PICTURES=<folder> keeps pictures of the console and the cards of the chats on the way.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { install } from "./packages.mjs";
import { Checks, StoryOver } from "./story/checks.mjs";
import { Host } from "./story/host.mjs";

const wanted = process.argv.slice(2);
const scenes = ["console", "chats"].filter(name => wanted.length === 0 || wanted.includes(name));
for (const room of ["tools", ".", ...(scenes.includes("chats") ? ["slack", "teams"] : [])]) install(fileURLToPath(new URL(room, import.meta.url)));
const { Handbook } = await import("./tools/handbook.mjs");

const checks = new Checks();
for (const name of scenes) await scene(name);
console.log(checks.line);
process.exit(checks.failed === 0 && checks.passed > 0 ? 0 : 1);

async function scene(name) {
  console.log(`${name}:`);
  const { default: play } = await import(`./tools/${name}.mjs`);
  const world = { check: checks.check.bind(checks), step: checks.step.bind(checks) };
  try {
    world.host = await Host.create();
    world.book = await Handbook.open(world.host);
    await play(world);
  } catch (fault) {
    if (!(fault instanceof StoryOver)) await checks.check(`${name} is played to its end`, () => { throw fault; });
    if (world.host) console.log(readFileSync(world.host.log, "utf8").split("\n").slice(-25).join("\n"));
  } finally {
    await world.remove?.();
    await world.book?.remove();
    await world.host?.remove();
  }
}

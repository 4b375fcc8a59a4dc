// The story of the product in Teams: the real program, and the Microsoft 365 Agents Playground for Teams and its people.
// Played by what Teams sends; by real clicks in the Playground's pages; and between Slack and Teams.
//   node tests/end-to-end/teams.test.mjs [wire|deciding|browser|between …]
// AGENTBOT_PICTURES=<folder> keeps pictures of the pages on the way.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { install } from "./packages.mjs";
import { Checks, StoryOver } from "./story/checks.mjs";
import { Host, freePort, repository } from "./story/host.mjs";

const wanted = process.argv.slice(2);
const scenes = ["wire", "deciding", "browser", "between"].filter(name => wanted.length === 0 || wanted.includes(name));
for (const room of ["teams", ...(scenes.includes("between") ? ["slack"] : []), ...(scenes.includes("browser") ? ["."] : [])]) install(fileURLToPath(new URL(room, import.meta.url)));
const { Playground, appId, tenant } = await import("./teams/playground.mjs");

const checks = new Checks();
const tools = { check: checks.check.bind(checks), step: checks.step.bind(checks), claims: readFileSync(join(repository, "templates/finance/samples/expense-triage.claims.csv"), "utf8") };
for (const name of scenes) {
  const { default: play, current } = await import(`./teams/${name}.mjs`);
  await scene(name, play, current);
}

console.log(checks.line);
process.exit(checks.failed === 0 && checks.passed > 0 ? 0 : 1);

async function scene(name, play, current) {
  console.log(`${name}:`);
  const world = { ...tools };
  try {
    world.host = await Host.create();
    world.playground = await Playground.start(freePort, world.host.url, current);
    Object.assign(world, world.playground.people());
    world.host.settings = [
      `--Console:Url=http://127.0.0.1:${await freePort()}`, `--Teams:AppId=${appId}`, `--Teams:TenantId=${tenant}`, "--Teams:AllowUnauthenticatedLoopback=true",
      ...["ana", "ben", "cleo"].flatMap(one => [`--People:${one}:Name=${world[one].name}`, `--People:${one}:Teams=${world[one].aadObjectId}`]),
      ...["finance-leads", "operations-leads"].flatMap(group => ["ben", "cleo"].map((member, place) => `--Groups:${group}:Members:${place}=${member}`)),
      ...["ana", "ben", "cleo"].map((member, place) => `--Groups:finance:Members:${place}=${member}`), "--Operators:0=cleo",
    ];
    // The Playground's team has one channel beside the general one.
    const minutes = join(world.host.folder, "templates/operations/meeting-minutes.yaml");
    writeFileSync(minutes, readFileSync(minutes, "utf8").replace("\"#operations\"", "\"#finance\""));
    await play(world);
  } catch (fault) {
    if (!(fault instanceof StoryOver)) await checks.check(`${name} is played to its end`, () => { throw fault; });
    if (world.host) console.log(readFileSync(world.host.log, "utf8").split("\n").slice(-25).join("\n"));
    if (world.playground) console.log(world.playground.posts.slice(-12).map(post => `            ${post.conversation} ${post.edits} ${post.text} ${JSON.stringify(post.card?.body ?? "")}`.slice(0, 240)).join("\n"));
  } finally {
    await world.remove?.();
    await world.playground?.remove();
    await world.host?.remove();
  }
}

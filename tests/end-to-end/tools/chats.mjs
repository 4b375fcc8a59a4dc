// In Slack with its own client, and in Teams with the Agents Playground, which the same program speaks with at once.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Front } from "../slack/front.mjs";
import { Person, buttonIn as slackButton, until, wordsOf as slackWords } from "../slack/person.mjs";
import { secret } from "../slack/signing.mjs";
import { holds, same } from "../story/checks.mjs";
import { freePort } from "../story/host.mjs";
import { buttonIn, fieldsOf, hasButton, stepBefore, wordsOf } from "../teams/member.mjs";
import { Playground, appId, tenant } from "../teams/playground.mjs";
import { asking, changed, reason, wanted } from "./handbook.mjs";

const bot = "U0AGENTBOT";
const pictures = process.env.AGENTBOT_PICTURES;

export default async function play(world) {
  const { host, check, step, book } = world;
  const front = await Front.start(freePort);
  world.remove = () => front.remove();
  const playground = await Playground.start(freePort, host.url, "ana");
  world.remove = async () => { await front.remove(); await playground.remove(); };
  const { members } = await front.call("users.list", {});
  const { channels } = await front.call("conversations.list", {});
  const { team_id } = await front.call("auth.test", {});
  const slack = Object.fromEntries(["ana", "ben", "cleo"].map(name => [name, new Person(front, name, members.find(member => member.name === name).id, team_id)]));
  const room = { id: channels.find(channel => channel.name === "finance").id, name: "finance" };
  const teams = playground.people();
  host.settings.push(
    `--Console:Url=http://127.0.0.1:${await freePort()}`, `--Teams:AppId=${appId}`, `--Teams:TenantId=${tenant}`, "--Teams:AllowUnauthenticatedLoopback=true",
    `--Slack:SigningSecret=${secret}`, "--Slack:BotToken=xoxb-agentbot", `--Slack:ApiUrl=${front.api}`,
    ...["ana", "ben", "cleo"].flatMap(name => [`--People:${name}:Name=${teams[name].name}`, `--People:${name}:Teams=${teams[name].aadObjectId}`, `--People:${name}:Slack=${slack[name].id}`]),
    ...["ben", "cleo"].map((member, place) => `--Groups:finance-leads:Members:${place}=${member}`), "--Operators:0=cleo",
  );
  await step("the program starts with Slack and Teams", () => host.start());
  front.host = host.url;
  await until("auth.test", () => front.of("auth.test").some(call => call.answer?.ok));
  await slack.ana.web.conversations.invite({ channel: room.id, users: bot });
  await front.rest();
  await step("an operator agrees to both tools", () => book.agree(check));
  await inSlack({ front, room, ...slack }, world);
  await playground.install(playground.rooms.general);
  await until("the welcome", () => playground.in(playground.rooms.general)[0]);
  await inTeams(playground, teams, world);
}

async function inSlack({ front, room, ana, ben }, { book, check, step }) {
  const card = await run("Slack: a card asks in the run's thread");
  await check("the page was read without asking anybody, and nothing is written yet", () => { holds(book.model.told[0], "fifth working day"); same(book.writes, 0); });
  await check("the card says which tool, with which arguments, and what silence means", () => {
    for (const part of ["Let the agent call “Write file”?", "handbook.write_file", "closing.md", "fourth working day", "Without an answer nothing is called."]) holds(slackWords(card.blocks), part);
  });
  keep("slack-call", card.blocks);
  let before = front.calls.length;
  await ben.click(room, card, "Change…");
  const form = await step("Ben is shown the arguments in fields", () => ben.form(before));
  await check("they stand there as they would go to the tool", () => same(form.blocks.find(block => block.label?.text === "Content").element.initial_value, wanted));
  keep("slack-call-edit", form.blocks);
  await step("he changes one and approves", async () => { const answer = await ben.submit(form, { content: changed, "what happens": "Approve my version" }); same(answer?.errors ?? {}, {}); });
  await book.checkWritten(check, until);
  const decided = await step("the card of his version says that it was called", () => until("the card of the call that was made", async () =>
    (await ana.thread(room, card.root)).find(message => message.ts !== card.ts && /Called: “Write file”.*Ben Okafor/s.test(slackWords(message.blocks)))));
  keep("slack-call-made", decided.blocks);

  const second = await run("Slack: a second run asks again");
  before = front.calls.length;
  await ben.click(room, second, "Refuse…");
  const why = await step("Ben is asked why not", () => ben.form(before));
  await step("he says it", () => ben.submit(why, { "why not": reason }));
  await book.checkRefused(check, until);
  await check("the card says who refused, and why", () => until("the refused card", () => settled(second, new RegExp(`Not called: “Write file”.*Ben Okafor.*${reason}`, "s"))));

  async function run(words) {
    book.begin();
    const earlier = new Set((await ana.messages(room)).map(message => message.ts));
    await ana.command(asking, room);
    const root = await until("the run", async () => (await ana.messages(room)).find(message => message.user === bot && !earlier.has(message.ts) && slackWords(message.blocks).includes("Handbook page")));
    const found = await step(words, () => until("the card", async () => (await ana.thread(room, root.ts)).find(message => message.ts !== root.ts && offers(message))));
    return { ...found, root: root.ts };
  }

  async function settled({ root, ts }, words) {
    return (await ana.thread(room, root)).find(message => message.ts === ts && !offers(message) && words.test(slackWords(message.blocks)));
  }

  function offers(message) {
    try {
      return Boolean(slackButton(message.blocks, "Approve the call"));
    } catch {
      return false;
    }
  }
}

async function inTeams(playground, { ana, ben }, { book, check, step }) {
  const { finance } = playground.rooms;
  const asks = () => playground.in(finance).filter(post => hasButton(post.first, "view") && wordsOf(post.first).includes("Write file"));
  const card = await run("Teams: a card asks in the channel");
  await check("the page was read without asking anybody, and nothing is written yet", () => { holds(book.model.told[0], "fifth working day"); same(book.writes, 0); });
  const mine = (await ben.press(card, buttonIn(card.card, "view"))).value;
  await check("Ben's view says which tool, with which arguments, and what silence means", () => {
    for (const part of ["Let the agent call “Write file”?", "handbook.write_file", "closing.md", "fourth working day", "Without an answer nothing is called."]) holds(wordsOf(mine), part);
  });
  keep("teams-call", mine);
  const form = (await step("Ben presses Change, and the arguments stand in fields", () => ben.press(card, buttonIn(mine, "edit")))).value;
  const field = fieldsOf(form).find(input => input.label === "Content");
  await check("they stand there as they would go to the tool", () => same(field?.value, wanted));
  keep("teams-call-edit", form);
  const answers = Object.fromEntries(fieldsOf(form).map(input => [input.id, input === field ? changed : input.value ?? ""]));
  await step("he changes one and approves", () => ben.press(card, buttonIn(form, "edit-approve"), answers));
  await book.checkWritten(check, until);
  const made = await step("the card of his version says that it was called", () => until("the card of the call that was made", () => playground.in(finance).find(post => post !== card && /Called: “Write file”.*Ben Okafor/s.test(wordsOf(post.card)))));
  keep("teams-call-made", made.card);

  const second = await run("Teams: a second run asks again");
  const again = (await ben.press(second, buttonIn(second.card, "view"))).value;
  const [why] = fieldsOf(stepBefore(again, "reject").card);
  await step("Ben refuses and says why", () => ben.press(second, buttonIn(again, "reject"), { [why.id]: reason }));
  await book.checkRefused(check, until);
  await check("the card says who refused, and why", () => until("the refused card", () => /Ben Okafor/.test(wordsOf(second.card)) && wordsOf(second.card).includes(reason)));
  keep("teams-call-refused", second.card);

  async function run(words) {
    const before = asks().length;
    book.begin();
    await ana.say(asking, finance);
    return await step(words, () => until("the card", () => asks()[before]));
  }
}

/** The card as it was sent: for cards/draw.mjs, or to be read. */
function keep(name, card) {
  if (!pictures) return;
  mkdirSync(pictures, { recursive: true });
  writeFileSync(join(pictures, `${name}.json`), JSON.stringify(card, null, 1));
}

// Asked in Slack, decided by one person in Teams and one in Slack, published in Teams: one review, one quorum, one person counted once.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { holds, same } from "../story/checks.mjs";
import { freePort } from "../story/host.mjs";
import { Front } from "../slack/front.mjs";
import { Person, buttonIn as slackButton, wordsOf as slackWords } from "../slack/person.mjs";
import { secret } from "../slack/signing.mjs";
import { buttonIn, hasButton, until, wordsOf } from "./member.mjs";

const template = `apiVersion: agentbot/v1
kind: Workflow
name: notice
title: Notice
summary: Writes a notice that two people agree to, wherever they work.
owner: finance-leads
inputs:
  text: { type: text, required: true, label: What it says }
steps:
  - id: draft
    action: message.render
    with: { text: "{{ inputs.text }}" }
  - id: decide
    review: { of: draft, reviewers: { group: finance-leads, quorum: 2 }, also_in: "teams:#finance", expires: 1d }
  - id: post
    publish: { to: "teams:#finance", content: "{{ steps.decide.artifact }}" }
`;

const favour = template.replace("name: notice", "name: favour").replace("title: Notice", "title: Favour")
  .replace('reviewers: { group: finance-leads, quorum: 2 }, also_in: "teams:#finance"', 'reviewers: "@dan"').replace('to: "teams:#finance"', "to: thread");

/** Whose own chat the Playground shows. */
export const current = "dan";

export default async function between(world) {
  const { host, playground, check, step } = world;
  const { finance, general } = playground.rooms;
  const front = world.front = await Front.start(freePort);
  world.remove = () => front.remove();
  const { members } = await front.call("users.list", {});
  const { channels } = await front.call("conversations.list", {});
  const { team_id } = await front.call("auth.test", {});
  const slack = Object.fromEntries(["ana", "ben", "cleo"].map(name => [name, new Person(front, name, members.find(member => member.name === name).id, team_id)]));
  const room = { id: channels.find(channel => channel.name === "finance").id, name: "finance" };
  const settings = host.settings;
  host.settings = [
    ...settings, `--Slack:SigningSecret=${secret}`, "--Slack:BotToken=xoxb-agentbot", `--Slack:ApiUrl=${front.api}`,
    ...["ana", "ben", "cleo"].map(name => `--People:${name}:Slack=${slack[name].id}`), "--People:dan:Name=Dan Ferro", `--People:dan:Teams=${world.dan.aadObjectId}`,
  ];
  writeFileSync(join(host.folder, "templates/finance/notice.yaml"), template);
  writeFileSync(join(host.folder, "templates/finance/favour.yaml"), favour);
  await step("the program starts with Slack and Teams", () => host.start());
  front.host = host.url;
  await until("auth.test", () => front.of("auth.test").some(call => call.answer?.ok));
  await slack.ana.web.conversations.invite({ channel: room.id, users: "U0AGENTBOT" });
  await front.rest();
  await step("AgentBot is added to the team in Teams", () => playground.install(general));
  await until("the welcome", () => playground.in(general)[0]);
  await world.ben.say("help", finance);
  await until("help", () => playground.posts.some(post => wordsOf(post.card).includes("run")));

  const answer = await step("Ana asks in Slack", () => slack.ana.command('run notice text="The office is closed on Friday."', room));
  await check("nothing keeps it from starting", () => { if (/not started/.test(JSON.stringify(answer ?? ""))) throw new Error(JSON.stringify(answer)); });
  const root = await step("the run's message stands in Slack", () => until("the run", async () => (await slack.ana.messages(room)).find(message => slackWords(message.blocks).includes("Notice") && message.user === "U0AGENTBOT")));
  const inSlack = async () => (await slack.ana.thread(room, root.ts)).filter(message => message.ts !== root.ts && JSON.stringify(message.blocks ?? "").includes("Who decides"));
  const asked = await step("its card stands in the thread there", () => until("the card in Slack", async () => (await inSlack())[0]));
  await check("the card says that Teams is asked too", () => holds(slackWords(asked.blocks), "#finance in Teams"));
  const card = await step("the same question stands in the channel in Teams", () => until("the card in Teams", () => playground.in(finance).find(post => hasButton(post.first, "view"))));
  await check("it was asked there once", () => same(playground.in(finance).filter(post => hasButton(post.first, "view")).length, 1));

  const bens = (await step("Ben looks at it in Teams", () => world.ben.press(card, buttonIn(card.card, "view")))).value;
  await check("he sees the words and where they go", () => { holds(wordsOf(bens), "The office is closed on Friday."); holds(wordsOf(bens), "#finance in Teams"); });
  const requester = await world.ana.press(card, buttonIn(bens, "approve"));
  await check("Ana, who asked in Slack, cannot approve in Teams", () => holds(JSON.stringify(requester), "You asked for this"));
  const stranger = await world.dan.press(card, buttonIn(bens, "approve"));
  await check("nor can Dan", () => holds(JSON.stringify(stranger), "This one is for"));
  await step("Ben approves in Teams", () => world.ben.press(card, buttonIn(bens, "approve")));
  const before = front.calls.length;
  await step("Ben approves in Slack as well", () => slack.ben.click(room, asked, slackButton(asked.blocks, "Approve").text.text));
  await check("he is told that he has decided already: one person is counted once", () => until("an answer", () => [
    ...front.calls.slice(before).filter(call => call.method === "chat.postEphemeral" && call.fields.user === slack.ben.id).map(call => call.fields.text), ...front.answers.filter(given => given.to.startsWith("ben")).map(given => given.text),
  ].find(text => /decided this already/i.test(text ?? ""))));
  await check("nothing was published on one person's word", () => same(playground.in(finance).some(post => !hasButton(post.first, "view") && wordsOf(post.first).includes("The office is closed")), false));

  await step("Cleo approves in Slack", () => slack.cleo.click(room, asked, slackButton(asked.blocks, "Approve").text.text));
  await step("the notice is published in Teams", () => until("the publication", () => playground.in(finance).find(post => post !== card && wordsOf(post.card).includes("The office is closed on Friday."))));
  await check("both cards name both, and neither asks any more", async () => {
    const slackCard = await until("the card in Slack resolved", async () => (await inSlack().then(() => slack.ana.thread(room, root.ts))).find(message => message.ts === asked.ts && !JSON.stringify(message.blocks).includes('"Approve')));
    for (const name of ["Ben Okafor", "Cleo Marchetti"]) holds(slackWords(slackCard.blocks), name);
    await until("the card in Teams resolved", () => !card.card.refresh);
    for (const name of ["Ben Okafor", "Cleo Marchetti"]) holds(wordsOf(card.card), name);
  });
  await check("the run in Slack is done", () => until("the end", async () => (await slack.ana.messages(room)).find(message => message.ts === root.ts && slackWords(message.blocks).includes("is done"))));
  await alone(world, slack, room);
}

/** Who decides and has no account in Slack is asked in their own chat in Teams. */
async function alone({ playground, dan, check, step }, slack, room) {
  await step("Ana asks in Slack for something that Dan decides, who is in Teams only", () => slack.ana.command('run favour text="Dan agrees to the new desks."', room));
  const card = await step("he is asked in his own chat in Teams", () => until("the card", () => playground.posts.find(post => hasButton(post.first, "approve") && wordsOf(post.first).includes("new desks"))));
  await check("nobody else in Teams reads it", () => same(card.conversation, playground.rooms.direct.id));
  await step("he approves there", () => dan.press(card, buttonIn(card.card, "approve")));
  await step("it is published in Slack", () => until("the publication", async () => {
    for (const message of await slack.ana.messages(room)) {
      const thread = message.reply_count || message.ts === message.thread_ts ? await slack.ana.thread(room, message.ts) : [];
      const found = thread.find(reply => slackWords(reply.blocks).includes("new desks") && slackWords(reply.blocks).includes("Approved by Dan Ferro") && !JSON.stringify(reply.blocks).includes("Who decides"));
      if (found) return found;
    }
  }));
}

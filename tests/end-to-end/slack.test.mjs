// The story of the product in Slack: the real program, a workspace that others wrote, and Slack's own client for what people do.
// Played plainly; with Slack sending everything four times; with Slack limiting rates; and with kill -9 between a post and its record.
//   node tests/end-to-end/slack.test.mjs [plain|deciding|repeated|limited|killed|judge …]
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { install } from "./packages.mjs";
import { Checks, StoryOver, holds, same } from "./story/checks.mjs";
import { teach } from "./story/deciding.mjs";
import { Host, freePort, repository } from "./story/host.mjs";

const here = fileURLToPath(new URL("slack", import.meta.url));
install(here);
const { Front } = await import("./slack/front.mjs");
const { Person, buttonIn, pause, until, wordsOf } = await import("./slack/person.mjs");
const { deciding } = await import("./slack/deciding.mjs");
const { judge } = await import("./slack/judge.mjs");
const { secret } = await import("./slack/signing.mjs");

const bot = "U0AGENTBOT";
const claims = readFileSync(join(repository, "templates/finance/samples/expense-triage.claims.csv"));
const remark = "row 3: approve because the receipt was handed in on paper";
const wanted = process.argv.slice(2);
const checks = new Checks();
const { check, step } = { check: checks.check.bind(checks), step: checks.step.bind(checks) };

for (const [name, play] of Object.entries({ plain, deciding, repeated, limited, killed, judge: judged })) {
  if (wanted.length === 0 || wanted.includes(name)) await scene(name, play);
}

console.log(checks.line);
process.exit(checks.failed === 0 && checks.passed > 0 ? 0 : 1);

async function plain(world) {
  await story(world);
  await minutes(world);
  await words(world);
}

async function repeated(world) {
  world.front.times = 4;
  await story(world);
}

async function limited(world) {
  // Every third call of each method is told to come back in a second; a form could not come later, so its calls are left alone.
  // What concerns another message or person may be on its way while the first is answered: it counts from a moment later.
  const [wait, onTheWay] = [950, 300];
  const seen = new Map();
  const early = [];
  const limits = new Map();
  world.front.fault = (method, fields) => {
    if (method.startsWith("views.")) return undefined;
    const place = `${method} ${method === "chat.postMessage" ? fields.channel : ""}`;
    const limit = limits.get(place);
    const since = Date.now() - (limit?.at ?? 0);
    const isSamePlace = method === "chat.postMessage" || (fields.ts && limit?.ts === fields.ts);
    if (since < wait && (since > onTheWay || isSamePlace)) early.push(`${place} after ${since} ms`);
    const count = (seen.get(method) ?? 0) + 1;
    seen.set(method, count);
    if (count % 3 !== 1) return undefined;
    limits.set(place, { at: Date.now(), ts: fields.ts });
    return "limit";
  };
  await story(world);
  await check("nothing was called again before its time", () => same(early, []));
  await check("calls were in fact limited", () => { if (!world.front.calls.some(call => call.answer?.error === "ratelimited")) throw new Error("none was"); });
}

async function killed(world) {
  // Slack keeps the run's message, its first card and the publication, and the program dies before it hears of each.
  const cut = new Set();
  let dying = false;
  world.front.fault = (method, fields) => {
    const key = method === "chat.postMessage" ? JSON.parse(fields.metadata ?? "{}").event_payload?.key ?? "" : "";
    const kind = key.startsWith("effect:") ? "the publication" : /:review:[^:]+:\d+$/.test(key) ? "the card" : /:run:[^:]+$/.test(key) ? "the run" : "";
    if (!kind || dying || cut.has(kind)) return undefined;
    cut.add(kind);
    dying = true;
    return "cut";
  };
  world.front.whenCut = async () => {
    await world.host.kill();
    await world.host.start();
    dying = false;
  };
  await story(world);
  await check("the program died three times between a post and its record", () => same([...cut].sort(), ["the card", "the publication", "the run"]));
}

async function judged(world) {
  await judge(world, checks);
}

/** Command, form, run, card, send back, second revision, approval, publication. */
async function story({ front, ana, ben, finance }) {
  await step("Ben teaches the channel its policy", async () => {
    for (const rule of ["approve if the amount is under 40", "else: query"]) await ben.command(`remember ${rule}`, finance);
  });
  let before = front.calls.length;
  await step("Ana types the command, and a form opens within the three seconds of its trigger", () => ana.command("run expense-triage", finance));
  const form = await step("the form asks for the export", () => ana.form(before));
  await check("the form names what will happen", () => holds(wordsOf(form.blocks), "Nothing is posted before somebody approves it"));
  const file = await step("Ana uploads her file with Slack's own client", () => ana.upload("claims.csv", claims));
  before = front.calls.length;
  const answer = await step("Ana sends the form", () => ana.submit(form, { "expense export": file }));
  await check("the form closes", () => same(answer?.errors ?? {}, {}));

  const root = await step("one message of the run stands in the channel", () => until("the run's message", async () => (await byBot(ana, finance)).find(message => wordsOf(message.blocks).includes("Expense triage"))));
  const card = await step("its review card comes in the thread", () => until("the card", async () => (await cards(ana, finance, root))[0]));
  await check("the card carries everything in its plain text too", () => holds(card.text, "Expense triage"));
  await check("the card shows the table of verdicts", () => holds(wordsOf(card.blocks), /Approve.*Query.*Refuse/s));
  await check("buttons carry identifiers only", () => {
    for (const button of card.blocks.flatMap(block => block.elements ?? []).filter(element => element.type === "button" && element.value)) if (button.value.length > 200 || /Expense|claims/.test(button.value)) throw new Error(button.value);
  });

  before = front.calls.length;
  const privately = front.calls.length;
  await step("Ana, who asked, clicks Approve", () => ana.click(finance, card, "Approve"));
  await check("she alone is told that she may not", () => until("a private answer", () => privateTo(front, ana, privately).find(text => /asked|your own|may not|not you/i.test(text))));

  before = front.calls.length;
  await step("Ben clicks Send back, and a form asks for his words", () => ben.click(finance, card, "Send back"));
  const back = await step("the form is there", () => ben.form(before));
  const empty = await ben.submit(back, {});
  await check("without words the form stays and says at the field what it wants", () => same(empty?.response_action, "errors"));
  await step("Ben sends his remark", () => ben.submit(back, { "should change": remark }));
  const second = await step("the second revision comes in the same thread", () => until("round two", async () => (await cards(ana, finance, root)).find(message => wordsOf(message.blocks).includes("Round 2"))));
  await check("it shows the remark and the row that changed, and no other", () => {
    holds(wordsOf(second.blocks), "handed in on paper");
    holds(wordsOf(second.blocks), /1 row changed|1 of \d+ rows|row 3/i);
  });
  await check("the first card shows who sent it back, with its buttons gone", async () => {
    const first = await until("a resolved card", async () => (await ana.thread(finance, root.ts)).find(message => message.ts === card.ts && !hasButton(message, "Approve")));
    holds(wordsOf(first.blocks), "Ben Okafor");
  });

  before = front.calls.length;
  await step("Ben opens the whole list", () => ben.click(finance, second, "Open"));
  const rows = await step("he leafs through it to its last page", async () => {
    let shown = "";
    for (let page = await ben.form(before); ; page = await ben.form(before)) {
      shown += wordsOf(page.blocks);
      if (!hasButton(page, "Next page")) return shown;
      before = front.calls.length;
      await ben.clickIn(page, "Next page");
    }
  });
  await check("every row of the file stands there", () => { for (let row = 1; row <= 300; row++) holds(rows, new RegExp(`\\b${row}\\b`)); });
  await step("Ben approves", () => approve(ben, finance, second));
  const posted = await step("the table is published in the channel", () => until("the publication", async () => (await byBot(ana, finance)).find(message => message.ts !== root.ts && wordsOf(message.blocks).includes("Ben Okafor"))));
  await front.rest();
  await check("the run's message links to the publication", async () => {
    const link = (await ana.web.chat.getPermalink({ channel: finance.id, message_ts: posted.ts })).permalink;
    const done = await until("a finished run", async () => (await byBot(ana, finance)).find(message => message.ts === root.ts && wordsOf(message.blocks).includes("is done")));
    holds(JSON.stringify(done.blocks), link);
  });
  await check("the decided card names Ben and has no buttons left", async () => {
    const decided = await until("the decided card", async () => (await ana.thread(finance, root.ts)).find(message => message.ts === second.ts && !hasButton(message, "Approve")));
    holds(wordsOf(decided.blocks), "Ben Okafor");
  });
  await check("nothing was posted twice", async () => {
    const all = [...await byBot(ana, finance), ...await ana.thread(finance, root.ts)].filter((message, place, list) => list.findIndex(other => other.ts === message.ts) === place);
    const keys = all.map(message => JSON.stringify(message.metadata?.event_payload ?? null)).filter(key => key !== "null");
    same(keys.filter((key, place) => keys.indexOf(key) !== place), [], "posted twice");
    if (keys.length < 4) throw new Error(`only ${keys.length} posts carry their key`);
    const runs = all.filter(message => wordsOf(message.blocks).includes("Expense triage") && message.ts === root.ts);
    same(runs.length, 1, "runs");
  });
  await check("one run began, whatever was delivered how often", async () => same((await byBot(ana, finance)).filter(message => hasRun(message)).length, 1));
}

/** A document is edited in a form by another person, who then stands as its author. */
async function minutes({ front, ana, ben, operations }) {
  await step("Ana asks for minutes with a mention", () => ana.say(`<@${bot}> run meeting-minutes meeting=Budget text="Ben will call the bank until Friday. We decided to move the review to May."`, operations));
  const root = await step("the run's message stands in the channel", () => until("the run's message", async () => (await byBot(ana, operations)).find(message => wordsOf(message.blocks).includes("Meeting minutes"))));
  const card = await step("its card comes", () => until("the card", async () => (await cards(ana, operations, root))[0]));
  await check("a mention and the message of the same words began one run", async () => {
    await front.rest();
    same((await byBot(ana, operations)).filter(message => hasRun(message)).length, 1);
  });
  let before = front.calls.length;
  await step("Ben clicks Edit", () => ben.click(operations, card, "Edit"));
  const form = await step("the text stands in a form", () => ben.form(before));
  const field = form.blocks.find(block => block.type === "input" && block.element.multiline) ?? form.blocks.find(block => block.type === "input");
  holds(field.element.initial_value, "bank");
  await step("Ben changes a word and saves", () => ben.submit(form, { [field.label.text]: field.element.initial_value.replace("bank", "savings bank") }));
  const edited = await step("a new revision shows what the edit changed", () => until("the edited card", async () => (await cards(ana, operations, root)).find(message => message.ts !== card.ts && wordsOf(message.blocks).includes("savings bank"))));
  await step("Ben approves his own words", () => approve(ben, operations, edited));
  await step("they are published as he wrote them", () => until("the publication", async () => (await byBot(ana, operations)).find(message => message.ts !== root.ts && wordsOf(message.blocks).includes("savings bank"))));
}

/** What people type, and what they get back. */
async function words({ front, ana, ben, finance }) {
  const help = await ana.command("help", finance);
  await check("help is answered at once, to the caller alone", () => { holds(wordsOf(help.blocks ?? []) + help.text, "run"); same(help.response_type ?? "ephemeral", "ephemeral"); });
  const unknown = await ana.command("flurb", finance);
  await check("an unknown word is answered in a sentence", () => holds(wordsOf(unknown.blocks ?? []) + unknown.text, "flurb"));
  const direct = (await ana.web.conversations.open({ users: bot })).channel;
  await step("Ana writes to AgentBot directly", () => ana.say("runs", { id: direct.id }));
  await check("it answers there", () => until("an answer", async () => (await ana.messages({ id: direct.id })).find(message => message.user === bot)));
  await check("AgentBot does not answer itself", async () => { await front.rest(); await pause(1000); if ((await ana.messages({ id: direct.id })).filter(message => message.user === bot).length > 1) throw new Error("it did"); });
}

async function approve(person, channel, message) {
  const before = person.front.calls.length;
  await person.click(channel, message, buttonIn(message.blocks, "Approve").text.text);
  const confirming = await person.form(before, 1500).catch(() => null);
  if (confirming) await person.submit(confirming, {});
}

async function scene(name, play) {
  console.log(`${name}:`);
  const world = { check, step };
  try {
    world.front = await Front.start(freePort);
    await people(world);
    world.host = await Host.create([
      `--Console:Url=http://127.0.0.1:${await freePort()}`, `--Slack:SigningSecret=${secret}`, "--Slack:BotToken=xoxb-agentbot", `--Slack:ApiUrl=${world.front.api}`, `--AgentBot:PublicUrl=${world.front.url}`,
      ...["ana", "ben", "cleo"].map(one => `--People:${one}:Slack=${world[one].id}`), "--People:ana:Name=Ana Duarte", "--People:ben:Name=Ben Okafor", "--People:cleo:Name=Cleo Marchetti",
      ...["finance-leads", "operations-leads"].flatMap(group => ["ben", "cleo"].map((member, place) => `--Groups:${group}:Members:${place}=${member}`)),
      ...["ana", "ben", "cleo"].map((member, place) => `--Groups:finance:Members:${place}=${member}`), "--Operators:0=cleo",
    ]);
    if (play === deciding) teach(world.host);
    await step("the program starts with Slack", () => world.host.start());
    world.front.host = world.host.url;
    await step("it has asked Slack who it is", () => until("auth.test", () => world.front.of("auth.test").some(call => call.answer?.ok)));
    for (const channel of [world.finance, world.operations]) await world.ana.web.conversations.invite({ channel: channel.id, users: bot });
    await world.front.rest();
    await play(world);
  } catch (fault) {
    if (!(fault instanceof StoryOver)) await checks.check(`${name} is played to its end`, () => { throw fault; });
    if (world.host) console.log(readFileSync(world.host.log, "utf8").split("\n").slice(-25).join("\n"));
    if (world.front) console.log(world.front.calls.filter(call => call.token === "xoxb-agentbot").slice(-15).map(call => `            ${call.method} ${call.answer?.ok ? "ok" : call.answer?.error} ${call.fields.text ?? ""}`.slice(0, 260)).join("\n"));
  } finally {
    await world.front?.remove();
    await world.host?.remove();
  }
}

async function people(world) {
  const { members } = await world.front.call("users.list", {});
  const { channels } = await world.front.call("conversations.list", {});
  const { team_id } = await world.front.call("auth.test", {});
  for (const name of ["ana", "ben", "cleo"]) world[name] = new Person(world.front, name, members.find(member => member.name === name).id, team_id);
  for (const name of ["finance", "operations"]) world[name] = { id: channels.find(channel => channel.name === name).id, name };
}

async function byBot(person, channel) { return (await person.messages(channel)).filter(message => message.user === bot); }

function hasButton(message, words) {
  try {
    buttonIn(message.blocks, words);
    return true;
  } catch {
    return false;
  }
}

function hasRun(message) { return JSON.stringify(message.metadata ?? "").includes("run:") && !message.thread_ts; }

async function cards(person, channel, root) { return (await person.thread(channel, root.ts)).filter(message => message.ts !== root.ts && hasButton(message, "Approve")); }

function privateTo(front, person, since) {
  return [
    ...front.calls.slice(since).filter(call => call.method === "chat.postEphemeral" && call.fields.user === person.id).map(call => `${call.fields.text} ${call.fields.blocks ?? ""}`),
    ...front.answers.filter(answer => answer.to.startsWith(person.name)).map(answer => `${answer.text} ${JSON.stringify(answer.blocks ?? "")}`),
  ];
}

// The ways of deciding in Slack: rows one by one with a changed cell and one that goes back, a group with its spot check, one person
// after another, a part that is handed over, and somebody who is away.
import { holds, same } from "../story/checks.mjs";
import { claims, rows, tomorrow } from "../story/deciding.mjs";
import { buttonIn, buttonsIn, until, wordsOf } from "./person.mjs";

const bot = "U0AGENTBOT";

export async function deciding(world) {
  await rowByRow(world);
  await inOrder(world);
  await handedOver(world);
  await away(world);
  // Last, since so many at once are told in one message.
  await together(world);
}

async function rowByRow({ front, ana, ben, finance, check, step }) {
  let before = front.calls.length;
  await ana.command("run claims", finance);
  const form = await step("Ana is asked for the claims", () => ana.form(before));
  const file = await ana.upload("claims.csv", Buffer.from(claims));
  await step("she hands them in", () => ana.submit(form, { claims: file }));
  const root = await step("the run's message stands in the channel", () => until("the run", () => runOf(ana, finance, "October claims")));
  const card = await step("its card offers to decide row by row", () => until("the card", () => askedIn(ana, finance, root, "Row by row")));
  before = front.calls.length;
  await ben.click(finance, card, "Row by row");
  const page = await step("Ben is shown the first rows", () => ben.form(before));

  await step("he changes the amount of row 2 in a form of its own", () => change(front, ben, page, 2, { amount: "EUR 1.50", note: "As on the receipt" }));
  const changed = await step("the page below shows the change", () => until("the changed page", () => shown(front, page, "you changed Amount to “EUR 1.50”")));
  await step("row 3 goes back with a note", () => change(front, ben, changed, 3, { "your choice": "Send back", note: "Whose is it?" }));
  const marked = await until("the page with both", () => shown(front, page, "Whose is it?"));
  const open = after(marked, await step("he refuses row 4 and looks at the totals", () => ben.submit(marked, { "row 4": "Refuse" })));
  await check("they count what has no choice yet", () => holds(wordsOf(open.blocks), `${rows - 3} rows`));
  await ben.clickIn(open, "Approve the other");
  const totals = await until("the totals", () => shown(front, page, "Nothing leaves now"));
  await step("he hands them in", () => ben.submit(totals, {}));
  const second = await step("the next round is asked in the same thread", () => until("round two", async () => (await ana.thread(finance, root.ts)).find(message => message.ts !== card.ts && has(message, "Row by row"))));

  before = front.calls.length;
  await ben.click(finance, second, "Row by row");
  const again = await ben.form(before);
  await check("all choices but the one that went back stand ready", () => holds(wordsOf(again.blocks), "1 without a choice"));
  await check("the changed cell is among them", () => holds(wordsOf(again.blocks), "1 of them changed"));
  await ben.clickIn(again, "Next rows");
  const last = await step("he reads to the last page", () => until("the last page", () => shown(front, again, "Page 2 of 2")));
  const rest = after(last, await ben.submit(last, {}));
  await ben.clickIn(rest, "Approve the other");
  const complete = await until("the totals", () => shown(front, again, "Exactly the approved rows leave"));
  await step("he hands them in again", () => ben.submit(complete, {}));
  const decided = await step("the card says how it was decided", () => until("the decided card", async () => (await ana.thread(finance, root.ts)).find(message => message.ts === second.ts && !has(message, "Row by row"))));
  await check("exactly the approved rows left, one of them changed", () => { holds(wordsOf(decided.blocks), `${rows - 1} of ${rows} rows`); holds(wordsOf(decided.blocks), "Approved, 1 changed"); });
  await step("the table is published in the channel", () => until("the publication", async () => (await ana.messages(finance)).find(message => message.user === bot && message.ts !== root.ts && wordsOf(message.blocks).includes("October claims"))));
}

async function together({ front, ana, ben, finance, check, step }) {
  for (let note = 1; note <= 3; note++) await ana.command(`run note text="The office is closed on day ${note}."`, finance);
  const room = { id: (await ben.web.conversations.open({ users: bot })).channel.id, name: "directmessage" };
  const offered = await step("three alike notes are offered to Ben as one group", () => until("the group", async () => {
    const seen = (await ben.messages(room)).length;
    await ben.say("reviews", room);
    const queue = await until("the list", async () => (await newest(ben, room, seen, message => wordsOf(message.blocks).includes("wait"))) ?? null, 5_000).catch(() => null);
    return queue && has(queue, "Decide 3 together") ? queue : null;
  }));
  const asked = await ask(ben, room, offered, "Decide 3 together", message => wordsOf(message.blocks).includes("First, this one by itself"));
  await check("nothing can be approved together before the drawn one is read", () => same(has(asked, "Approve the"), false));
  const open = buttonsIn(asked.blocks).find(button => button.text.text.startsWith("Open all of"));
  const before = front.calls.length;
  await ben.click(room, asked, open.text.text);
  await step("he opens all of the drawn one", () => ben.form(before));
  const number = open.text.text.split(" ").at(-1);
  const spot = await step("and decides it by itself", () => ask(ben, room, asked, `Decide ${number}`, message => has(message, "Approve")));
  await ben.click(room, spot, buttonIn(spot.blocks, "Approve").text.text);
  const ready = await step("then the two others are offered at once", () => until("the offer", async () => {
    const card = await ask(ben, room, asked, "Look again", message => wordsOf(message.blocks).includes("by itself"));
    return has(card, "Approve the 2 others") ? card : null;
  }));
  await ben.click(room, ready, "Approve the 2 others");
  await step("all three are published, each by itself", () => until("three publications", async () => (await ana.messages(finance)).filter(message => message.user === bot && /The office is closed on day \d\./.test(wordsOf(message.blocks)) && wordsOf(message.blocks).includes("Ben Okafor")).length >= 3));
}

async function inOrder({ ana, ben, cleo, finance, operations, check, step, front }) {
  const { root, card } = await start(ana, operations, "in-order", "In order", "First Ben, then Cleo.", step);
  await check("the card says who comes after Ben", () => holds(wordsOf(card.blocks), "Cleo Marchetti"));
  const privately = front.calls.length;
  await cleo.click(operations, card, "Approve");
  await check("Cleo is told that it is not her turn", () => until("a private answer", () => told(front, cleo, privately, /not your turn/i)));
  const before = (await ana.thread(operations, root.ts)).length;
  await step("Ben approves", () => ben.click(operations, card, "Approve"));
  await check("Cleo, who is next, is told in the thread", () => until("a word to her", async () => (await ana.thread(operations, root.ts)).slice(before).find(message => `${message.text} ${JSON.stringify(message.blocks ?? "")}`.includes(cleo.id))));
  const hers = await step("it is hers to decide now", () => until("her card", async () => (await ana.thread(operations, root.ts)).find(message => has(message, "Approve") && wordsOf(message.blocks).includes("Ben Okafor"))));
  await cleo.click(operations, hers, "Approve");
  await step("with her word it is published", () => published(ana, finance, root, "First Ben, then Cleo."));
}

async function handedOver({ front, ana, ben, cleo, finance, operations, check, step }) {
  const { root, card } = await start(ana, operations, "for-ben", "For Ben", "Ben hands this on.", step);
  const before = front.calls.length;
  await ben.click(operations, card, "Hand over…");
  const form = await step("Ben is asked who decides in his place", () => ben.form(before));
  const nobody = await ben.submit(form, { "in your place": "@clio", why: "" });
  await check("a name that nobody has is told in the form, with the nearest one", () => holds(JSON.stringify(nobody), "Closest: @cleo"));
  await step("he names Cleo and says why", async () => same(await ben.submit(form, { "in your place": "@cleo", why: "I am travelling" }).then(answer => answer?.errors ?? {}), {}));
  const handed = await step("the card says so, with his words", () => until("the card", async () => (await ana.thread(operations, root.ts)).find(message => wordsOf(message.blocks).includes("I am travelling") && has(message, "Approve"))));
  await check("it names both", () => { holds(wordsOf(handed.blocks), `Ben Okafor handed it to <@${cleo.id}>`); });
  const privately = front.calls.length;
  await ben.click(operations, handed, "Approve");
  await check("Ben is told that it is hers now", () => until("a private answer", () => told(front, ben, privately, /You handed this to Cleo Marchetti/)));
  await cleo.click(operations, handed, "Approve");
  await step("Cleo's word publishes it", () => published(ana, finance, root, "Ben hands this on."));
}

async function away({ front, ana, ben, cleo, finance, operations, check, step }) {
  const said = await ben.command(`away until ${tomorrow()} substitute=@cleo`, finance);
  await check("Ben is away, and Cleo decides for him", () => holds(`${said?.text} ${wordsOf(said?.blocks ?? [])}`, "Cleo Marchetti decides what waits for you"));
  const { root, card } = await start(ana, operations, "for-ben", "For Ben", "Somebody stands in.", step, 1);
  await check("the card says who decides instead, and until when", () => { holds(wordsOf(card.blocks), "Ben Okafor is away until"); holds(wordsOf(card.blocks), `<@${cleo.id}> decides instead`); });
  const privately = front.calls.length;
  await ben.click(operations, card, "Approve");
  await check("Ben himself is told that he is away", () => until("a private answer", () => told(front, ben, privately, /You are away/)));
  await cleo.click(operations, card, "Approve");
  await step("his substitute's word publishes it", () => published(ana, finance, root, "Somebody stands in."));
  const back = await ben.command("back", finance);
  await check("he says that he is back", () => holds(`${back?.text} ${wordsOf(back?.blocks ?? [])}`, "You are back"));
}

async function start(ana, channel, template, title, words, step, others = 0) {
  const earlier = new Set((await ana.messages(channel)).map(message => message.ts));
  await ana.command(`run ${template} text="${words}"`, channel);
  const root = await step(`${title.toLowerCase()}${others ? ", once more" : ""}: the run's message stands in the channel`, () => until("the run", async () => (await ana.messages(channel)).find(message => message.user === bot && !earlier.has(message.ts) && wordsOf(message.blocks).includes(title))));
  const card = await step("its card comes in the thread", () => until("the card", () => askedIn(ana, channel, root, "Approve")));
  return { root, card };
}

async function change(front, person, page, row, answers) {
  const before = front.calls.length;
  const button = buttonsIn(page.blocks).find(one => (one.value ?? "").startsWith("rows-change|") && one.value.split("|")[3].endsWith(`.${row}`));
  if (!button) throw new Error(`row ${row} has no button`);
  await person.clickIn(page, button);
  const form = await person.form(before);
  const answer = await person.submit(form, answers);
  if (answer) throw new Error(JSON.stringify(answer).slice(0, 600));
}

/** A form as it stands since it was drawn again, once it says so. */
function shown(front, view, words) {
  const now = front.views.get(view.id);
  return now && wordsOf(now.blocks).includes(words) ? now : null;
}

/** What a form became by being handed in. */
function after(view, answer) {
  if (answer?.response_action !== "update") throw new Error(`the form was answered ${JSON.stringify(answer)?.slice(0, 600)}`);
  return { ...view, ...answer.view };
}

async function ask(person, room, message, button, isIt) {
  const seen = (await person.messages(room)).length;
  await person.click(room, message, button);
  return await until(`an answer to “${button}”`, () => newest(person, room, seen, isIt));
}

/** What the bot said last, among what is new. */
async function newest(person, room, seen, isIt) {
  const all = await person.messages(room);
  return all.slice(0, all.length - seen).filter(message => message.user === bot).find(isIt);
}

async function runOf(person, channel, title) { return (await person.messages(channel)).find(message => message.user === bot && wordsOf(message.blocks).includes(title)); }

async function askedIn(person, channel, root, button) { return (await person.thread(channel, root.ts)).find(message => message.ts !== root.ts && has(message, button)); }

function published(person, channel, root, words) {
  return until("the publication", async () => (await person.messages(channel)).find(message => message.user === bot && message.ts !== root.ts && wordsOf(message.blocks).includes(words)));
}

const has = (message, words) => buttonsIn(message.blocks).some(button => button.text.text.startsWith(words));

function told(front, person, since, words) {
  return [
    ...front.calls.slice(since).filter(call => call.method === "chat.postEphemeral" && call.fields.user === person.id).map(call => `${call.fields.text} ${call.fields.blocks ?? ""}`),
    ...front.answers.filter(answer => answer.to.startsWith(person.name)).map(answer => `${answer.text} ${JSON.stringify(answer.blocks ?? "")}`),
  ].find(text => words.test(text));
}

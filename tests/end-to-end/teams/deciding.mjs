// The ways of deciding in Teams: rows one by one with a changed cell and one that goes back, in the place of the card since the
// Playground opens no dialogs; a group with its spot check, one person after another, a part that is handed over, somebody who is away.
import { holds, same } from "../story/checks.mjs";
import { claims, rows, teach, tomorrow } from "../story/deciding.mjs";
import { buttonIn, buttonsOf, fieldsOf, hasButton, until, wordsOf } from "./member.mjs";

/** Whose own chat the Playground shows. */
export const current = "ben";

export default async function deciding(world) {
  const { host, playground, step } = world;
  teach(host, "cleo");
  await step("the program starts with Teams", () => host.start());
  await step("AgentBot is added to the team", () => playground.install(playground.rooms.general));
  await until("the welcome", () => playground.in(playground.rooms.general)[0]);
  await step("Ben opens his chat with it", () => playground.install(playground.rooms.direct));
  await rowByRow(world);
  await inOrder(world);
  await handedOver(world);
  await away(world);
  await together(world);
}

async function rowByRow({ playground, ben, cleo, check, step }) {
  const { finance } = playground.rooms;
  await ben.say("run claims", finance);
  const offer = await step("Ben is asked for the claims", () => until("the offer", () => playground.posts.find(post => hasButton(post.card, "start"))));
  const form = (await ben.press(offer, buttonIn(offer.card, "start"))).value;
  await step("he pastes them and starts", () => ben.press(offer, buttonIn(form, "start"), { [fieldsOf(form)[0].id]: claims }));
  const card = await step("the card asks", () => until("the card", () => asked(playground, "October claims")[0]));
  const mine = (await cleo.press(card, buttonIn(card.card, "view"))).value;
  let page = await step("Cleo opens the rows", () => cleo.turn(card, buttonIn(mine, "Row by row…")));

  const form2 = await step("she opens row 2 by itself", () => cleo.turn(card, change(page, 2)));
  const keep = buttonIn(form2, "Keep this row");
  const wrong = await cleo.turn(card, keep, { ...given(form2), [field(form2, "Amount").id]: "a lot" });
  await check("what is no amount is told there, and stays", () => { holds(wordsOf(wrong), "is not an amount"); same(field(wrong, "Amount").value, "a lot"); });
  page = await step("she changes the amount and says why", () => cleo.turn(card, keep, { ...given(form2), [field(form2, "Amount").id]: "EUR 1.50", [field(form2, "Note").id]: "As on the receipt" }));
  await check("the page shows the change", () => { holds(wordsOf(page), "you changed Amount to “EUR 1.50”"); holds(wordsOf(page), "As on the receipt"); });
  const form3 = await cleo.turn(card, change(page, 3));
  page = await step("row 3 goes back with a note", () => cleo.turn(card, buttonIn(form3, "Keep this row"), { ...given(form3), [field(form3, "Your choice").id]: "return", [field(form3, "Note").id]: "Whose is it?" }));
  const open = await step("she refuses row 4 and looks at the totals", () => cleo.turn(card, buttonIn(page, "See the totals"), { "row.4": "refuse" }));
  await check("they count what has no choice yet", () => holds(wordsOf(open), `${rows - 3} rows`));
  const totals = await cleo.turn(card, buttonsOf(open).find(button => button.title.startsWith("Approve the other")));
  await check("they say that nothing leaves now", () => holds(wordsOf(totals), "Nothing leaves now"));
  await step("she hands them in", () => cleo.turn(card, buttonIn(totals, "Send 1 row back")));

  const second = await step("the next round is asked", () => until("round two", () => asked(playground, "October claims")[1]));
  const again = (await cleo.press(second, buttonIn(second.card, "view"))).value;
  const first = await cleo.turn(second, buttonIn(again, "Row by row…"));
  await check("all choices but the one that went back stand ready", () => { holds(wordsOf(first), "1 without a choice"); holds(wordsOf(first), "1 of them changed"); });
  const last = await step("she reads to the last page", () => cleo.turn(second, buttonIn(first, "Next rows")));
  const rest = await cleo.turn(second, buttonIn(last, "See the totals"));
  const complete = await cleo.turn(second, buttonIn(rest, "Approve the other row"));
  await step("she hands them in again", () => cleo.turn(second, buttonsOf(complete).find(button => button.title.startsWith(`Approve ${rows - 1} rows`))));
  await check("exactly the approved rows left, one of them changed", async () => {
    await until("the decided card", () => wordsOf(second.card).includes(`${rows - 1} of ${rows} rows`));
    holds(wordsOf(second.card), "Approved, 1 changed");
  });
  await step("the table is published in the channel", () => until("the publication", () => playground.in(finance).find(post => post.conversation !== card.conversation && !hasButton(post.first, "view") && wordsOf(post.card).includes("October claims"))));
}

async function inOrder(world) {
  const { ben, cleo, check, step, playground } = world;
  const card = await start(world, "in-order", "In order", "First Ben, then Cleo.");
  const mine = (await ben.press(card, buttonIn(card.card, "view"))).value;
  await check("the card says who comes after Ben", () => holds(wordsOf(mine), "Cleo Marchetti"));
  const early = await cleo.press(card, buttonIn(mine, "approve"));
  await check("Cleo is told that it is not her turn", () => holds(JSON.stringify(early), "not your turn"));
  const before = playground.posts.length;
  await step("Ben approves", () => ben.press(card, buttonIn(mine, "approve")));
  await check("Cleo, who is next, is told", () => until("a word to her", () => playground.posts.slice(before).find(post => /Cleo Marchetti/.test(`${post.text} ${wordsOf(post.card)}`))));
  const hers = (await cleo.press(card, buttonIn(card.card, "view"))).value;
  await step("with her word it is published", async () => { await cleo.press(card, buttonIn(hers, "approve")); await published(playground, card, "First Ben, then Cleo."); });
}

async function handedOver(world) {
  const { ben, cleo, check, step, playground } = world;
  const card = await start(world, "for-ben", "For Ben", "Ben hands this on.");
  const mine = (await ben.press(card, buttonIn(card.card, "view"))).value;
  await step("Ben presses Hand over and names Cleo", () => ben.press(card, buttonIn(mine, "delegate"), { to: "@cleo", note: "I am travelling" }));
  await check("the card says so, with his words", () => until("the card", () => /handed it to .*Cleo Marchetti.*I am travelling/s.test(wordsOf(card.card))));
  const late = await ben.press(card, buttonIn(mine, "approve"));
  await check("Ben is told that it is hers now", () => holds(JSON.stringify(late), "You handed this to Cleo Marchetti"));
  const hers = (await cleo.press(card, buttonIn(card.card, "view"))).value;
  await step("Cleo's word publishes it", async () => { await cleo.press(card, buttonIn(hers, "approve")); await published(playground, card, "Ben hands this on."); });
}

async function away(world) {
  const { ben, cleo, check, step, playground } = world;
  await step("Ben says that he is away, and who stands in", () => ben.say(`away until ${tomorrow()} substitute=@cleo`, playground.rooms.direct));
  await check("AgentBot says who decides for him", () => until("its answer", () => said(playground, /Cleo Marchetti decides what waits for you/)));
  const card = await start(world, "for-ben", "For Ben", "Somebody stands in.");
  const hers = (await cleo.press(card, buttonIn(card.card, "view"))).value;
  await check("the card says who decides instead, and until when", () => holds(wordsOf(hers), /Ben Okafor is away until .*Cleo Marchetti.* decides instead/s));
  const own = await ben.press(card, buttonIn(hers, "approve"));
  await check("Ben himself is told that he is away", () => holds(JSON.stringify(own), "You are away"));
  await step("his substitute's word publishes it", async () => { await cleo.press(card, buttonIn(hers, "approve")); await published(playground, card, "Somebody stands in."); });
  await ben.say("back", playground.rooms.direct);
  await check("he says that he is back", () => until("its answer", () => said(playground, /You are back/)));
}

async function together({ playground, ana, ben, check, step }) {
  const { finance, direct } = playground.rooms;
  for (let note = 1; note <= 3; note++) await ana.say(`run note text="The office is closed on day ${note}."`, finance);
  const queue = await step("three alike notes are offered to Ben as one group", () => until("the group", async () => {
    const seen = playground.posts.length;
    await ben.say("reviews", direct);
    const list = await until("the list", () => playground.posts.slice(seen).find(post => post.conversation === direct.id && /wait/.test(wordsOf(post.card))), 5_000).catch(() => null);
    return list && titled(list.card, "Decide 3 together") ? list : null;
  }));
  const group = await ask(playground, ben, queue, "Decide 3 together", post => wordsOf(post.card).includes("First, this one by itself"));
  await check("nothing can be approved together before the drawn one is read", () => same(titled(group.card, "Approve the"), undefined));
  const open = titled(group.card, "Open all of");
  await step("he opens all of the drawn one", () => ben.turn(group, open));
  const number = open.title.split(" ").at(-1);
  const spot = await step("and decides it by itself", () => ask(playground, ben, group, `Decide ${number}`, post => hasButton(post.card, "approve")));
  await ben.press(spot, buttonIn(spot.card, "approve"));
  const ready = await step("then the two others are offered at once", () => until("the offer", async () => {
    const card = await ask(playground, ben, group, "Look again", post => wordsOf(post.card).includes("by itself"));
    return titled(card.card, "Approve the 2 others") ? card : null;
  }));
  await ben.press(ready, titled(ready.card, "Approve the 2 others"));
  await step("all three are published, each by itself", () => until("three publications", () => playground.in(finance).filter(post => !hasButton(post.first, "view") && /The office is closed on day \d\./.test(wordsOf(post.card)) && wordsOf(post.card).includes("Ben Okafor")).length >= 3));
}

async function start({ playground, ana, step }, template, title, words) {
  const before = asked(playground, title).length;
  await ana.say(`run ${template} text="${words}"`, playground.rooms.finance);
  return await step(`${title.toLowerCase()}: the card asks`, () => until("the card", () => asked(playground, title)[before]));
}

async function ask(playground, person, post, title, isIt) {
  const seen = playground.posts.length;
  const body = await person.press(post, titled(post.card, title));
  return await until(`an answer to “${title}”`, () => playground.posts.slice(seen).find(isIt) ?? (body?.value?.body && isIt({ card: body.value }) ? { ...post, card: body.value } : null));
}

/** Cards that asked when they came, in their order. */
function asked(playground, words) { return playground.in(playground.rooms.finance).filter(post => hasButton(post.first, "view") && wordsOf(post.first).includes(words)); }

function published(playground, card, words) {
  return until("the publication", () => playground.in(playground.rooms.finance).find(post => post.conversation !== card.conversation && !hasButton(post.first, "view") && `${post.text} ${wordsOf(post.card)}`.includes(words)));
}

/** The button whose words begin so. */
const titled = (card, words) => buttonsOf(card).find(button => button.title.startsWith(words));

const said = (playground, words) => playground.posts.find(post => words.test(`${post.text} ${wordsOf(post.card)}`));

const change = (page, row) => buttonsOf(page).find(button => button.verb === "rows-change" && button.data.shown.endsWith(`.${row}`));

function field(card, label) {
  const found = fieldsOf(card).find(one => one.label?.startsWith(label));
  if (!found) throw new Error(`there is no field ${label}`);
  return found;
}

const given = card => Object.fromEntries(fieldsOf(card).map(one => [one.id, String(one.value ?? "")]));

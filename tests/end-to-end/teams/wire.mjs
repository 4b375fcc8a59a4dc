// Command, form, run, card, send back, kill -9, second revision, approval, publication; then a document that is edited.
import { holds, same } from "../story/checks.mjs";
import { buttonIn, buttonsOf, fieldsOf, hasButton, stepBefore, until, wordsOf } from "./member.mjs";

const remark = "row 3: approve because the receipt was handed in on paper";

export default async function wire(world) {
  const { host, step } = world;
  await step("the program starts with Teams", () => host.start());
  await arrive(world);
  await triage(world);
  await minutes(world);
}

async function arrive({ playground, ana, ben, check, step }) {
  const { general, finance, direct } = playground.rooms;
  await step("AgentBot is added to the team", () => playground.install(general));
  const welcome = await step("it says once what it can do", () => until("the welcome", () => playground.in(general)[0]));
  await check("the welcome names templates, who may start them and how", () => holds(wordsOf(welcome.card), /expense-triage.*Everybody in this channel may start a run.*teaches this channel/s));
  await step("Ana opens her chat with it", () => playground.install(direct));
  await step("Ben teaches the channel its policy", async () => {
    for (const rule of ["approve if the amount is under 40", "else: query"]) await ben.say(`remember ${rule}`, finance);
  });
  await check("AgentBot says that it remembers", () => until("the two answers", () => playground.posts.filter(post => /remember|fact/i.test(wordsOf(post.card) + (post.text))).length >= 2));
}

async function triage({ host, playground, ana, ben, cleo, dan, claims, check, step }) {
  const { finance } = playground.rooms;
  const thread = await step("Ana asks for a run without giving the file", () => ana.say("run expense-triage", finance));
  const offer = await step("she alone is asked, in her chat", () => until("the offer", () => playground.posts.find(post => hasButton(post.card, "start"))));
  await check("it says where that will run", () => holds(wordsOf(offer.card), "It will run in #finance."));
  await check("nobody else in the channel reads that", () => same(playground.in(finance).includes(offer), false));
  const form = (await step("she presses Answer, and the form takes the place of the card", () => ana.press(offer, buttonIn(offer.card, "start")))).value;
  await check("the form names what will happen", () => holds(wordsOf(form), "Nothing is posted before somebody approves it"));
  const [sheet] = fieldsOf(form);
  const foreign = await ben.press(offer, buttonIn(form, "start"), { [sheet.id]: claims });
  await check("another person cannot answer for her", () => holds(JSON.stringify(foreign), "Somebody else was asked"));
  const empty = await ana.press(offer, buttonIn(form, "start"), { [sheet.id]: "" });
  await check("without the rows the form stays and says what it wants", () => holds(JSON.stringify(empty), "is missing"));
  const start = buttonIn(empty.value, "start");
  const started = await step("she pastes the export and starts", () => ana.press(offer, start, { [sheet.id]: claims }));
  const again = await ana.press(offer, start, { [sheet.id]: claims });
  await check("the same press under another id starts nothing more", () => same(wordsOf(again.value), wordsOf(started.value)));

  const root = await step("one message of the run stands below her question", () => until("the run's message", () => playground.in(finance).find(post => wordsOf(post.card).includes("Expense triage"))));
  const card = await step("its review card comes", () => until("the card", () => open(playground, finance)[0]));
  await check("both stand in the thread of her question", () => same([root.conversation, card.conversation], Array(2).fill(`${finance.id};messageid=${thread}`)));
  await check("the run's message was edited in place while the work went on", () => until("an edit", () => root.edits > 0));
  await check("what everybody sees has no button that decides", () => same(["approve", "reject", "changes"].filter(verb => hasButton(card.card, verb)), []));
  await check("those who decide, and who asked, are drawn a view of their own", () => same(card.card.refresh.userIds.toSorted(), [ana.id, ben.id, cleo.id].toSorted()));

  const view = buttonIn(card.card, "view");
  const bens = (await step("Ben asks for his view", () => ben.press(card, view))).value;
  await check("it shows the table of verdicts", () => holds(wordsOf(bens), /Approve.*Query.*Refuse/s));
  await check("buttons carry identifiers only", () => {
    for (const button of buttonsOf(bens).filter(button => button.data)) if (JSON.stringify(button.data).length > 300 || /Expense|claims/.test(JSON.stringify(button.data))) throw new Error(JSON.stringify(button.data));
  });
  const own = await ana.press(card, buttonIn(bens, "approve"));
  await check("Ana, who asked, is told alone that somebody else decides", () => holds(JSON.stringify(own), "You asked for this"));
  const stranger = await dan.press(card, buttonIn(bens, "approve"));
  await check("Dan, who is no reviewer, is told so and nothing happens", () => holds(JSON.stringify(stranger), "This one is for"));
  const cut = await ben.press(card, buttonIn(bens, "approve"));
  await check("Ben cannot approve what he has not seen whole", () => holds(JSON.stringify(cut), "Open the whole once"));

  const note = fieldsOf(stepBefore(bens, "changes").card)[0];
  const wordless = await ben.press(card, buttonIn(bens, "changes"));
  await check("nothing is sent back without words", () => holds(JSON.stringify(wordless), "Nothing was sent back"));
  const back = await step("Ben sends it back with a remark", () => ben.press(card, buttonIn(bens, "changes"), { [note.id]: remark }));
  const twice = await ben.press(card, buttonIn(bens, "changes"), { [note.id]: remark });
  await check("the click brought twice is decided once", () => { holds(wordsOf(back.value), "Ben Okafor"); holds(wordsOf(twice.value), "Ben Okafor"); });

  await step("the program is killed and started again", async () => { await host.kill(); await host.start(); });
  const second = await step("the second revision comes in the same thread, although nobody has spoken since", () => until("round two", () => open(playground, finance)[1]));
  await check("it stands in the same thread", () => same(second.conversation, card.conversation));
  await check("the first card shows who sent it back", () => until("a resolved card", () => wordsOf(card.card).includes("Ben Okafor") && !card.card.refresh));
  const round = (await ben.press(second, buttonIn(second.card, "view"))).value;
  await check("the new card shows the remark and the row that changed, and no other", () => {
    holds(wordsOf(round), "handed in on paper");
    holds(wordsOf(round), /1 row changed|1 of \d+ rows|row 3/i);
  });
  const old = await ben.press(card, buttonIn(bens, "approve"));
  await check("the old card approves nothing", () => { if (JSON.stringify(old).includes("Approved by")) throw new Error(JSON.stringify(old)); });

  const rows = await step("Ben opens the whole and leafs to its last page", async () => {
    let page = (await ben.press(second, buttonIn(round, "read"))).value;
    let shown = "";
    for (let turns = 0; turns < 20; turns++) {
      shown += ` ${wordsOf(page)}`;
      if (!hasButton(page, "Next page")) return shown;
      page = (await ben.press(second, buttonsOf(page).find(button => button.title === "Next page"))).value;
    }
    throw new Error("the pages do not end");
  });
  await check("every row of the export stands there", () => { for (let row = 1; row <= 300; row++) holds(rows, new RegExp(`Row ${row}\\b`)); });
  const decided = await step("Ben approves", () => ben.press(second, buttonIn(round, "approve")));
  await check("the card in its place says who approved", () => holds(wordsOf(decided.value), "Approved by Ben Okafor"));
  const late = await cleo.press(second, buttonIn(round, "approve"));
  await check("Cleo, who comes second, sees who was first", () => holds(JSON.stringify(late), "Ben Okafor"));
  await step("the table is published in the channel", () => until("the publication", () => playground.in(finance).find(post => post.conversation !== card.conversation && wordsOf(post.card).includes("Ben Okafor"))));
  await check("the decided card has no view to ask for any more", () => until("the decided card", () => wordsOf(second.card).includes("Ben Okafor") && !second.card.refresh));
  await check("the run's message says that it is done", () => until("a finished run", () => /is done|Done/.test(wordsOf(root.card))));
  await check("one run began, and nothing was posted twice", () => {
    const shown = playground.in(finance).map(post => wordsOf(post.first) + post.text);
    same(shown.filter((words, place) => shown.indexOf(words) !== place), [], "posted twice");
    same(playground.in(finance).filter(post => hasButton(post.first, "view")).length, 2, "questions");
  });
}

/** A document is edited in the place of its card by another person, who then stands as its author. */
async function minutes({ playground, ana, ben, check, step }) {
  const { finance } = playground.rooms;
  const before = open(playground, finance).length;
  await step("Ana asks for minutes", () => ana.say('run meeting-minutes meeting=Budget text="Ben will call the bank until Friday. We decided to move the review to May."', finance));
  const card = await step("their card comes", () => until("the card", () => open(playground, finance)[before]));
  const bens = (await ben.press(card, buttonIn(card.card, "view"))).value;
  const form = (await step("Ben presses Edit, and the text stands in fields", () => ben.press(card, buttonIn(bens, "edit")))).value;
  const field = fieldsOf(form).find(input => String(input.value ?? "").includes("bank"));
  holds(String(field?.value), "bank");
  const saved = await step("Ben changes a word and approves his own version", () => ben.press(card, buttonIn(form, "edit-approve"), Object.fromEntries(fieldsOf(form).map(input => [input.id, input === field ? input.value.replace("bank", "savings bank") : input.value ?? ""]))));
  await check("he is named as its author", () => holds(wordsOf(saved.value), "Ben Okafor"));
  await step("it is published as he wrote it", () => until("the publication", () => playground.in(finance).find(post => post.conversation !== card.conversation && wordsOf(post.card).includes("savings bank"))));
}

/** Cards that asked when they came, in their order. */
function open(playground, room) { return playground.in(room).filter(post => hasButton(post.first, "view")); }

// Real clicks in the pages of the Playground, whose person is Ben: he asks for one thing himself, and decides on what Ana asked for.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Browser } from "../story/browser.mjs";
import { holds, same } from "../story/checks.mjs";
import { hasButton, until, wordsOf } from "./member.mjs";

export const current = "ben";

const pictures = process.env.AGENTBOT_PICTURES;

export default async function browser(world) {
  const { host, playground, check, step } = world;
  const { finance, direct } = playground.rooms;
  await step("the program starts with Teams", () => host.start());
  const ui = await step("a browser opens the Playground", () => Browser.open());
  world.remove = () => ui.remove();
  const page = ui.page;
  page.setDefaultTimeout(20_000);
  await page.goto(playground.url);
  const card = words => page.locator(".ac-adaptiveCard", { hasText: words }).last();
  const press = (words, name) => card(words).getByRole("button", { name, exact: typeof name === "string" }).last().click();

  await step("the welcome stands in his chat", () => card("AgentBot is here").waitFor());
  await picture(page, "welcome");
  await goTo(page, "Acme - finance");
  await step("Ben writes the command with a mention", () => write(page, "run expense-triage"));
  await goTo(page, "Personal Chat");
  await step("he alone is asked for what is missing", () => card("Expense triage needs a file").waitFor());
  await picture(page, "offer");
  await step("he presses Answer, and the form stands in its place", async () => {
    await press("Expense triage needs a file", "Answer…");
    await card("Paste").or(page.getByPlaceholder("Paste the rows here, with their headings")).last().waitFor();
  });
  await picture(page, "form");
  await step("he pastes the export and starts", async () => {
    await page.getByPlaceholder("Paste the rows here, with their headings").fill(world.claims);
    await page.getByRole("button", { name: "Start", exact: true }).last().click();
    await page.getByText(/Run \d+ has started/).last().waitFor();
  });
  await goTo(page, "Acme - finance");
  await step("the run and its card stand in the channel", () => page.getByRole("button", { name: "I can decide this" }).last().waitFor());
  await picture(page, "asked");
  const open = name => openView(page, name);
  await step("Ben, who asked, sees that somebody else decides", () => insist(page, async () => {
    await open("Take it back…");
    await page.getByText("somebody else decides").last().waitFor();
  }));
  await picture(page, "requester");
  await step("he opens all of it and leafs to the last page; the Playground knows no dialogs, so the pages take the card's place", () => insist(page, async () => {
    await open("Open all 300 rows");
    await page.getByRole("button", { name: "Open all 300 rows" }).last().click();
    await page.getByText("Page 1 of").last().waitFor();
    await picture(page, "whole");
    for (let shown = 2; await page.getByRole("button", { name: "Next page" }).count() > 0; shown++) {
      await page.getByRole("button", { name: "Next page" }).last().click();
      await page.getByText(`Page ${shown} of`).last().waitFor();
    }
    await page.getByText("This is the last page.").last().waitFor();
    await page.getByRole("button", { name: "Back to the card" }).last().click();
    await page.getByRole("button", { name: "Take it back…" }).last().waitFor();
  }));
  await step("he takes it back in two steps", () => insist(page, async () => {
    await open("Take it back…");
    await page.getByRole("button", { name: "Take it back…" }).last().click();
    await page.getByRole("button", { name: "Take it back", exact: true }).last().click();
    await page.getByText("Withdrawn by Ben Okafor").last().waitFor();
  }));
  await picture(page, "withdrawn");
  await minutes(world, page);
}

/** Ana asks; Ben sends back, edits and approves with nothing but clicks and keys. */
async function minutes({ playground, ana, check, step }, page) {
  const { finance } = playground.rooms;
  const open = name => openView(page, name);
  const asks = () => playground.in(finance).filter(post => hasButton(post.first, "view"));
  const before = asks().length;
  await step("Ana asks for minutes", () => ana.say('run meeting-minutes meeting=Budget text="Ben will call the bank until Friday. We decided to move the review to May."', finance));
  await step("their card comes by itself", () => until("the card", () => asks()[before]));
  await step("Ben opens his view", () => insist(page, () => open("Send back…")));
  await picture(page, "minutes");
  await step("he sends it back with a remark", () => insist(page, async () => {
    await open("Send back…");
    const words = page.locator("textarea:visible");
    if (await words.count() === 0) await page.getByRole("button", { name: "Send back…" }).last().click();
    await words.last().fill("Say who moves the review.");
    await picture(page, "remark");
    await page.getByRole("button", { name: "Send back", exact: true }).last().click();
    await until("the answer", () => wordsOf(asks()[before].card).includes("Ben Okafor"), 4_000);
  }));
  await step("the second round comes by itself", () => until("round two", () => asks()[before + 1]));
  await picture(page, "second");
  await step("Ben opens it and finds his remark", () => insist(page, async () => {
    await open("Edit…");
    await page.getByText("Say who moves the review.").last().waitFor();
  }));
  await picture(page, "second-open");
  await step("he edits the text in place and approves his own version", () => insist(page, async () => {
    const save = page.getByRole("button", { name: "Approve my version" });
    if (await save.count() === 0) {
      await open("Edit…");
      await page.getByRole("button", { name: "Edit…" }).last().click();
      await save.last().waitFor();
    }

    await save.last().scrollIntoViewIfNeeded();
    const field = page.locator("textarea:visible").filter({ hasText: "bank" }).last();
    await field.fill((await field.inputValue()).replace(/(savings )?bank/, "savings bank"));
    await picture(page, "edit");
    await save.last().click();
    await until("the answer", () => wordsOf(asks()[before + 1].card).includes("Ben Okafor"), 4_000);
  }));
  await step("it is published in the channel as he wrote it", () => until("the publication", () => playground.in(finance).find(post => !hasButton(post.first, "view") && wordsOf(post.first).includes("savings bank"))));
  await page.waitForTimeout(300);
  await picture(page, "published");
  await check("no card is left that asks", () => until("a resolved card", () => playground.in(finance).every(post => !post.card?.refresh)));
  await check("the page shows the publication", () => page.getByText("savings bank").last().waitFor());
}

/** The pages draw a card anew whenever something comes into its channel, and forget what was opened or typed in it: then it is done again. */
async function insist(page, act) {
  for (let attempt = 1; ; attempt++) {
    page.setDefaultTimeout(attempt < 4 ? 5_000 : 20_000);
    try {
      await act();
      break;
    } catch (fault) {
      if (attempt === 4) throw fault;
    }
  }

  page.setDefaultTimeout(20_000);
}

/** Ben's own view of the open card, which has the button of this name. */
async function openView(page, name) {
  if (await page.getByRole("button", { name }).count() === 0) await page.getByRole("button", { name: "I can decide this" }).last().click();
  await page.getByRole("button", { name }).last().waitFor();
}

/** Another conversation of the list at the left. */
async function goTo(page, name) { await page.getByRole("treeitem", { name }).click(); }

/** Mentions AgentBot as people do, from the list that an @ opens. */
async function write(page, words) {
  await page.locator("[contenteditable=true]").first().click();
  await page.keyboard.type("@");
  await page.getByText("Fay Nakata", { exact: true }).last().waitFor();
  await page.getByText("AgentBot", { exact: true }).last().click();
  await page.keyboard.type(` ${words}`);
  await page.getByRole("button", { name: "Post" }).first().click();
}

async function picture(page, name) {
  if (!pictures) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `teams-${name}.png`) });
}

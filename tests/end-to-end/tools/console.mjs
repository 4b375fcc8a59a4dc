// In the console, with a browser.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Browser } from "../story/browser.mjs";
import { holds, same } from "../story/checks.mjs";
import { asking, changed, reason, wanted } from "./handbook.mjs";

const pictures = process.env.AGENTBOT_PICTURES;

export default async function play({ host, book, check, step, ...world }) {
  await step("the program starts", () => host.start());
  await step("an operator agrees to both tools", () => book.agree(check));
  const browser = await step("a browser starts", () => Browser.open());
  world.remove = () => browser.remove();
  try {
    await decide();
  } finally {
    await browser.remove();
  }

  async function decide() {
    const page = browser.page;
    const chat = `${host.url}/`;
    const card = () => page.locator("section.card:has(.binds)").last();
    await page.goto(chat);

    await run();
    await step("a card asks", () => card().waitFor());
    await check("the page was read without asking anybody, and nothing is written yet", () => { holds(book.model.told[0], "fifth working day"); same(book.writes, 0); });
    await check("Ana, who asked, has no button that decides", async () => same(await card().getByRole("button", { name: /Approve/ }).count(), 0));
    await browser.actAs("Ben Okafor");
    await check("the card says which tool, with which arguments, and what silence means", async () => {
      const words = await card().innerText();
      for (const part of ["Let the agent call “Write file”?", "handbook.write_file", "closing.md", "fourth working day", "Without an answer nothing is called."]) holds(words, part);
    });
    await picture("call");
    await card().getByRole("link", { name: "Change" }).click();
    await page.waitForURL(/\/edit/);
    const field = page.getByLabel("Content");
    await check("the arguments stand in fields, as they would go to the tool", async () => same(await field.inputValue(), wanted));
    await field.fill(changed);
    await picture("call-edit");
    await page.getByRole("button", { name: "Save and approve" }).click();
    await page.waitForURL(/\/console\/runs\//);
    await book.checkWritten(check, until);
    await page.goto(chat);
    await step("the run is done", () => page.locator(".prog", { hasText: "It is done" }).last().waitFor());
    await picture("call-made");

    await browser.actAs("Ana Duarte");
    await run();
    await step("a second run asks again", () => card().waitFor());
    await browser.actAs("Ben Okafor");
    await card().getByText("Refuse…").click();
    await card().getByLabel("Why not?").fill(reason);
    await picture("call-refuse");
    await card().getByRole("button", { name: "Refuse", exact: true }).click();
    await book.checkRefused(check, until);
    await page.goto(chat);
    await check("the card says who refused, and why", () => page.getByText(reason).last().waitFor());
    await picture("call-refused");
    await check("no page had an error, a warning or a breach of the content security policy", () => same(browser.complaints, []));

    async function run() {
      book.begin();
      await page.keyboard.press("/");
      await page.keyboard.type(asking);
      await page.keyboard.press("Enter");
    }

    async function picture(name) {
      if (!pictures) return;
      mkdirSync(pictures, { recursive: true });
      await page.screenshot({ path: join(pictures, `console-${name}.png`), fullPage: true });
    }
  }
}

async function until(what, look, limit = 30_000) {
  for (const end = Date.now() + limit; Date.now() < end; await new Promise(next => setTimeout(next, 60))) {
    const found = await look();
    if (found) return found;
  }
  throw new Error(`${what} did not come`);
}

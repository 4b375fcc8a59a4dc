// The story of the product, played by a browser against the real program: ask, look, send back, kill -9, revise, edit, approve, publish.
//   node tests/end-to-end/story.test.mjs
// AGENTBOT_PICTURES=<folder> keeps pictures of the pages on the way.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Browser, patience } from "./story/browser.mjs";
import { Checks, StoryOver, holds, same } from "./story/checks.mjs";
import { Host, repository } from "./story/host.mjs";
import { lookOnThePhone } from "./story/phone.mjs";

const file = join(repository, "templates/finance/samples/expense-triage.claims.csv");
const because = "approve because the receipt was handed in on paper";
const edited = "Settled by phone with the line manager on 12 November";
const pictures = process.env.AGENTBOT_PICTURES;
const checks = new Checks();
const { check, step } = { check: checks.check.bind(checks), step: checks.step.bind(checks) };
let host, browser;

try {
  await play();
} catch (fault) {
  if (!(fault instanceof StoryOver)) await checks.check("the story is played to its end", () => { throw fault; });
} finally {
  await browser?.remove().catch(fault => console.log(`the browser did not end well: ${fault.message}`));
  await host?.remove();
}

console.log(checks.line);
process.exit(checks.failed === 0 && checks.passed > 0 ? 0 : 1);

async function play() {
  host = await Host.create();
  await step("the program starts over an empty data folder", () => host.start());
  browser = await step("a browser starts", () => Browser.open());
  const page = browser.page;
  const chat = `${host.url}/`;
  const card = () => page.locator("section.card:has(.binds)").last();
  const button = name => card().getByRole("button", { name });

  const answer = await page.goto(chat);
  await check("the page opens as Ana", async () => holds(await page.locator("details.actas > summary").innerText(), "Ana Duarte"));
  await check("the content security policy allows no inline script and no foreign source", () => {
    const policy = answer.headers()["content-security-policy"] ?? "";
    holds(policy, "default-src 'none'");
    holds(policy, "script-src 'self';");
    if (/unsafe|nonce-|https?:|\*/.test(policy)) throw new Error(policy);
  });
  await picture("welcome");

  // Ana asks, with nothing but the keyboard.
  await page.keyboard.press("/");
  await check("the key / leads to the composer and leaves no letter there", async () =>
    same(await page.evaluate(() => [document.activeElement.id, document.activeElement.value]), ["say", ""]));
  await page.keyboard.type("run expense-triage");
  await page.keyboard.press("Enter");
  const form = page.locator("form.card").last();
  await step("Enter sends the command, and a form asks for the file", () => form.getByText("Expense export").first().waitFor());
  await check("the composer is empty again", () => browser.until("an empty composer", () => document.querySelector("#say").value === ""));

  await page.evaluate(() => {
    window.progress = new Set();
    new MutationObserver(() => document.querySelectorAll(".prog").forEach(item => window.progress.add(item.innerText.replace(/\s+/g, " ")))).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  await form.locator("input[type=file]").setInputFiles(file);
  await form.getByRole("button", { name: "Start" }).click();
  await step("the review card comes by itself", () => card().waitFor());
  await check("the work was seen while it went on", async () => {
    const seen = await page.evaluate(() => [...window.progress]);
    if (seen.length < 2) throw new Error(`only this was seen: ${seen.join(" / ")}`);
    holds(seen.join(" / "), "Expense triage");
  });

  await check("the card shows the table of verdicts with its sums", async () => {
    const rows = await tableOf(card());
    same(rows[0][0], "Verdict");
    same(rows.slice(1).map(row => row[0]), ["Approve", "Query", "Refuse", "All"]);
    const counts = rows.slice(1).map(row => Number(row[1].replaceAll(",", "")));
    same(counts[0] + counts[1] + counts[2], counts[3]);
    same(counts[3], 300);
  });
  await check("Ana sees that somebody else decides, and no button that decides", async () => {
    holds(await card().innerText(), "You asked for this, so somebody else decides");
    same(await card().getByRole("button", { name: /Approve/ }).count() + await card().getByText(/^(Send back|Reject|Edit)/).count(), 0);
  });
  await type("approve 1");
  await check("Ana is refused when she types the approval", () =>
    page.locator(".msgs").getByText("You asked for this, so somebody else decides. Ben Okafor and Cleo Brandt can.").waitFor());

  // Ben looks at everything and sends it back.
  await browser.actAs("Ben Okafor");
  await card().waitFor();
  await picture("review-card");
  await type("approve 1");
  await check("Ben cannot approve what he has not seen whole, neither by the button nor by typing", async () => {
    await page.locator(".msgs").getByText("Open the whole once, then approve").waitFor();
    same(await button(/^Approve/).isDisabled(), true, "the button is off");
  });
  await button(/^Open all 300 rows/).click();
  await page.waitForURL(/\/full/);
  const all = await step("every one of the 300 rows is there", async () => {
    const rows = await tableOf(page.locator("main"));
    same(rows.length - 1, 300);
    return rows;
  });
  const at = name => all[0].indexOf(name);
  const disputed = all.slice(1).find(row => row[at("Verdict")] === "Query" && row[at("Reason")].includes("receipt is missing"))
    ?? all.slice(1).find(row => row[at("Verdict")] !== "Approve");
  const number = disputed[at("Row")];
  const remark = `row ${number}: ${because}`;
  await check("each row can be marked", () => page.getByRole("checkbox", { name: `Mark row ${number}`, exact: true }).check());
  await picture("full-list");
  await page.goto(chat);
  await card().getByText("Send back…").click();
  await card().getByLabel("What should change?").fill(remark);
  await card().getByLabel("Which rows?").fill(number);
  const [told] = await Promise.all([
    page.waitForResponse(response => response.url().endsWith("/console/act")),
    card().getByRole("button", { name: "Send back", exact: true }).click(),
  ]);
  const sentence = (await told.json()).toast;

  // kill -9 as soon as the decision is answered; the revision is not written yet.
  browser.mayLoseConnection = true;
  await host.kill();
  await check("the remark was taken before the program was killed", () => holds(sentence, "Sent back."));
  await check("the page says that it is no longer live", () => page.locator("#live", { hasText: "Not live since" }).waitFor());
  await step("the program starts again over the same data", () => host.start());
  await check("the page is live again by itself", () => browser.until("Live", () => document.querySelector("#live")?.textContent === "Live"));
  browser.mayLoseConnection = false;

  await step("the second revision comes by itself, with the remark and what changed", () => page.locator(".part.changes").last().waitFor());
  await check("the card shows exactly the disputed row as changed", async () => {
    const changes = page.locator(".part.changes").last();
    holds(await changes.innerText(), `Ben Okafor sent it back: “${remark}”`);
    const rows = (await tableOf(changes)).slice(1);
    same([...new Set(rows.map(row => row[0].match(/^Row (\d+)/)?.[1]))], [number]);
    const verdict = rows.find(row => row[0].includes("Verdict"));
    same(verdict.slice(1), [disputed[at("Verdict")], "Approve"]);
  });
  await check("the first card decides nothing any more", async () =>
    same(await page.locator("section.card:has(.binds)").first().getByRole("button", { name: /Approve/ }).count(), 0));
  await button(/^Open all 300 rows/).click();
  await page.waitForURL(/\/full/);
  await check("the full list keeps 299 rows as they were", async () => {
    const before = new Map(all.slice(1).map(row => [row[at("Row")], row.slice(at("Row")).join("|")]));
    const now = (await tableOf(page.locator("main"))).slice(1);
    same(now.length, 300);
    same(now.filter(row => before.get(row[at("Row")]) !== row.slice(at("Row")).join("|")).map(row => row[at("Row")]), [number]);
  });

  await check("what was spent names no limit where there is none", async () => {
    await page.goto(chat);
    same((await page.locator(".rail").innerText()).match(/Spent this month\s+(.*)/)?.[1], "0.00 USD");
  });

  // Cleo writes one cell anew: a row that the card shows.
  await page.goto(chat);
  await browser.actAs("Cleo Brandt");
  const shown = (await card().locator(".part.draft .fit-col").first().innerText()).replace("Row ", "");
  await card().getByRole("link", { name: "Row by row" }).click();
  await page.waitForURL(/\/rows/);
  await check("rows are decided twenty at a time, what is marked stays while turning and decides nothing", async () => {
    same(await page.locator(".rowpick tbody tr").count(), 20);
    const first = await page.locator(".rowpick tbody tr").first().getAttribute("id");
    await page.locator(`#${first} .pick label`, { hasText: "Refuse" }).click();
    await picture("rows");
    await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "Next rows" }).click()]);
    same(await page.locator(`#${first}`).count(), 0);
    await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "Earlier rows" }).click()]);
    same(await page.locator(`#${first} input[value=refuse]`).isChecked(), true);
    holds(await page.locator(".rowbar").innerText(), "1 refused");
    await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "See the totals" }).click()]);
    await page.getByRole("button", { name: /^Approve the other 299 rows/ }).waitFor();
    await picture("rows-totals");
    await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "Back to the rows" }).click()]);
  });
  await page.getByRole("link", { name: "Edit the whole table" }).click();
  await page.waitForURL(/\/edit/);
  for (let turn = Math.ceil(Number(shown) / 20); turn > 1; turn--) await Promise.all([page.waitForNavigation(), page.getByRole("link", { name: "Later rows" }).click()]);
  const cell = page.getByLabel(new RegExp(`^Row ${shown}, reason$`, "i"));
  const was = await cell.inputValue();
  await cell.fill(edited);
  await picture("edit");
  await Promise.all([page.waitForURL(/\/console\/runs\/1/), page.getByRole("button", { name: "Save as my version" }).click()]);
  await page.goto(chat);
  await check("the new version names Cleo as the one who edited, with the cell before and after", async () => {
    const changes = page.locator(".part.changes", { hasText: "edited by Cleo Brandt" });
    await changes.waitFor();
    const rows = (await tableOf(changes)).slice(1);
    same(rows.length, 1);
    holds(rows[0][0], `Row ${shown}`);
    same(rows[0].slice(1), [was, edited]);
  });

  // Ben, who did not edit, approves.
  await browser.actAs("Ben Okafor");
  await button(/^Open all 300 rows/).click();
  await page.waitForURL(/\/full/);
  await check("nothing is published before the approval", async () => {
    await page.goto(chat);
    same(await published().count(), 0);
  });
  await button(/^Approve/).click();
  await step("after the approval it is published in #finance", () => published().first().waitFor());
  await check("it is published once, with the edited words and the verdict of the remark", async () => {
    same(await published().count(), 1);
    holds(await published().innerText(), edited);
    holds(await published().innerText(), "Edited by Cleo Brandt · approved by Ben Okafor");
    same((await published().innerText()).includes("Approve works"), false, "a word about approving");
    const counts = rows => Object.fromEntries(rows.slice(1).map(row => [row[0], Number(row[1].replaceAll(",", ""))]));
    const [before, now] = [verdicts(all), counts(await tableOf(published()))];
    same(now.Approve, before.Approve + 1, "approved rows");
  });
  await check("the decided card asks nothing any more", () => page.getByText("What happened: Approved by Ben Okafor").last().waitFor());
  await picture("published");

  await page.goto(`${host.url}/console/runs/1`);
  await check("the run is done", () => browser.until("Done", () => document.querySelector(".head .badge.ok")?.textContent === "Done"));
  await check("its timeline tells every decision in order", async () => {
    const said = await page.locator(".tl").innerText();
    const places = ["Ben Okafor sent it back", "Cleo Brandt wrote another version", "Ben Okafor approved"].map(words => { holds(said, words); return said.indexOf(words); });
    same(places, places.toSorted((a, b) => a - b), "order");
    holds(said, remark);
  });
  await picture("run");
  for (const path of ["/console/reviews", "/console/reviews?show=decided", "/console/runs", "/console/templates", "/console/templates/expense-triage", "/console/facts"]) {
    await check(`${path} opens`, async () => same((await page.goto(host.url + path)).status(), 200));
    await picture(path.replace(/\W+/g, "-").slice(1));
  }

  // A second run waits for Cleo, who looks at the pages on a phone.
  await page.goto(chat);
  await type("run expense-triage");
  await form.locator("input[type=file]").setInputFiles(file);
  await form.getByRole("button", { name: "Start" }).click();
  await step("a second run comes to its review", () => page.locator(".badge", { hasText: "Your decision" }).or(page.locator("section.card .badge.wait")).last().waitFor());
  await browser.actAs("Cleo Brandt");
  await lookOnThePhone(browser, host.url, check, picture);
  await check("no page had an error, a warning or a breach of the content security policy", () => same(browser.complaints, []));

  function published() { return page.locator("article.msg:has(.part.facts)").filter({ hasNot: page.locator(".binds") }); }

  async function type(text) {
    await page.keyboard.press("/");
    await page.keyboard.type(text);
    await page.keyboard.press("Enter");
  }

  function verdicts(rows) {
    const counts = {};
    rows.slice(1).forEach(row => counts[row[at("Verdict")]] = (counts[row[at("Verdict")]] ?? 0) + 1);
    return counts;
  }

  async function tableOf(part) {
    await part.locator("table").first().waitFor({ timeout: patience });
    return part.locator("table").first().evaluate(table => [...table.rows].map(row => [...row.cells].map(cell =>
      (cell.querySelector("ins") ?? cell).innerText.replace(/\s+/g, " ").trim())));
  }

  async function picture(name) {
    if (!pictures) return;
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name}.png`) });
  }
}

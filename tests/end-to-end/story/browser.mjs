// A headless Chromium with one page, and an ear for everything that a page complains about.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

/** For everything a page is waited for; a busy machine may need it. */
export const patience = 60_000;

export class Browser {
  complaints = [];
  /** While the program is dead on purpose, lost connections are no complaint. */
  mayLoseConnection = false;

  static async open() {
    const browser = new Browser();
    browser.folder = mkdtempSync(join(tmpdir(), "agentbot-browser-"));
    browser.context = await chromium.launchPersistentContext(browser.folder, {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      headless: true,
      viewport: { width: 1280, height: 900 },
      timeout: patience,
      args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    });
    await browser.context.addInitScript(() => addEventListener("securitypolicyviolation", event =>
      console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`)));
    browser.page = browser.context.pages()[0] ?? await browser.context.newPage();
    browser.page.setDefaultTimeout(patience);
    browser.page.on("pageerror", fault => browser.complaints.push(`${browser.page.url()}: ${fault.message}`));
    browser.page.on("console", message => {
      if (message.type() !== "error" && message.type() !== "warning") return;
      const isLost = /net::ERR_(CONNECTION|INCOMPLETE|EMPTY)/.test(message.text());
      if (!(isLost && browser.mayLoseConnection)) browser.complaints.push(`${browser.page.url()}: ${message.text()}`);
    });
    return browser;
  }

  /** Waits until a question about the page gets a yes. */
  async until(what, question, given, limit = patience) {
    try {
      await this.page.waitForFunction(question, given, { timeout: limit, polling: 100 });
    } catch {
      const text = await this.page.locator("body").innerText().catch(() => "");
      throw new Error(`${what} did not come within ${limit / 1000} s on ${this.page.url()}. The page ends with: ${text.slice(-500)}`);
    }
  }

  async actAs(name) {
    await this.page.locator("details.actas > summary").click();
    await Promise.all([this.page.waitForNavigation(), this.page.locator("details.actas .menu button", { hasText: name }).click()]);
    await this.page.locator("details.actas > summary", { hasText: name }).waitFor();
  }

  async remove() {
    await this.context?.close();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

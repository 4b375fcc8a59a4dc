// Pages as wide as a phone: nothing may stick out to the side.
import { same } from "./checks.mjs";

export async function lookOnThePhone(browser, url, check, picture) {
  const page = browser.page;
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${url}/console/reviews`);
  const review = await page.locator(".rv a.phone-only").first().getAttribute("href");
  const paths = { chat: "/", reviews: "/console/reviews", review, "full list": `${review}/full`, edit: `${review}/edit`, rows: `${review}/rows`, runs: "/console/runs", run: "/console/runs/1", templates: "/console/templates", template: "/console/templates/expense-triage" };
  for (const [name, path] of Object.entries(paths)) {
    await check(`on a phone nothing sticks out to the side: ${name}`, async () => {
      same((await page.goto(url + path)).status(), 200);
      const [wide, out] = await page.evaluate(() => [
        document.documentElement.scrollWidth - document.documentElement.clientWidth,
        [...document.querySelectorAll("main *")].filter(item => item.getBoundingClientRect().right > innerWidth + 1).slice(0, 3).map(item => `${item.tagName} ${item.className}`),
      ]);
      if (wide > 0) throw new Error(`${wide} px too wide: ${out.join(", ")}`);
    });
    await picture(`phone-${name.replace(" ", "-")}`);
  }
}

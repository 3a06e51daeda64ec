// Every page, light and dark, wide and on a phone, English and Chinese: nothing serious for axe, nothing wider than the screen.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { startBrowser } from "./browser.mjs";
import { api, facts, signIn, startDesk, sweep } from "./desk.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const LOOKS = [
  { name: "light", viewport: { width: 1280, height: 800 }, colorScheme: "light", locale: "en-GB" },
  { name: "dark", viewport: { width: 1280, height: 800 }, colorScheme: "dark", locale: "zh-CN" },
  { name: "phone", viewport: { width: 320, height: 640 }, colorScheme: "light", locale: "en-GB", hasTouch: true, isMobile: true },
  { name: "dark phone", viewport: { width: 320, height: 640 }, colorScheme: "dark", locale: "zh-CN", hasTouch: true, isMobile: true },
];
let desk, browser;

before(async () => {
  [desk, browser] = [await startDesk(), await startBrowser()];
  await facts(desk);
  await sweep(desk, new Date().toISOString());
  // Settings with something in them.
  const week = { mon: [["09:00", "12:00"], ["13:00", "18:00"]], fri: [["22:00", "06:00"]] };
  await api(desk, "PUT", "calendars", { calendars: { berlin: { zone: "Europe/Berlin", weekly: week, holidays: ["2026-12-25"] } }, accounts: { "amazon/demo": "berlin" }, default: null });
  await api(desk, "PUT", "automations", { rules: [{ id: "night", name: "At night", enabled: false, when: { hours: "closed" }, actions: [{ tag: "night" }] }] });
  await api(desk, "PUT", "templates", { templates: [{ id: "our_thanks", title: "Our thanks", category: "praise_thanks", owner: "bob", texts: { en: "Mail me at sales@shop.example, {customer_name}." } }] });
});
after(async () => { await browser?.close(); desk?.stop(); });

for (const { name, ...look } of LOOKS) {
  test(`axe finds nothing serious: ${name}`, async () => {
    // The page's own policy keeps axe out; the policy itself is another test's.
    const context = await browser.newContext({ ...look, bypassCSP: true, reducedMotion: "reduce" });
    const page = await context.newPage();
    const { conversations } = await api(desk, "GET", "conversations?limit=40");
    const id = (conversations.find((row) => row.risk_events.includes("claim")) ?? conversations[0]).id;
    const shop = await facts(desk);
    const unread = (await api(desk, "GET", "conversations?view=quarantine")).conversations[0].id;
    const paths = ["/sign-in?again=1", "/inbox", "/inbox?channel=amazon&priority=urgent", "/inbox?q=nothing-at-all", "/mentions", `/conversations/${id}`, `/conversations/${unread}`,
      `/conversations/${id}?template=defective_item`, "/board", "/reports", "/reports?from=2026-11-01&to=2026-10-01", "/account-health", `/account-health/${shop.channel}/${shop.account}`, "/help", "/password", "/settings", "/settings/policies?copy=urgent",
      "/settings/calendars", "/settings/templates", "/settings/templates?category=order_status&whose=shipped", "/settings/template", "/settings/template?copy=order_status", "/settings/template?id=our_thanks", "/settings/rules", "/settings/automations", "/settings/compliance", "/settings/notifications",
      "/settings/accounts", "/settings/people", "/settings/deliveries", "/nothing"];
    const found = [];
    await signIn(page, desk, "ann");
    for (const path of paths) {
      await page.goto(desk.url + path);
      if (path.startsWith("/conversations")) {
        await page.fill("#reply-text", "Mail me at sales@shop.example");
        // Not every channel minds: time for the scan, whatever it says.
        await page.waitForTimeout(900);
        await page.locator("details.more summary").click();
      }
      // What is shut is not looked at.
      if (path.startsWith("/settings")) await page.evaluate(() => { for (const details of document.querySelectorAll("main details")) details.open = true; });
      if (path === "/inbox") await page.locator(".menu summary").click();
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) found.push(`${path}: ${wide} px wider than the screen`);
      await page.evaluate(AXE);
      const { violations } = await page.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
      for (const { id, impact, nodes } of violations.filter(({ impact }) => impact !== "minor")) {
        found.push(`${path}: ${impact} ${id}: ${nodes.slice(0, 3).map(({ html }) => html).join(" | ")}`);
      }
    }
    // A form that was refused, its faults at its fields.
    await page.goto(`${desk.url}/settings/calendars`);
    await page.locator(".policy > summary").first().click();
    await page.fill('.policy[open] [name="mon"]', "morning");
    await page.locator(".policy[open] button.primary").click();
    await page.locator('[aria-invalid="true"]').waitFor();
    await page.evaluate(AXE);
    const refused = await page.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
    found.push(...refused.violations.filter(({ impact }) => impact !== "minor").map(({ id }) => `refused: ${id}`));
    assert.deepEqual(found, []);
    await context.close();
  });
}

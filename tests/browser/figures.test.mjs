// Reports and account health in a browser: charts with words for whoever can't see them, files to save, no script needed.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startBrowser } from "./browser.mjs";
import { api, facts, signIn, startDesk, sweep } from "./desk.mjs";

let desk, browser;

before(async () => {
  [desk, browser] = [await startDesk(), await startBrowser()];
  await facts(desk);
  await sweep(desk, new Date().toISOString());
});
after(async () => { await browser?.close(); desk?.stop(); });

for (const javaScriptEnabled of [true, false]) {
  test(`reports ${javaScriptEnabled ? "with" : "without"} scripts`, async () => {
    const context = await browser.newContext({ javaScriptEnabled, locale: "en-GB" });
    const page = await context.newPage();
    await signIn(page, desk, "ann");
    await page.goto(`${desk.url}/reports`);
    const charts = page.locator("svg[role=img]");
    assert.ok((await charts.count()) >= 1, "a chart is drawn");
    const { total } = await api(desk, "GET", "reports/responses");
    assert.ok(total.received > 0);
    assert.equal(await page.locator(".tiles strong").first().textContent(), String(total.received));
    // The chart's numbers are in a table as well.
    const days = await api(desk, "GET", "reports/responses?by=day");
    assert.equal(await page.locator("details tbody tr").count(), days.rows.length);
    const answer = await page.request.get(`${desk.url}${await page.locator("a[download]").first().getAttribute("href")}`);
    assert.equal(answer.status(), 200);
    assert.match(await answer.text(), /^day,channel,account,opened,/);
    await page.selectOption("#channel", "ebay");
    await page.locator("form.period button").click();
    await page.waitForURL(/channel=ebay/);
    // A period that is none is said on the page.
    await page.goto(`${desk.url}/reports?from=2026-11-02&to=2026-11-01`);
    assert.match(await page.locator("[role=alert]").textContent(), /from/);
    await context.close();
  });

  test(`account health ${javaScriptEnabled ? "with" : "without"} scripts`, async () => {
    const context = await browser.newContext({ javaScriptEnabled, locale: "zh-CN" });
    const page = await context.newPage();
    await signIn(page, desk, "ann");
    await page.goto(`${desk.url}/account-health`);
    await page.locator("ul.accounts a", { hasText: "demo" }).first().click();
    await page.waitForURL(/account-health\/amazon\/demo/);
    const card = page.locator(".gauges > li", { hasText: "订单缺陷率" }).first();
    assert.match(await card.textContent(), /已越线|接近红线|超出目标/);
    assert.equal(await card.locator("svg.gauge").count(), 1);
    assert.ok((await page.locator("a[href^='/conversations/']").count()) > 0, "conversations at risk are listed");
    await context.close();
  });
}

// Working hours, templates and rules as forms: by keyboard, with and without scripts, at 320 px.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startBrowser } from "./browser.mjs";
import { api, signIn, startDesk } from "./desk.mjs";

let desk, browser;

before(async () => { [desk, browser] = [await startDesk(), await startBrowser()]; });
after(async () => { await browser?.close(); desk?.stop(); });

/** A tab of somebody who is signed in; what goes wrong in it fails the test. */
async function open(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB", ...options });
  const page = await context.newPage();
  page.on("pageerror", (error) => assert.fail(`a script failed: ${error.message}`));
  page.on("console", (message) => assert.doesNotMatch(message.text(), /Content Security Policy/));
  await signIn(page, desk, "ann");
  return page;
}

/** The open form with this field. */
const field = (page, name) => page.locator(`.policy[open] [name="${name}"]`);

for (const [look, options] of [["with scripts", {}], ["without scripts", { javaScriptEnabled: false }], ["at 320 px", { viewport: { width: 320, height: 640 } }]]) {
  test(`working hours are set, refused at their fields, tried and removed ${look}`, async () => {
    const page = await open(options);
    await page.goto(`${desk.url}/settings/calendars`);
    const { calendars: before } = await api(desk, "GET", "calendars");
    if (!(await field(page, "name").count())) await page.locator(".policy > summary").last().click();
    await field(page, "name").fill("warehouse");
    await field(page, "zone").fill("Europe/Nowhere");
    await field(page, "mon").fill("9:00 - 12:00, 13:00-25:00");
    await field(page, "sat").fill("22:00-06:00");
    await field(page, "overrides").fill("2026-12-24 09:00-13:00\n2026-12-31");
    await field(page, "holidays").fill("2026-12-25\n2026-12-26");
    await field(page, "accounts").fill("standard/warehouse");
    await page.locator(".policy[open] button.primary").click();
    // What is wrong stands at its field, what was typed is still there.
    const wrong = page.locator('[aria-invalid="true"]');
    assert.deepEqual((await wrong.evaluateAll((found) => found.map(({ name }) => name))).sort(), ["mon", "zone"]);
    const said = await wrong.first().evaluate((input) => document.getElementById(input.getAttribute("aria-describedby")).textContent);
    assert.match(said, /IANA|HH:MM/);
    assert.equal(await field(page, "holidays").inputValue(), "2026-12-25\n2026-12-26");
    await field(page, "zone").fill("Europe/Berlin");
    await field(page, "mon").fill("9:00 - 12:00, 13:00-17:00");
    await page.locator('.policy[open] button[value="preview"]').click();
    assert.match(await page.locator(".policy[open] .outlook").last().textContent(), /Open now|Opens/);
    assert.deepEqual((await api(desk, "GET", "calendars")).calendars, before, "trying saves nothing");
    await page.locator(".policy[open] button.primary").click();
    await page.waitForURL("**done=saved**");
    const { calendars, accounts } = await api(desk, "GET", "calendars");
    const { zone, weekly, overrides, holidays } = calendars.warehouse;
    assert.deepEqual([zone, weekly.mon, weekly.sat, overrides["2026-12-24"], overrides["2026-12-31"], holidays.length],
      ["Europe/Berlin", [["09:00", "12:00"], ["13:00", "17:00"]], [["22:00", "06:00"]], [["09:00", "13:00"]], [], 2]);
    assert.equal(accounts["standard/warehouse"], "warehouse");
    // Somebody else is quicker: their hours are shown beside what was typed.
    const card = page.locator(".policy", { has: page.locator("summary", { hasText: "warehouse" }) });
    await card.locator("summary").first().click();
    const { headers } = await fetch(`${desk.url}/api/v1/calendars`, { headers: { authorization: `Bearer ${desk.token}` } });
    const theirs = { calendars: { ...calendars, warehouse: { ...calendars.warehouse, weekly: { ...weekly, mon: [["07:00", "08:00"]] } } }, accounts, default: null };
    const put = await fetch(`${desk.url}/api/v1/calendars`, { method: "PUT", body: JSON.stringify(theirs),
      headers: { authorization: `Bearer ${desk.token}`, "content-type": "application/json", "if-match": headers.get("etag") } });
    assert.equal(put.status, 200);
    await field(page, "tue").fill("10:00-11:00");
    await page.locator(".policy[open] button.primary").click();
    assert.match(await page.locator(".policy[open]").textContent(), /Monday 07:00-08:00/);
    assert.equal(await field(page, "tue").inputValue(), "10:00-11:00");
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${wide} px wider than the screen`);
    await page.locator('.policy[open] button[value="remove"]').click();
    await page.waitForURL("**done=removed**");
    assert.equal((await api(desk, "GET", "calendars")).calendars.warehouse, undefined);
    await page.context().close();
  });
}

test("a template is written with a look at how it comes out, by keyboard, and used in a reply", async () => {
  const page = await open();
  await page.goto(`${desk.url}/settings/templates`);
  await page.selectOption("#category", "order_status");
  await page.locator("form.choose button").click();
  await page.waitForURL("**category=order_status**");
  await page.locator("a", { hasText: /^Copy to change it: Where the order is$/ }).click();
  await page.waitForURL("**copy=order_status**");
  assert.equal(await page.locator("#t-id").inputValue(), "own_order_status");
  assert.match(await page.locator("#preview .quoted").textContent(), /114-3941689-8772232/);
  await page.goto(`${desk.url}/settings/template`);
  await page.fill("#t-title", "Parcel on its way");
  await page.fill("#t-id", "order_status");
  await page.selectOption("#t-category", "order_status");
  await page.focus("#t-text-0");
  await page.keyboard.type("Hello ");
  await page.locator('[data-insert="{customer_name}"]').press("Enter");
  await page.keyboard.type(", your parcel is on its way.");
  // It shows itself while it is written, and what the marketplace would say.
  await page.locator("#preview", { hasText: "Hello Anna Keller, your parcel is on its way." }).waitFor();
  await page.keyboard.type(" Mail me at sales@shop.example.");
  await page.locator("#preview li").first().waitFor();
  for (let letter = 0; letter < 31; letter += 1) await page.keyboard.press("Backspace");
  await page.locator("#preview li").first().waitFor({ state: "detached" });
  await page.keyboard.press("Control+Enter");
  await page.locator("#t-id-fault").waitFor();
  assert.match(await page.locator("#t-id-fault").textContent(), /shipped/);
  assert.match(await page.locator("#t-text-0").inputValue(), /^Hello \{customer_name\}, your parcel is on its way\.$/);
  await page.fill("#t-id", "on_its_way");
  await page.locator("button.primary").click();
  await page.waitForURL("**id=on_its_way**done=saved**");
  const { templates } = await api(desk, "GET", "templates");
  assert.deepEqual(templates.find(({ id }) => id === "on_its_way").texts, { en: "Hello {customer_name}, your parcel is on its way." });
  const row = (await api(desk, "GET", "conversations?limit=36&channel=standard&status=open")).conversations[0];
  await page.goto(`${desk.url}/conversations/${row.id}`);
  await page.selectOption("#template-lang", "en");
  await page.selectOption("#template", "on_its_way");
  await page.locator("#picker button").click();
  // What the conversation doesn't know, the page asks for.
  await page.waitForFunction(() => document.querySelector("#reply-text").value.length > 20 || document.querySelector("#v-customer_name"));
  if (await page.locator("#v-customer_name").count()) {
    await page.fill("#v-customer_name", "Anna");
    await page.locator("#picker button").click();
  }
  await page.waitForFunction(() => /your parcel is on its way/.test(document.querySelector("#reply-text").value));
  await page.locator('button[value="send"]').click();
  await page.waitForURL("**done=sent**");
  await page.context().close();
});

test("a template is written, tried, given another language and removed without scripts", async () => {
  const page = await open({ javaScriptEnabled: false, viewport: { width: 320, height: 640 }, colorScheme: "dark" });
  await page.goto(`${desk.url}/settings/template`);
  await page.fill("#t-title", "Thanks");
  await page.fill("#t-id", "our_thanks");
  await page.fill("#t-text-0", "Thank you, {customer_name}! {% if reason %}We know: {reason}.{% endif %} {nonsense}");
  await page.locator('button[value="preview"]').click();
  assert.match(await page.locator("#preview .fault").textContent(), /nonsense/);
  await page.fill("#t-text-0", "Thank you, {customer_name}!{% if reason %} We know: {reason}.{% endif %}");
  await page.locator('button[value="preview"]').click();
  assert.match(await page.locator("#preview .quoted").textContent(), /Thank you, Anna Keller! We know: DHL 503\./);
  await page.locator("summary", { hasText: "Sample values" }).click();
  await page.fill("#v-reason", "");
  await page.fill("#v-customer_name", "Bo");
  await page.locator('button[value="preview"]').click();
  assert.equal((await page.locator("#preview .quoted").textContent()).trim(), "Thank you, Bo!");
  await page.locator(".another > summary").click();
  await page.selectOption("#t-lang", "de");
  await page.fill("#t-text", "Danke, {客户名}!");
  await page.locator("button.primary").click();
  await page.waitForURL("**id=our_thanks**done=saved**");
  const own = (await api(desk, "GET", "templates/our_thanks"));
  assert.deepEqual([Object.keys(own.texts).sort(), own.shipped, own.variables], [["de", "en"], false, ["customer_name", "reason"]]);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${wide} px wider than the screen`);
  await page.locator('button[value="remove"]').click();
  await page.waitForURL("**done=removed**");
  assert.ok(!(await api(desk, "GET", "templates")).templates.some(({ id }) => id === "our_thanks"));
  await page.context().close();
});

test("a rule is tested, saved, switched off and moved", async () => {
  for (const javaScriptEnabled of [true, false]) {
    const page = await open({ javaScriptEnabled, viewport: { width: 320, height: 640 } });
    await page.goto(`${desk.url}/settings/automations`);
    const id = javaScriptEnabled ? "night" : "plain-night";
    await page.locator(".policy > summary").last().click();
    await field(page, "id").fill("No Id");
    await field(page, "name").fill("Asked for a parcel");
    await field(page, "categories").selectOption(["order_status", "logistics_issue"]);
    await field(page, "tag").fill("parcel");
    await field(page, "prioritize").selectOption("high");
    await page.locator('.policy[open] button[value="test"]').click();
    assert.match(await page.locator(".policy[open] .fault").first().textContent(), /a-z/);
    await field(page, "id").fill(id);
    await page.locator('.policy[open] button[value="test"]').click();
    assert.match(await page.locator(".tested").textContent(), /tag: [1-9]\d* done/);
    assert.ok(!(await api(desk, "GET", "automations")).rules.some((rule) => rule.id === id), "a test saves nothing");
    await page.locator(".policy[open] button.primary").click();
    await page.waitForURL("**done=saved**");
    await page.locator(".policy > summary", { hasText: "Asked for a parcel" }).last().click();
    await field(page, "enabled").uncheck();
    await page.locator(".policy[open] button.primary").click();
    await page.locator(".policy", { hasText: "switched off" }).first().waitFor();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${wide} px wider than the screen`);
    await page.context().close();
  }
  const page = await open();
  await page.goto(`${desk.url}/settings/automations`);
  await page.locator(".policy > summary").nth(1).click();
  await page.locator('.policy[open] button[value="up"]').click();
  await page.waitForURL("**done=saved**");
  const { rules } = await api(desk, "GET", "automations");
  assert.deepEqual(rules.map(({ id, enabled }) => [id, enabled]), [["plain-night", false], ["night", false]]);
  assert.deepEqual(rules[0].actions, [{ tag: "parcel" }, { prioritize: "high" }]);
  await page.context().close();
});

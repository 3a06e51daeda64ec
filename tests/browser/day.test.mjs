// A working day, step by step, in one browser.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { startBrowser } from "./browser.mjs";
import { api, signIn, startDesk, sweep } from "./desk.mjs";

let desk, browser, page;

before(async () => {
  [desk, browser] = [await startDesk(), await startBrowser()];
  page = await newPage();
});
after(async () => { await browser?.close(); desk?.stop(); });

/** A tab that tells of everything that goes wrong in it. */
async function newPage(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB", ...options });
  const page = await context.newPage();
  page.on("pageerror", (error) => assert.fail(`a script failed: ${error.message}`));
  page.on("console", (message) => assert.doesNotMatch(message.text(), /Content Security Policy/));
  return page;
}

/** The list's first conversation that fits. */
async function first(query) {
  return (await api(desk, "GET", `conversations?limit=50&${query}`)).conversations[0];
}

test("somebody signs in and sees the most pressing first", async () => {
  await page.goto(`${desk.url}/inbox`);
  assert.match(page.url(), /\/sign-in/);
  await signIn(page, desk, "ann");
  const cookie = (await page.context().cookies()).find(({ name }) => name === "desk");
  assert.deepEqual([cookie.httpOnly, cookie.sameSite], [true, "Strict"]);
  const { conversations } = await api(desk, "GET", "conversations?limit=36");
  const shown = await page.locator(".rows .row").evaluateAll((rows) => rows.map((row) => row.dataset.id));
  assert.deepEqual(shown, conversations.map(({ id }) => id));
});

test("keys move, open, and go back", async () => {
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  const second = await page.locator(".rows .row").nth(1).getAttribute("data-id");
  assert.equal(await page.locator(".row[aria-current]").getAttribute("data-id"), second);
  await page.keyboard.press("o");
  await page.waitForURL(`**/conversations/${second}`);
  await page.keyboard.press("u");
  await page.waitForURL("**/inbox");
  await page.keyboard.press("?");
  await page.locator("dialog[open]").waitFor();
  await page.keyboard.press("Escape");
});

test("an answer from a template goes out after the scan has objected once", async () => {
  // Own webshops have few rules: the operators add one.
  await page.goto(`${desk.url}/settings/compliance`);
  const rule = { id: "no-pay", violation: "review_incentive", severity: "block", channels: ["standard"], patterns: ["we pay you"], source: "house rule",
    checked: "2026-11-22", explanation: "Nobody is paid for a review.", remedy: "Thank you for telling us what you think." };
  await page.fill("#document", JSON.stringify({ rules: [rule], disabled: [], allowed_domains: [] }));
  await page.locator(".document button.primary").click();
  await page.waitForURL("**done=saved**");
  const row = await first("channel=standard&category=quality_issue");
  await page.goto(`${desk.url}/conversations/${row.id}`);
  await page.keyboard.press("r");
  await page.keyboard.type("Leave a five star review and we pay you 10 EUR for it.");
  const finding = page.locator("#findings li.block").first();
  await finding.waitFor();
  assert.match(await page.locator(".marks").innerHTML(), /<mark[^>]*>[^<]*we pay you/);
  // Whoever sends all the same is told again, and keeps the text.
  await page.locator('button[value="send"]').click();
  await page.locator("main .alert").first().waitFor();
  assert.match(await page.inputValue("#reply-text"), /five star/);
  await page.fill("#reply-text", "");
  await page.selectOption("#template", "late_answer_apology");
  await page.locator("#picker button").click();
  await page.waitForFunction(() => document.querySelector("#reply-text").value.length > 40);
  const text = await page.inputValue("#reply-text");
  await page.keyboard.press("Control+Enter");
  await page.locator(".flash").waitFor();
  assert.match(page.url(), /done=sent/);
  if (desk.taken) assert.equal(desk.taken.at(-1).text ?? desk.taken.at(-1).data?.text, text);
  assert.equal((await api(desk, "GET", `conversations/${row.id}`)).conversation.status, "pending");
});

test("assign, note, tag and snooze", async () => {
  const row = await first("assignee=none&status=open");
  await page.goto(`${desk.url}/conversations/${row.id}`);
  await page.keyboard.press("a");
  await page.waitForURL("**done=assign**");
  await page.keyboard.press("n");
  await page.keyboard.type("Ask the warehouse, @bob.");
  await page.keyboard.press("Control+Enter");
  await page.waitForURL("**done=note**");
  await page.keyboard.press("t");
  await page.keyboard.type("warehouse");
  await page.keyboard.press("Enter");
  await page.waitForURL("**done=tags**");
  await page.selectOption("#snooze", "4");
  await page.locator("form", { has: page.locator("#snooze") }).locator("button").click();
  await page.waitForURL("**done=snooze**");
  const { conversation, records } = await api(desk, "GET", `conversations/${row.id}`);
  assert.deepEqual([conversation.assignee, conversation.tags, conversation.status], ["ann", ["warehouse"], "snoozed"]);
  assert.deepEqual(records.find(({ type }) => type === "noted").mentions, ["bob"]);
  // And back with one press.
  await page.locator(".flash button").click();
  await page.waitForURL("**done=undone**");
  assert.equal((await api(desk, "GET", `conversations/${row.id}`)).conversation.status, "open");
});

test("what is ticked is closed at once", async () => {
  await page.goto(`${desk.url}/inbox?channel=shopify`);
  const ids = await page.locator(".rows .row").evaluateAll((rows) => rows.slice(0, 2).map((row) => row.dataset.id));
  for (const _ of ids) { await page.keyboard.press("j"); await page.keyboard.press("x"); }
  assert.match(await page.locator(".bar .selected").textContent(), /^2 /);
  await page.locator('.bar button[value="close"]').click();
  await page.locator(".flash").waitFor();
  assert.match(page.url(), /channel=shopify.*count=2/);
  for (const id of ids) assert.equal((await api(desk, "GET", `conversations/${id}`)).conversation.status, "closed");
  // Too hasty: one press, and both are as they were.
  await page.locator(".flash button").click();
  await page.waitForURL("**done=undone**");
  assert.match(page.url(), /channel=shopify.*count=2/);
  for (const id of ids) assert.notEqual((await api(desk, "GET", `conversations/${id}`)).conversation.status, "closed");
});

test("a view is kept, counted and opened; what is closed is found by its order", async () => {
  await page.goto(`${desk.url}/inbox?channel=mail`);
  await page.locator("details.keep summary").click();
  await page.fill("#view-name", "Letters");
  await page.locator("details.keep button.primary").click();
  await page.waitForURL("**done=saved**");
  await page.goto(`${desk.url}/inbox`);
  const saved = page.locator("nav.saved a", { hasText: "Letters" });
  const { views } = await api(desk, "GET", "views");
  assert.equal((await saved.locator(".count").textContent()).trim(), String(views[0].count));
  await saved.click();
  await page.waitForURL("**channel=mail**");
  assert.equal(await page.locator(".rows .row").count(), views[0].count);
  const row = await first("channel=amazon&status=open");
  await api(desk, "POST", `conversations/${row.id}/status`, { status: "closed" });
  await sweep(desk, new Date().toISOString());
  await page.goto(`${desk.url}/inbox?q=${row.order_id}`);
  await page.locator(`section a[href="/conversations/${row.id}"]`).waitFor();
});

test("one sees who else is there, and is told of a mention", async () => {
  const invited = await api(desk, "POST", "agents", { name: "Zoe Hart", email: "zoe@shop.example", role: "agent" });
  const zoe = await newPage();
  await zoe.goto(`${desk.url}/sign-in#${invited.link}`);
  await zoe.locator("#by-link[open] button").click();
  await zoe.waitForURL("**/password");
  await zoe.fill("#password", "a long password 2");
  await zoe.fill("#again", "a long password 2");
  await zoe.locator('form[action="/password"] button').click();
  await zoe.waitForURL("**/inbox**");
  const row = await first("status=open&channel=standard");
  await zoe.goto(`${desk.url}/conversations/${row.id}`);
  await page.goto(`${desk.url}/conversations/${row.id}`);
  assert.match(await page.locator("#present").textContent(), /Zoe Hart is looking/);
  const said = zoe.waitForResponse((answer) => answer.url().includes("typing=1"));
  await zoe.locator("#reply-text").pressSequentially("Hel");
  await said;
  await page.goto(`${desk.url}/inbox`);
  assert.match(await page.locator(`.row[data-id="${row.id}"] .present`).textContent(), /Zoe Hart is writing/);
  await page.goto(`${desk.url}/conversations/${row.id}`);
  await page.fill("#note", "Could you look at this, @Zoe Hart?");
  await page.locator("section.note button").click();
  await page.waitForURL("**done=note**");
  await sweep(desk, new Date().toISOString());
  await zoe.fill("#reply-text", "");
  await zoe.goto(`${desk.url}/mentions`);
  await zoe.locator(`a[href="/conversations/${row.id}"]`).waitFor();
  await zoe.context().close();
});

test("two colleagues answer the same conversation: the second is shown the first, and keeps the text", async () => {
  const row = await first("channel=standard&status=open");
  const other = await newPage();
  await signIn(other, desk, "bob");
  for (const tab of [page, other]) await tab.goto(`${desk.url}/conversations/${row.id}`);
  await page.fill("#reply-text", "We have sent a new one today.");
  await page.locator('button[value="send"]').click();
  await page.waitForURL("**done=sent**");
  await other.fill("#reply-text", "We are looking into it.");
  await other.locator('button[value="send"]').click();
  await other.locator(".entry.new").first().waitFor();
  assert.match(await other.locator(".entry.new").last().textContent(), /We have sent a new one today/);
  assert.equal(await other.inputValue("#reply-text"), "We are looking into it.");
  const replies = (await api(desk, "GET", `conversations/${row.id}`)).records.filter(({ type }) => type === "reply");
  assert.equal(replies.length, 1);
  // Having read it, the second press goes out.
  await other.locator('button[value="send"]').click();
  await other.waitForURL("**done=sent**");
  await other.context().close();
});

test("a policy is changed, and refused where it makes no sense", async () => {
  await page.goto(`${desk.url}/settings/policies?copy=urgent`);
  const form = page.locator(".policy[open] form");
  await form.locator('[name="id"]').fill("our-urgent");
  await form.locator('[name="name"]').fill("Urgent: 30 min");
  await form.locator('[name="first"]').fill("30");
  await form.locator('[name="warnings"]').fill("90, 50");
  await form.locator("button.primary").click();
  // It is said at its field, and the rest is still there.
  assert.equal(await page.locator('[aria-invalid="true"]').getAttribute("name"), "warnings");
  const again = page.locator(".policy[open] form");
  assert.equal(await again.locator('[name="id"]').inputValue(), "our-urgent");
  await again.locator('[name="warnings"]').fill("50, 90");
  await again.locator("button.primary").click();
  await page.waitForURL("**done=saved**");
  const { policies } = await api(desk, "GET", "policies");
  assert.deepEqual([policies[0].policy.id, policies[0].policy.targets.first_response_ms], ["our-urgent", 1_800_000]);
});

test("a countdown turns late before one's eyes, and the sweep records it", async () => {
  const { next } = await api(desk, "GET", "reports/deadlines?hours=24");
  const row = next.find((row) => row.status === "open");
  const due = Date.parse(row.next_deadline);
  const watching = await newPage();
  await watching.clock.install({ time: new Date(due - 60_000) });
  await signIn(watching, desk, "ann");
  await watching.goto(`${desk.url}/conversations/${row.id}`);
  const shown = watching.locator(`time[data-due][datetime="${row.next_deadline}"]`).first();
  await watching.clock.runFor(2_000);
  assert.match(await shown.getAttribute("class"), /soon/);
  assert.match(await shown.textContent(), /^in /);
  await watching.clock.runFor(70_000);
  assert.match(await shown.getAttribute("class"), /late/);
  assert.match(await shown.textContent(), /late$/);
  assert.match(await watching.locator("#live").textContent(), /late/);
  await sweep(desk, new Date(due + 60_000).toISOString());
  await watching.goto(`${desk.url}/inbox?view=breached`);
  await watching.locator(`.row[data-id="${row.id}"]`).waitFor();
  await watching.context().close();
});

test("without scripts everything is a form", async () => {
  const plain = await newPage({ javaScriptEnabled: false });
  await signIn(plain, desk, "carl");
  await plain.goto(`${desk.url}/inbox?channel=amazon&status=open`);
  const id = await plain.locator(".rows .row").first().getAttribute("data-id");
  await plain.locator(".rows .row a.what").first().click();
  await plain.waitForURL(`**/conversations/${id}`);
  await plain.fill("#reply-text", "Call me at +49 170 1234567.");
  await plain.locator('button[value="check"]').click();
  await plain.locator("#findings li").first().waitFor();
  assert.match(await plain.inputValue("#reply-text"), /1234567/);
  await plain.selectOption("#template", "late_answer_apology");
  await plain.locator("#picker button").click();
  assert.ok((await plain.inputValue("#reply-text")).length > 40);
  await plain.selectOption("#status", "resolved");
  await plain.locator("form", { has: plain.locator("#status") }).locator("button").first().click();
  await plain.waitForURL("**done=status**");
  await plain.goto(`${desk.url}/inbox`);
  await plain.locator(".menu summary").click();
  await plain.locator('form[action="/sign-out"] button').click();
  await plain.waitForURL("**/sign-in**");
  await plain.goto(`${desk.url}/inbox`);
  assert.match(plain.url(), /sign-in/);
  await plain.context().close();
});

test("a draft outlives the tab", async () => {
  const row = await first("channel=amazon&status=open");
  await page.goto(`${desk.url}/conversations/${row.id}`);
  await page.fill("#reply-text", "Half an ans");
  await page.goto(`${desk.url}/inbox`);
  await page.goto(`${desk.url}/conversations/${row.id}`);
  assert.equal(await page.inputValue("#reply-text"), "Half an ans");
});

test("somebody is invited, sets a password and a second factor, and comes in with both", async () => {
  await page.goto(`${desk.url}/settings/people`);
  await page.fill("#name", "Bo Lee");
  await page.fill("#email", "bo@shop.example");
  await page.selectOption("#role", "supervisor");
  await page.locator("form.narrow button.primary").click();
  const link = (await page.locator(".flash code").textContent()).trim();
  const bo = await newPage();
  await bo.goto(link);
  // What stands after # is in the form now, and no longer in the address.
  await bo.locator("#by-link[open]").waitFor();
  assert.doesNotMatch(bo.url(), /sl_/);
  await bo.locator("#by-link button").click();
  await bo.waitForURL("**/password");
  await bo.fill("#password", "a long password 1");
  await bo.fill("#again", "a long password 1");
  await bo.locator('form[action="/password"] button').click();
  await bo.waitForURL("**/inbox?done=password");
  await bo.goto(`${desk.url}/password`);
  await bo.locator('button[value="start"]').click();
  const secret = await bo.locator("form code").first().textContent();
  await bo.fill("#code", totp(secret, Date.now()));
  await bo.locator('button[value="confirm"]').click();
  await bo.locator("form li code").first().waitFor();
  const recovery = await bo.locator("form li code").first().textContent();
  await bo.goto(`${desk.url}/inbox`);
  await bo.locator(".menu summary").click();
  await bo.locator('form[action="/sign-out"] button').click();
  await bo.waitForURL("**/sign-in**");
  const signIn = async (password, code) => {
    await bo.fill("#email", "bo@shop.example");
    await bo.fill("#password", password);
    await bo.fill("#code", code);
    await bo.locator("form", { has: bo.locator("#email") }).locator("button").click();
  };
  await signIn("not the password", "");
  assert.match(await bo.locator(".alert").textContent(), /password is wrong/);
  await signIn("a long password 1", "");
  assert.match(await bo.locator(".alert").textContent(), /authenticator/);
  await signIn("a long password 1", recovery);
  await bo.waitForURL("**/inbox");
  assert.match(await bo.locator(".menu summary").textContent(), /Bo Lee/);
  await bo.context().close();
});

/** A code of an authenticator app (RFC 6238). */
function totp(secret, at) {
  const bits = [...secret.replace(/[\s=]/g, "")].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const hash = createHmac("sha1", key).update(step).digest();
  const number = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

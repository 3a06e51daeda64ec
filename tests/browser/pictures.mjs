// Makes docs/pictures/{inbox,conversation,board,template}.png: `node tests/browser/pictures.mjs`.
import { mkdirSync, statSync } from "node:fs";
import { missing, startBrowser } from "./browser.mjs";
import { api, signIn, startDesk } from "./desk.mjs";

const BYTES_MAX = 200_000;
const lacking = await missing();
if (lacking) throw new Error(lacking);
const folder = new URL("../../docs/pictures/", import.meta.url).pathname;
mkdirSync(folder, { recursive: true });
const [desk, browser] = [await startDesk(), await startBrowser()];
const page = await (await browser.newContext({ viewport: { width: 1120, height: 700 }, locale: "en-GB", colorScheme: "light" })).newPage();

async function take(name, path, prepare = async () => {}) {
  await page.goto(desk.url + path);
  await prepare();
  await page.waitForTimeout(800);
  await page.screenshot({ path: `${folder}${name}.png` });
  const { size } = statSync(`${folder}${name}.png`);
  if (size > BYTES_MAX) throw new Error(`${name}.png has ${size} bytes`);
  console.log(`${name}.png: ${size} bytes`);
}

try {
  await signIn(page, desk, "ann");
  const { conversations } = await api(desk, "GET", "conversations?limit=40");
  const talk = conversations.find((row) => row.channel === "amazon" && row.language === "en" && row.items > 2 && row.risk_events.length === 0) ?? conversations[0];
  const { id } = talk;
  await api(desk, "POST", `conversations/${id}/assignment`, { assignee: "ann" });
  await api(desk, "POST", `conversations/${id}/tags`, { add: ["replacement"] });
  await api(desk, "POST", `conversations/${id}/notes`, { text: "Second complaint about this batch. @bob, can the warehouse check the rest?", mentions: ["bob"] });
  await api(desk, "POST", "views", { name: "Claims on Amazon", filter: { channel: "amazon", category: "dispute_threat" }, shared: true });
  await take("inbox", "/inbox");
  await take("conversation", `/conversations/${id}`, async () => {
    await page.fill("#reply-text", "Hello, we are glad that it works. Please leave us a 5-star review!");
    await page.locator("#findings li").first().waitFor();
    await page.locator("#findings li").last().scrollIntoViewIfNeeded();
  });
  await take("board", "/board?hours=12");
  await take("template", "/settings/template?copy=order_status");
} finally {
  await browser.close();
  desk.stop();
}

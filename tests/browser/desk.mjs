// A desk to look at: started here on a free port with demo traffic, or one that runs already (SELLERDESK_URL, SELLERDESK_TOKEN,
// SELLERDESK_TASK_TOKEN; it has to allow simulated time and take replies on `standard`).
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

const START_MS_MAX = 40 * 60_000;

/** The other end of the channel `standard`: takes every reply. */
async function takeReplies() {
  const taken = [];
  const server = createServer((request, response) => {
    const parts = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      taken.push(JSON.parse(Buffer.concat(parts).toString()));
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ id: `out-${taken.length}` }));
    });
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return { taken, url: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}

/** Starts a desk; `stop` ends it. */
export async function startDesk() {
  if (process.env.SELLERDESK_URL) {
    const { SELLERDESK_URL: url, SELLERDESK_TOKEN: token, SELLERDESK_TASK_TOKEN: taskToken } = process.env;
    return { url, token, taskToken, taken: null, stop() {} };
  }
  const state = mkdtempSync(join(tmpdir(), "sellerdesk-"));
  const replies = await takeReplies();
  const [program, ...first] = (process.env.SELLERDESK_DESK ?? "cargo desk").split(" ");
  const env = {
    ...process.env,
    SPIN_VARIABLE_ALLOW_SIMULATED_TIME: "true",
    SPIN_VARIABLE_API_STANDARD: replies.url,
    SPIN_VARIABLE_COURIER_STANDARD: JSON.stringify({ demo: { url: "/reply", secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" } }),
  };
  const options = ["up", "--demo", "--kv", "memory", "--listen", "127.0.0.1:0", "--state", state, "--sweep-every", "0", "--quiet"];
  const root = process.env.SELLERDESK_ROOT ?? new URL("../..", import.meta.url);
  const desk = spawn(program, [...first, ...options], { cwd: root, env, stdio: ["ignore", "pipe", "inherit"] });
  const url = await new Promise((found, failed) => {
    let said = "";
    const late = setTimeout(() => failed(new Error("the desk did not start")), START_MS_MAX);
    desk.on("exit", () => failed(new Error(`the desk ended:\n${said}`)));
    desk.stdout.on("data", (part) => {
      said += part;
      const match = /SellerDesk listens on (http:\S+)/.exec(said);
      if (match) { clearTimeout(late); found(match[1]); }
    });
  });
  const variables = readFileSync(join(state, "variables.toml"), "utf8");
  const variable = (name) => new RegExp(`^${name} *= *"(.*)"`, "m").exec(variables)[1];
  const stop = () => { desk.removeAllListeners("exit"); desk.kill("SIGINT"); replies.stop(); rmSync(state, { recursive: true, force: true }); };
  return { url, token: variable("admin_token"), taskToken: variable("task_token"), taken: replies.taken, stop };
}

/** Asks the API as another colleague would. */
export async function api(desk, method, path, body) {
  const headers = { authorization: `Bearer ${desk.token}`, "content-type": "application/json" };
  const answer = await fetch(`${desk.url}/api/v1/${path}`, { method, headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** A sweep as of an instant. */
export async function sweep(desk, at) {
  const headers = { authorization: `Bearer ${desk.taskToken}`, "content-type": "application/json" };
  const answer = await fetch(`${desk.url}/tasks/sweep`, { method: "POST", headers, body: JSON.stringify({ at }) });
  if (!answer.ok) throw new Error(`sweep: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** Signs in with the API's token, as `name`. */
export async function signIn(page, desk, name) {
  await page.goto(`${desk.url}/sign-in`);
  await page.locator("details", { has: page.locator("#token") }).locator("summary").click();
  await page.fill("#token", desk.token);
  await page.fill("#name", name);
  await page.locator("form", { has: page.locator("#token") }).locator("button").click();
  await page.waitForURL("**/inbox");
}

/** Two months of orders of a shop with some defects, so that account health has something to show. */
export async function facts(desk) {
  const shop = { channel: "amazon", account: "demo" };
  const at = (days) => new Date(Date.now() - days * 86_400_000).toISOString().replace(/\.\d+Z/, "Z");
  const rows = [];
  for (let number = 0; number < 300; number += 1) {
    const placed = at(50 - number / 7);
    rows.push({ id: `o${number}`, at: placed, order: `b-${number}`, site: "us", sku: "lamp-1", what: { order: { placed_at: placed, ship_by: at(48 - number / 7), shipped_at: at(49 - number / 7) } } });
    if (number % 120 === 0) rows.push({ id: `z${number}`, at: at(2), order: `b-${number}`, site: "us", what: { defect: { kind: "claim", reference: "A", state: "opened" } } });
  }
  await api(desk, "POST", `accounts/${shop.channel}/${shop.account}/facts`, { facts: rows });
  return shop;
}

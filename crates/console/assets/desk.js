// Makes the pages quicker; each works without it. No framework, no inline code, nothing from elsewhere.
const { dataset } = document.body;
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const POLL_MS = 20_000;
const SCAN_PAUSE_MS = 450;
const live = $("#live");
const say = (text) => { if (live) live.textContent = text; };
const recall = (key) => { try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; } };
const remember = (key, value) => { try { sessionStorage.setItem(key, JSON.stringify(value)); } catch { /* private mode */ } };

// --- Times: countdowns, and instants in the browser's own zone ---------------------------------------------------

const [unitDay, unitHour, unitMinute] = (dataset.units || "d h m").split(" ");
const dates = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });

function span(ms) {
  const minutes = Math.floor(ms / 60_000);
  const [d, h, m] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  if (d) return `${d}${unitDay} ${h}${unitHour}`;
  return h ? `${h}${unitHour} ${String(m).padStart(2, "0")}${unitMinute}` : `${m}${unitMinute}`;
}

function tick() {
  const now = Date.now();
  let turned = 0;
  for (const time of $$("time[data-due]")) {
    const left = Date.parse(time.dateTime) - now;
    const urgency = left <= 0 ? "late" : left <= 3_600_000 ? "soon" : left <= 14_400_000 ? "near" : "calm";
    const text = (left > 0 ? dataset.in : dataset.late).replace("{}", span(Math.abs(left)));
    if (urgency === "late" && !time.classList.contains("late")) turned += 1;
    if (time.textContent !== text) time.textContent = text;
    time.className = `due ${urgency}`;
  }
  for (const row of $$(".rows .row")) {
    const nearest = $("time[data-due]", row);
    for (const urgency of ["late", "soon", "near", "calm"]) row.classList.toggle(urgency, !!nearest?.classList.contains(urgency));
  }
  for (const time of $$("time[data-ago]")) {
    const text = dataset.ago.replace("{}", span(Math.max(0, now - Date.parse(time.dateTime))));
    if (time.textContent !== text) time.textContent = text;
  }
  if (turned) say(dataset.turned.replace("{}", turned));
}

function localise(root = document) {
  for (const time of $$("time[data-at]", root)) time.textContent = dates.format(new Date(time.dateTime));
  for (const time of $$("time[data-due], time[data-ago]", root)) time.title = dates.format(new Date(time.dateTime));
}

localise();
tick();
setInterval(tick, 1000);

// --- News: asked for while the page is looked at -------------------------------------------------------------------

const bulk = $("#bulk");
const conversation = $(".conversation");

// Who else is here: said when it changes.
function show(present) {
  const write = (place, text) => { if (place.textContent !== text) place.textContent = text; };
  if (conversation) return write($("#present"), present ?? "");
  for (const row of $$(".rows .row")) {
    const text = present?.[row.dataset.id];
    const place = $(".present", row) ?? (text && $(".chips", row).appendChild(document.createElement("span")));
    if (place) { place.className = "present"; write(place, text ?? ""); }
  }
}

let typedAt = 0;

async function poll() {
  if (document.hidden) return;
  const typing = Date.now() - typedAt < POLL_MS ? "?typing=1" : "";
  const address = bulk ? `/live/inbox${location.search}` : conversation ? `/live/conversations/${conversation.dataset.id}${typing}` : null;
  if (!address) return;
  const answer = await fetch(address).catch(() => null);
  if (answer?.status === 401) return location.reload();
  if (!answer?.ok) return;
  const { mark, present } = await answer.json();
  show(present);
  const news = $("#news");
  const isNew = mark !== (bulk ? bulk.dataset.mark : conversation.dataset.seen);
  if (!news || !isNew || !news.hidden) return;
  // A list that nobody works on just shows it; whoever ticks or moves in it is asked.
  if (bulk && !ticked().length && !bulk.contains(document.activeElement)) return refresh();
  news.hidden = false;
  say(news.textContent);
}

async function refresh() {
  const answer = await fetch(location.href).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [old, rows, form] = [$(".rows", bulk), $("#bulk .rows", fresh), $("#bulk", fresh)];
  if (!old || !rows || !form) return location.reload();
  const id = $(".row[aria-current]")?.dataset.id;
  old.replaceWith(document.adoptNode(rows));
  bulk.dataset.mark = form.dataset.mark;
  $("#news").hidden = true;
  localise(bulk);
  tick();
  if (id) mark($(`.row[data-id="${CSS.escape(id)}"]`), false);
  keepOrder();
}

setInterval(poll, POLL_MS);
document.addEventListener("visibilitychange", poll);

// --- The list: a place in it, ticks --------------------------------------------------------------------------------

const rows = () => $$(".rows .row");
const current = () => $(".row[aria-current]");
const ticked = () => $$('.row input[name="id"]:checked');

function mark(row, moves = true) {
  current()?.removeAttribute("aria-current");
  if (!row) return;
  row.setAttribute("aria-current", "true");
  if (!moves) return;
  $("a.what", row)?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function move(by) {
  if (conversation) {
    const ids = recall("ids") || [];
    const next = ids[ids.indexOf(conversation.dataset.id) + by];
    if (next && ids.includes(conversation.dataset.id)) location.assign(`/conversations/${next}`);
    return;
  }
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(current());
  mark(all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))]);
}

function count() {
  const shown = $(".bar .selected");
  if (!shown) return;
  const number = ticked().length;
  shown.textContent = number ? shown.dataset.some.replace("{}", number) : shown.dataset.none;
  $("#all").checked = number > 0 && number === rows().length;
}

// j and k inside a conversation follow the list it was opened from.
function keepOrder() {
  if (bulk) remember("ids", rows().map((row) => row.dataset.id)), remember("list", location.pathname + location.search);
}

if (bulk) {
  keepOrder();
  const all = $("#all");
  if (all) {
    all.closest("label").hidden = false;
    all.addEventListener("change", () => {
      for (const box of $$('.row input[name="id"]')) box.checked = all.checked;
      count();
    });
  }
  bulk.addEventListener("change", count);
  bulk.addEventListener("focusin", (event) => { const row = event.target.closest(".row"); if (row) mark(row, false); });
}
const list = recall("list");
if (list?.startsWith("/inbox")) for (const link of $$("a[data-back]")) link.href = list;

// --- The reply: draft, scan, template --------------------------------------------------------------------------------

const reply = $("#reply");
const paper = reply && $("#reply-text");

function marks(findings) {
  const layer = $(".marks", reply);
  const bytes = new TextEncoder().encode(paper.value);
  const text = (from, to) => new TextDecoder().decode(bytes.slice(from, to));
  layer.replaceChildren();
  let done = 0;
  for (const { start, end } of [...findings].sort((a, b) => a.start - b.start)) {
    if (end <= done) continue;
    const place = document.createElement("mark");
    place.className = "found";
    place.textContent = text(Math.max(start, done), end);
    layer.append(text(done, Math.max(start, done)), place);
    done = end;
  }
  layer.append(text(done), "\n");
  layer.scrollTop = paper.scrollTop;
}

async function scan() {
  const asked = paper.value;
  const shown = $("#findings");
  if (!asked.trim()) { shown.replaceChildren(); return marks([]); }
  const answer = await fetch("/live/scan", { method: "POST", body: new URLSearchParams(new FormData(reply)) }).catch(() => null);
  if (!answer?.ok || paper.value !== asked) return;
  const { findings, html } = await answer.json();
  const fragment = new DOMParser().parseFromString(html, "text/html").body;
  // Said again only when it changes.
  if (shown.dataset.said !== html) { shown.replaceChildren(...fragment.childNodes); shown.dataset.said = html; }
  marks(findings);
}

if (reply) {
  reply.classList.add("live");
  const key = `draft:${conversation.dataset.id}`;
  const noted = $("#draft");
  // A reply that was just sent needs no draft any more.
  const isDone = new URLSearchParams(location.search).get("done");
  try {
    if (isDone === "sent" || isDone === "queued") localStorage.removeItem(key);
    if (!paper.value && localStorage.getItem(key)) { paper.value = localStorage.getItem(key); noted.textContent = dataset.draft; }
  } catch { /* private mode */ }
  let waiting = 0;
  const changed = () => {
    // Colleagues hear of it at once, then with each poll.
    const began = Date.now() - typedAt > POLL_MS;
    typedAt = Date.now();
    if (began) poll();
    try {
      if (paper.value) localStorage.setItem(key, paper.value); else localStorage.removeItem(key);
      noted.textContent = paper.value ? dataset.draft : "";
    } catch { /* private mode */ }
    marks([]);
    clearTimeout(waiting);
    waiting = setTimeout(scan, SCAN_PAUSE_MS);
  };
  paper.addEventListener("input", changed);
  paper.addEventListener("scroll", () => { $(".marks", reply).scrollTop = paper.scrollTop; });
  // A second press sends nothing more, and the first one's name has to go along.
  reply.addEventListener("submit", (event) => {
    if (reply.dataset.sent) return event.preventDefault();
    reply.dataset.sent = "1";
    if (event.submitter?.value === "resolve") try { localStorage.removeItem(key); } catch { /* private mode */ }
  });
  addEventListener("pageshow", () => delete reply.dataset.sent);
  if (paper.value) scan();
  $("#picker")?.addEventListener("submit", async (event) => {
    const fields = new URLSearchParams(new FormData(event.target));
    event.preventDefault();
    const answer = await fetch(`/live/conversations/${conversation.dataset.id}/template?${fields}`).catch(() => null);
    // What it still wants to know, the page itself asks for; the draft is kept.
    if (!answer?.ok) return location.assign(`/conversations/${conversation.dataset.id}?${fields}#reply-title`);
    const { text } = await answer.json();
    paper.value = paper.value.trim() ? `${paper.value.trimEnd()}\n\n${text}` : text;
    $("#from-template").value = fields.get("template");
    changed();
    paper.focus();
  });
}

// --- Signing in by a link: what stands after # never reaches a server by itself -----------------------------------

const link = $("#link");
if (link && location.hash.length > 1) {
  link.value = location.hash.slice(1);
  $("#by-link").open = true;
  history.replaceState(null, "", location.pathname + location.search);
  $("button", link.form).focus();
}

// --- Keys ----------------------------------------------------------------------------------------------------------------

async function help() {
  let dialog = $("dialog");
  if (!dialog) {
    const answer = await fetch("/help").catch(() => null);
    if (!answer?.ok) return location.assign("/help");
    const page = $(".page", new DOMParser().parseFromString(await answer.text(), "text/html"));
    dialog = document.createElement("dialog");
    dialog.setAttribute("aria-label", $("h1", page).textContent);
    const shut = document.createElement("button");
    shut.textContent = "×";
    shut.setAttribute("aria-label", "Esc");
    shut.addEventListener("click", () => dialog.close());
    page.prepend(shut);
    dialog.append(page);
    document.body.append(dialog);
  }
  dialog.showModal();
}

const focus = (selector) => () => {
  const field = $(selector);
  if (!field) return;
  field.closest("details")?.setAttribute("open", "");
  field.focus();
};
const press = (selector) => () => $(selector)?.click();
const go = (path) => () => location.assign(path);
const keys = {
  j: () => move(1),
  k: () => move(-1),
  o: () => $("a.what", current() || document.createElement("i"))?.click(),
  u: () => (conversation ? $("a[data-back]")?.click() : go("/inbox")()),
  x: () => { const box = $('input[name="id"]', current() || document.createElement("i")); if (box) { box.checked = !box.checked; count(); } },
  r: focus("#reply-text"),
  n: focus("#note"),
  a: () => (conversation ? ($('[data-key="a"]') ? press('[data-key="a"]')() : focus("#assignee")()) : focus("#bulk-assignee")()),
  t: () => focus(conversation ? "#tags" : "#bulk-tag")(),
  s: focus("#snooze"),
  e: () => (conversation ? press('[data-key="e"]')() : ticked().length && press('.bar button[value="close"]')()),
  i: focus("#template"),
  "/": focus("#search"),
  "?": help,
  ".": () => (bulk ? refresh() : location.reload()),
  "g i": go("/inbox"),
  "g b": go("/board"),
  "g s": go("/settings"),
};
let before = "";

document.addEventListener("keydown", (event) => {
  const field = event.target.closest?.("input:not([type=checkbox]), textarea, select");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && field?.form) {
    event.preventDefault();
    return field.form.requestSubmit($("button.primary", field.form) || $("button", field.form));
  }
  if (event.key === "Escape" && field) return field.blur();
  if (!("keys" in dataset) || field || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || $("dialog[open]")) return;
  const name = before ? `${before} ${event.key}` : event.key;
  before = !before && event.key === "g" ? "g" : "";
  if (!keys[name]) return;
  event.preventDefault();
  keys[name]();
});

for (const link of $$("a[data-help]")) link.addEventListener("click", (event) => { event.preventDefault(); help(); });
// The menu closes as menus do.
document.addEventListener("click", (event) => { const menu = $(".menu[open]"); if (menu && !menu.contains(event.target)) menu.open = false; });

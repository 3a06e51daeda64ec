//! Requests made up from the document, right and wrong, as the administrator and as a person: no request breaks a
//! component, every answer is one that the document names, and of the shape that it names.
//!
//! `SELLERDESK_FUZZ_SEED` and `SELLERDESK_FUZZ_REQUESTS` repeat or extend a run.

use super::document::{Document, Operation};
use super::generate::{Maker, ODD};
use super::validate::validate;
use crate::harness::{Answer, Framing, TestApp, fresh_number, json, now_ms, send_raw, tests};
use fastrand::Rng;
use sellerdesk_tests::webhook::standard::{self, Event};
use serde_json::{Value, json as object};
use std::collections::{BTreeMap, BTreeSet};

tests! {
    own no_request_breaks_the_api_and_every_answer_is_described,
}

const SEED_VARIABLE: &str = "SELLERDESK_FUZZ_SEED";
/// The same requests in every run, unless another seed is asked for.
const SEED_DEFAULT: u64 = 1;
const REQUESTS_VARIABLE: &str = "SELLERDESK_FUZZ_REQUESTS";
/// Requests where the cells differ in nothing but speed, and elsewhere.
const REQUESTS_DEFAULT: usize = 3_000;
const REQUESTS_FEW: usize = 300;
/// Bodies near the limits of the API, in bytes.
const HUGE_BYTES: [usize; 3] = [16 * 1024, 256 * 1024 - 1, 256 * 1024 + 1];
/// From here on a body may be more than its route takes.
const LARGE_BYTES: usize = 8 * 1024;
/// What serde says of a body of another shape.
const MISSHAPEN: [&str; 5] = ["unknown field", "missing field", "invalid type", "unknown variant", "did not match any"];
/// These never succeed by chance: they want a secret, or something that random bodies don't hit.
const LUCKY: [&str; 17] = [
    "beginProviderSignIn",
    "bootstrap",
    "clearNotificationTarget",
    "eraseCustomer",
    "finishProviderSignIn",
    "getRawDelivery",
    "importMessages",
    "mergeConversation",
    "putAccount",
    "putReport",
    "redeliverNotification",
    "removeAccount",
    "removeTotp",
    "revokeToken",
    "signIn",
    "splitConversation",
    "useLink",
];

/// A request.
#[derive(Debug)]
pub struct Asked {
    path: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
    /// Everything in it is as described.
    is_right: bool,
}

/// A desk with something in it, and whoever asks it.
pub struct Session<'a> {
    app: &'a TestApp,
    document: &'a Document,
    /// Makes bodies.
    pub maker: Maker<'a>,
    /// A person's id and token.
    person: (String, String),
    /// Somebody to be changed at will.
    agent: String,
    /// A saved view, likewise.
    view: String,
}

impl<'a> Session<'a> {
    /// On a desk with a few conversations.
    pub fn new(app: &'a TestApp, document: &'a Document, seed: u64) -> Self {
        let mut ids = Vec::new();
        for words in [
            "Where is my parcel?",
            "It is broken, I want my money back.",
            "Can I get an invoice?",
            "I will call my lawyer.",
        ] {
            let order = fresh_number().to_string();
            let event =
                Event::from_buyer(now_ms(), &order, words).with("buyer", object!({ "id": "buyer-17", "name": "Anna" }));
            let delivery = standard::deliver_event(&app.accounts().standard, &format!("f_{order}"), now_ms(), &event);
            app.accept(&delivery.unwrap());
            ids.push(app.row(&order)["id"].as_str().unwrap().to_owned());
        }
        app.sweep(now_ms());
        let agent = id_of(&app.invited("agent", Value::Null));
        let (person, token) = app.person("admin", Value::Null);
        let maker = Maker { document, rng: Rng::with_seed(seed), ids };
        Self { app, document, maker, person: (id_of(&person), token), agent, view: saved_view(app) }
    }

    /// An example with ids of this desk.
    pub fn fitted(&self, example: &Value) -> Value {
        let text = example.to_string().replace("3f6c1e0a9b7d4c58a1e2f30415263748", &self.maker.ids[0]);
        serde_json::from_str(&text).unwrap()
    }

    /// A request with this body, everything else as described and about things that exist.
    pub fn asked(&mut self, operation: &Operation<'_>, body: Option<Value>) -> Asked {
        let mut path = operation.path.to_owned();
        for (name, shape) in operation.parameters("path") {
            let value = match name {
                // What was merged takes no more: the others stay what they are.
                "id" if operation.id() == "mergeConversation" => self.maker.ids[3].clone(),
                "id" if operation.path.contains("/conversations/") => self.maker.ids[1].clone(),
                "id" if operation.path.contains("/agents/") => self.agent.clone(),
                "id" if operation.path.contains("/views/") => self.view.clone(),
                "id" if operation.path.contains("/templates/") => "order_status".to_owned(),
                "channel" => "standard".to_owned(),
                "account" => "main".to_owned(),
                _ => self.maker.text_of(shape),
            };
            path = path.replace(&format!("{{{name}}}"), &value);
        }
        let mut headers =
            vec![self.authorization(operation), ("content-type".to_owned(), "application/json".to_owned())];
        if operation.parameters("header").any(|(name, _)| name == "If-Match") {
            headers.extend(self.version(&path).map(|version| ("if-match".to_owned(), version)));
        }
        Asked { path, headers, body: body.map(|body| body.to_string().into_bytes()), is_right: true }
    }

    fn authorization(&self, operation: &Operation<'_>) -> (String, String) {
        let is_own = operation.value["x-permission"] == "session";
        let token = if is_own { &self.person.1 } else { self.app.variable("admin_token") };
        ("authorization".to_owned(), format!("Bearer {token}"))
    }

    /// The version that a change would be made from.
    fn version(&self, path: &str) -> Option<String> {
        self.app.get(path).header("etag").map(str::to_owned)
    }

    /// Any request: half of them right, the others wrong in one place or several.
    fn any(&mut self, operation: &Operation<'_>) -> Asked {
        let is_right = self.maker.rng.bool();
        let example = operation.example().filter(|_| self.maker.rng.u8(..4) == 0).map(|example| self.fitted(example));
        let body = example.or_else(|| operation.body().map(|shape| self.maker.value(shape)));
        let mut asked = self.asked(operation, body.clone());
        asked.is_right = is_right;
        let mut query = self.query(operation);
        match body {
            _ if is_right => {}
            Some(body) => self.spoil_body(&mut asked, &body),
            None if operation.takes_bytes() => asked.body = Some(self.maker.garbage(&object!({ "a": 1 }))),
            None => self.spoil_path(operation, &mut asked),
        }
        if !is_right && self.maker.rng.u8(..3) == 0 {
            self.spoil_query(&mut query);
            self.spoil_headers(operation, &mut asked);
        }
        if !query.is_empty() {
            asked.path = format!("{}?{query}", asked.path);
        }
        asked
    }

    fn query(&mut self, operation: &Operation<'_>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, shape) in operation.parameters("query") {
            // A cursor that no list gave is wrong.
            if name != "cursor" && self.maker.rng.u8(..3) == 0 {
                let value = self.maker.value(shape);
                query.append_pair(name, value.as_str().map_or_else(|| value.to_string(), str::to_owned).as_str());
            }
        }
        query.finish()
    }

    fn spoil_body(&mut self, asked: &mut Asked, body: &Value) {
        asked.body = Some(match self.maker.rng.u8(..10) {
            0 | 1 => self.maker.garbage(body),
            2 if body.is_object() => {
                let bytes = *self.maker.pick(&HUGE_BYTES);
                let mut huge = body.clone();
                huge["text"] = Value::String(String::new());
                let room = bytes.saturating_sub(huge.to_string().len());
                huge["text"] = Value::String("x".repeat(room));
                huge.to_string().into_bytes()
            }
            _ => {
                let spoilt = self.maker.spoilt(body.clone());
                spoilt.to_string().into_bytes()
            }
        });
    }

    fn spoil_path(&mut self, operation: &Operation<'_>, asked: &mut Asked) {
        let parts: Vec<&str> = operation.parameters("path").map(|(name, _)| name).collect();
        let Some(part) = (!parts.is_empty()).then(|| *self.maker.pick(&parts)) else { return };
        let odd = match self.maker.rng.u8(..4) {
            0 => "x".repeat(2_000),
            1 => "00000000000000000000000000000000".to_owned(),
            _ => encoded(self.maker.pick::<&str>(&ODD)),
        };
        let mut path = operation.path.replace(&format!("{{{part}}}"), &odd);
        for other in parts {
            path = path.replace(&format!("{{{other}}}"), "standard");
        }
        asked.path = path;
    }

    fn spoil_query(&mut self, query: &mut String) {
        let names =
            ["cursor", "limit", "from", "to", "at", "hours", "view", "q", "format", "nothing", "", "vip", "site"];
        let name = *self.maker.pick(&names);
        let value = match self.maker.rng.u8(..5) {
            0 => "%ff%00%".to_owned(),
            1 => "9".repeat(400),
            2 => "AAAA".repeat(self.maker.rng.usize(..40)),
            _ => encoded(self.maker.pick::<&str>(&ODD)),
        };
        *query = format!("{query}&{name}={value}");
    }

    fn spoil_headers(&mut self, operation: &Operation<'_>, asked: &mut Asked) {
        let names: Vec<&str> = operation.parameters("header").map(|(name, _)| name).collect();
        for name in names {
            let value = *self.maker.pick(&["", "\"", "\"-1\"", "\"99999999999999999999999\"", "*", "W/\"1\"", "a b"]);
            let value = if self.maker.rng.bool() { "k".repeat(self.maker.rng.usize(..400)) } else { value.to_owned() };
            asked.headers.retain(|(known, _)| known != &name.to_ascii_lowercase());
            asked.headers.push((name.to_ascii_lowercase(), value));
        }
        if self.maker.rng.bool() {
            let kind = *self.maker.pick(&[
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data",
                "",
                "a/b; charset=\"x",
            ]);
            asked.headers.retain(|(name, _)| name != "content-type");
            asked.headers.push(("content-type".to_owned(), kind.to_owned()));
        }
        if self.maker.rng.u8(..4) == 0 {
            let token = *self.maker.pick(&["", "Bearer", "Bearer ", "Basic YTpi", "Bearer ss_AAAA", "Bearer sd_"]);
            asked.headers.retain(|(name, _)| name != "authorization");
            asked.headers.push(("authorization".to_owned(), token.to_owned()));
        }
    }

    /// Sends it.
    pub fn send(&self, operation: &Operation<'_>, asked: &Asked) -> Answer {
        let headers: Vec<(&str, &str)> =
            asked.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let answer = match &asked.body {
            // It may be refused, and the connection end, before all of it was sent.
            Some(body) if body.len() > LARGE_BYTES && operation.method != "DELETE" => {
                let head = format!("{} {}", operation.method, asked.path);
                send_raw(self.app.base(), &head, &asked.headers, Framing::Length(body.len()), body)
            }
            body => self.app.send(&operation.method, &asked.path, &headers, body.as_deref()),
        };
        self.app.settle();
        answer
    }

    /// Whether an answer is as described.
    pub fn check(&self, operation: &Operation<'_>, asked: &Asked, answer: &Answer) {
        let about = || {
            let body = asked.body.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
            let given: String = String::from_utf8_lossy(&answer.body).chars().take(1_500).collect();
            let body: String = body.chars().take(1_500).collect();
            let headers: Vec<_> = asked.headers.iter().filter(|(name, _)| name != "authorization").collect();
            format!("{} {} {headers:?}\n{body}\n-> {} {given}", operation.method, asked.path, answer.status)
        };
        assert!(answer.status < 500, "it broke: {}", about());
        let Some(described) = operation.answer(self.document, answer.status) else {
            panic!("{} does not name this answer: {}", operation.id(), about())
        };
        let media = Operation::media(described);
        let kind = answer.header("content-type").unwrap_or_default().split(';').next().unwrap_or_default();
        if media.is_empty() {
            assert!(answer.body.is_empty(), "a body where none is described: {}", about());
            return;
        }
        let shape = media.get(kind).unwrap_or_else(|| panic!("{kind:?} is not described: {}", about()));
        let wants_problem = answer.status >= 400;
        assert_eq!(kind == "application/problem+json", wants_problem, "{}", about());
        if !(kind == "application/json" || kind == "application/problem+json") {
            return;
        }
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or_else(|error| panic!("{error}: {}", about()));
        // The document itself has no shape. What was put comes back as it was: in it serde takes a list for an object.
        let is_echo = operation.method == "PUT" && !asked.is_right && !wants_problem;
        assert!(!is_echo || body.is_object(), "{}", about());
        if (operation.id() != "getOpenApi" || wants_problem) && !is_echo {
            let verdict = validate(self.document, &shape["schema"], &body);
            assert!(verdict.is_ok(), "{}: {}", verdict.unwrap_err(), about());
        }
        if wants_problem {
            assert_eq!(body["status"], answer.status, "{}", about());
        }
        let is_misshapen = MISSHAPEN.iter().any(|words| body["errors"].to_string().contains(words));
        assert!(!asked.is_right || !is_misshapen, "{} refuses what it describes: {}", operation.id(), about());
    }

    /// Puts back what a request took away, so that the next ones find something.
    fn renew(&mut self, operation: &Operation<'_>, asked: &Asked, answer: &Answer) {
        let example = operation.example().filter(|_| operation.method == "PUT" && !asked.is_right);
        if let Some(example) = example.filter(|_| answer.is_success()) {
            let body = self.fitted(example);
            let asked = self.asked(operation, Some(body));
            self.send(operation, &asked);
        }
        if operation.value["x-permission"] == "session" && (answer.status == 401 || operation.id() == "signOut") {
            let link = json(&self.app.post(&format!("/api/v1/agents/{}/link", self.person.0), &object!({})), 201);
            let session = json(&self.app.enter(link["link"].as_str().unwrap()), 200);
            self.person.1 = session["token"].as_str().unwrap().to_owned();
        }
        if !answer.is_success() {
            return;
        }
        if operation.id() == "removeAgent" {
            self.agent = id_of(&self.app.invited("agent", Value::Null));
        }
        if operation.id() == "removeView" {
            self.view = saved_view(self.app);
        }
        // There may be only so many.
        let kind = match operation.id() {
            "inviteAgent" => "agents",
            "issueToken" => "tokens",
            "addView" => "views",
            _ => return,
        };
        let made: Value = serde_json::from_slice(&answer.body).unwrap();
        let bearer = format!("Bearer {}", self.app.variable("admin_token"));
        self.app.send("DELETE", &format!("/api/v1/{kind}/{}", id_of(&made)), &[("authorization", &bearer)], None);
    }
}

fn saved_view(app: &TestApp) -> String {
    id_of(&json(&app.post("/api/v1/views", &object!({ "name": "Urgent" })), 201))
}

fn id_of(made: &Value) -> String {
    made["id"].as_str().unwrap().to_owned()
}

impl Maker<'_> {
    fn text_of(&mut self, shape: &Value) -> String {
        let text = self.value(shape).as_str().unwrap_or_default().to_owned();
        if text.is_empty() { "x".to_owned() } else { text }
    }
}

/// Percent-encoded as a part of a path or a value of a query.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is no number")))
}

fn no_request_breaks_the_api_and_every_answer_is_described(app: &TestApp) {
    let document = Document::read(app);
    let seed = number(SEED_VARIABLE).unwrap_or(SEED_DEFAULT);
    let default = if app.is_thorough() { REQUESTS_DEFAULT } else { REQUESTS_FEW };
    let requests = number(REQUESTS_VARIABLE).map_or(default, |requests| requests as usize);
    println!("{SEED_VARIABLE}={seed} {REQUESTS_VARIABLE}={requests}");
    let mut session = Session::new(app, &document, seed);
    let operations = document.operations();
    let mut statuses: BTreeMap<&str, BTreeSet<u16>> = BTreeMap::new();
    for round in 0..requests {
        let operation = &operations[round % operations.len()];
        // Sign-ins cost what a password costs, by design.
        if operation.id() == "signIn" && round >= operations.len() * 4 {
            continue;
        }
        let asked = session.any(operation);
        let answer = session.send(operation, &asked);
        session.check(operation, &asked, &answer);
        session.renew(operation, &asked, &answer);
        statuses.entry(operation.id()).or_default().insert(answer.status);
    }
    // The desk is as well as before.
    assert_eq!(json(&app.get("/health"), 200)["status"], "ok");
    json(&app.get("/api/v1/conversations"), 200);
    let all: BTreeSet<u16> = statuses.values().flatten().copied().collect();
    println!("{} operations, answers {all:?}", statuses.len());
    if app.is_thorough() {
        let never: Vec<_> =
            statuses.iter().filter(|(id, found)| !LUCKY.contains(*id) && found.iter().all(|it| *it >= 300)).collect();
        assert!(never.is_empty(), "never right: {never:?}");
    }
}

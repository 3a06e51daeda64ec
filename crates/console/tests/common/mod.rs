//! An API that answers with fixtures, a browser that has a session, and a look at the tags of a page.

#![allow(dead_code, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests; not each uses all")]

use sellerdesk_console::{Api, Call, Reply, Request, Response, Unreachable, serve};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// The conversation of the fixtures.
pub const ID: &str = include_str!("../fixtures/id.txt");
/// 2026-11-22T09:00:00Z.
pub const NOW_MS: i64 = 1_795_338_000_000;
/// The session of the tests.
pub const TOKEN: &str = "tok-1";
/// Every page of somebody who is signed in.
pub const PAGES: [&str; 32] = [
    "/inbox",
    "/inbox?q=x&priority=urgent&cursor=AAAA&done=bulk&count=2&failed=1",
    "/conversations/{id}",
    "/inbox?sla=due_soon&since=2026-11-01&done=bulk&count=1&failed=0&undo=tags.0123456789abcdef0123456789abcdef&ids=0123456789abcdef0123456789abcdef",
    "/mentions",
    "/conversations/{id}?done=status&undo=status.0123456789abcdef0123456789abcdef",
    "/conversations/{id}?template=defective_item&lang=de",
    "/board",
    "/board?hours=24",
    "/reports",
    "/reports?from=2026-11-01&to=2026-11-22&channel=amazon",
    "/account-health",
    "/account-health/amazon/main",
    "/help",
    "/password",
    "/settings",
    "/settings/policies",
    "/settings/policies?copy=urgent",
    "/settings/calendars",
    "/settings/templates",
    "/settings/templates?category=order_status&lang=de",
    "/settings/templates?whose=personal",
    "/settings/template",
    "/settings/template?copy=order_status",
    "/settings/template?id=own_one",
    "/settings/rules",
    "/settings/automations",
    "/conversations/{id}?template=own_one&lang=en",
    "/settings/notifications",
    "/settings/accounts",
    "/settings/people",
    "/settings/deliveries",
];

/// Answers by path, and remembers what it was asked.
pub struct Fixtures {
    /// Replaces texts of the answers.
    pub change: Box<dyn Fn(Value) -> Value>,
    /// An answer that comes first: part of the path, status, body.
    pub instead: Vec<(&'static str, u16, Value)>,
    /// An answer to what would change something: part of the path, status, body.
    pub refused: Option<(&'static str, u16, Value)>,
    /// The calls so far.
    pub calls: RefCell<Vec<Call>>,
}

impl Default for Fixtures {
    fn default() -> Self {
        Self { change: Box::new(|value| value), instead: Vec::new(), refused: None, calls: RefCell::default() }
    }
}

impl Fixtures {
    /// With one answer otherwise.
    pub fn with(path: &'static str, status: u16, body: Value) -> Self {
        Self { instead: vec![(path, status, body)], ..Self::default() }
    }

    /// The calls that change something: method, path, body.
    pub fn writes(&self) -> Vec<(String, String, Value)> {
        let calls = self.calls.borrow();
        let writes = calls
            .iter()
            .filter(|call| call.method != "GET" && !call.path.contains("preview") && !call.path.ends_with("/presence"));
        writes.map(|call| (call.method.to_owned(), call.path.clone(), body(call))).collect()
    }
}

/// A call's JSON.
pub fn body(call: &Call) -> Value {
    call.body.as_deref().map(|body| serde_json::from_slice(body).unwrap()).unwrap_or_default()
}

impl Api for Fixtures {
    async fn ask(&self, call: Call) -> Result<Reply, Unreachable> {
        let refused = self.refused.iter().filter(|_| call.method == "PUT" && !call.path.ends_with("/presence"));
        let (status, value) = match refused.chain(&self.instead).find(|(path, ..)| call.path.contains(path)) {
            Some((_, status, value)) => (*status, value.clone()),
            None if call.token.as_deref() != Some(TOKEN) => (401, Value::Null),
            None => (200, (self.change)(fixture(&call))),
        };
        self.calls.borrow_mut().push(call);
        Ok(Reply { status, etag: Some("\"3\"".to_owned()), link: None, body: value.to_string().into_bytes() })
    }
}

fn fixture(call: &Call) -> Value {
    let path = call.path.split('?').next().unwrap();
    if let Some(found) = figures(path) {
        return found;
    }
    let file = match path.strip_prefix("/api/v1/").unwrap() {
        "conversations" => include_str!("../fixtures/list.json"),
        "policies" => include_str!("../fixtures/policies.json"),
        "templates" => include_str!("../fixtures/templates.json"),
        "templates/order_status" => include_str!("../fixtures/template.json"),
        "calendars" => include_str!("../fixtures/calendars.json"),
        "automations" => include_str!("../fixtures/automations.json"),
        "preview/automations" => {
            r#"{"conversations":100,"more":0,"totals":[{"rule":"closed","did":"reply","done":3,"refused":{"answered":2}}],"decisions":[{"conversation":"0123456789abcdef0123456789abcdef","at":"2026-11-20T09:00:00Z","rule":"closed","did":"reply","text":"We are <closed>."}]}"#
        }
        "preview/deadline" => r#"{"deadline":"2026-11-24T09:00:00Z","warn":"2026-11-23T08:00:01Z"}"#,
        "preview/render" => {
            r#"{"text":"Hello Anna, call us","language":"en","findings":[{"rule":"phone","violation":"off_platform_contact","severity":"warn","start":0,"end":5,"explanation":"No.","remedy":"Reply here."}]}"#
        }
        "accounts" => include_str!("../fixtures/accounts.json"),
        "reports/deadlines" => include_str!("../fixtures/board.json"),
        "notifications/deliveries" => include_str!("../fixtures/deliveries.json"),
        "agents" => {
            r#"{"agents":[{"id":"a1","name":"Ann","email":"ann@shop.example","role":"agent","accounts":["amazon/main"],"enabled":true,"has_totp":true},{"id":"a2","name":"Bob","role":"admin","enabled":true}]}"#
        }
        "views" => {
            r#"{"views":[{"id":"0123456789abcdef0123456789abcdef","name":"Claims","filter":{"priority":"urgent","assignee":"me"},"order":0,"shared":true,"count":99,"more":true}]}"#
        }
        "presence" => r#"{"present":[{"conversation":"0123456789abcdef0123456789abcdef","name":"Bob","typing":true}]}"#,
        "search" => {
            r#"{"conversations":[{"id":"0123456789abcdef0123456789abcdef","channel":"mail","status":"closed","category":"general","priority":"low","buyer_name":"Anna","order_id":"7","subject":"Lamp","excerpt":"Thanks","updated_at":"2026-11-20T09:00:00Z","tags":[],"language":"en"}]}"#
        }
        "mentions" => {
            r#"{"mentions":[{"at":"2026-11-21T09:00:00Z","by":"Bob","note":"00000000000000000000000000000001","conversation":{"id":"0123456789abcdef0123456789abcdef","status":"open","category":"general","priority":"low","subject":"Lamp","excerpt":"Thanks","language":"en"}}]}"#
        }
        "session" => r#"{"has_totp":true}"#,
        "preview/compliance" => r#"{"findings":[]}"#,
        path if path.ends_with("/presence") => {
            r#"{"others":[{"name":"Bob","typing":true},{"name":"Eve","typing":false}]}"#
        }
        path if path.ends_with("/customer") => {
            r#"{"since":"2025-01-02T00:00:00Z","orders":3,"praises":2,"conversations":[]}"#
        }
        path if path.ends_with("/suggestions") => include_str!("../fixtures/suggestions.json"),
        path if path.ends_with("/preview") => r#"{"text":"Hallo, Ersatz ist unterwegs.","findings":[]}"#,
        path if path.ends_with("/replies") => r#"{"id":"1","state":"sent"}"#,
        path if path.ends_with(ID) => include_str!("../fixtures/conversation.json"),
        _ => "{}",
    };
    serde_json::from_str(file).unwrap()
}

/// Reports and account health, by what their paths end with.
fn figures(path: &str) -> Option<Value> {
    let name = match path.strip_prefix("/api/v1/")? {
        "reports/health" => "overview",
        "reports/deadlines" => return None,
        path if path.starts_with("reports/") || path.starts_with("accounts/") => path.rsplit('/').next()?,
        _ => return None,
    };
    let files: Value = serde_json::from_str(include_str!("../fixtures/figures.json")).unwrap();
    Some(files.get(name)?.clone())
}

/// A page's request by a browser with a session.
pub fn get(target: &str) -> Request {
    let target = target.replace("{id}", ID);
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let headers = [("host", "127.0.0.1:3000"), ("cookie", "desk=tok-1; desk-me=ann"), ("accept-language", "en")];
    Request {
        method: "GET".to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
        body: Vec::new(),
        client_address: Some("192.0.2.7".to_owned()),
        now_ms: NOW_MS,
    }
}

/// The same with another header instead.
pub fn with(mut request: Request, name: &str, value: &str) -> Request {
    request.headers.retain(|(known, _)| known != name);
    if !value.is_empty() {
        request.headers.push((name.to_owned(), value.to_owned()));
    }
    request
}

/// A form as a page of ours sends it, its token included.
pub fn post(path: &str, fields: &[(&str, &str)]) -> Request {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("form", &form_token()).extend_pairs(fields);
    let request = Request { method: "POST".to_owned(), body: form.finish().into_bytes(), ..get(path) };
    with(with(request, "origin", "http://127.0.0.1:3000"), "sec-fetch-site", "same-origin")
}

/// The token as the pages carry it.
pub fn form_token() -> String {
    let page = text(&ask(&Fixtures::default(), get("/inbox")));
    let at = page.find("name=\"form\" value=\"").unwrap() + 19;
    page[at..at + 64].to_owned()
}

/// Asks, without an executor: the fixtures never wait.
pub fn ask(api: &Fixtures, request: Request) -> Response {
    match pin!(serve(request, api)).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(response) => response,
        Poll::Pending => panic!("the fixtures never wait"),
    }
}

/// A header's value.
pub fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str()).unwrap_or_default()
}

/// The body as text.
pub fn text(response: &Response) -> String {
    String::from_utf8(response.body.clone()).unwrap()
}

/// A problem document.
pub fn problem(status: u16, name: &str, rest: Value) -> Value {
    let mut problem = json!({"type": format!("urn:sellerdesk:problem:{name}"), "status": status, "detail": "why"});
    problem.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
    problem
}

/// A tag: its name and attributes in order, values as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Lower case; `/name` for an end.
    pub name: String,
    /// Names and values.
    pub attributes: Vec<(String, String)>,
}

impl Tag {
    /// An attribute's value.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// The tags of a page. Strict: quotes around every value, as the templates write them.
pub fn tags(page: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut rest = page;
    while let Some((_, after)) = rest.split_once('<') {
        let name: String = after.chars().take_while(|next| !next.is_whitespace() && *next != '>').collect();
        let mut inside = &after[name.len()..];
        let mut attributes = Vec::new();
        loop {
            inside = inside.trim_start();
            if let Some(end) = inside.strip_prefix('>') {
                rest = end;
                break;
            }
            let length = inside.find(['=', ' ', '>']).unwrap();
            let key = inside[..length].to_owned();
            inside = &inside[length..];
            let mut value = "";
            if let Some(quoted) = inside.strip_prefix("=\"") {
                (value, inside) = quoted.split_once('"').unwrap();
            }
            attributes.push((key, value.to_owned()));
        }
        tags.push(Tag { name, attributes });
    }
    tags
}

//! What people are told: from a missed deadline through routing and the herald to each platform's own request.

use super::sweep::{open_question, open_question_since};
use crate::harness::{FakeServer, TestApp, json, now_ms, problem, tests, wrong_fields};
use sellerdesk_fakes::notify::{self, Receiver};
use sellerdesk_fakes::{Mode, World};
use sellerdesk_tests::time::{HOUR_MS, MINUTE_MS};
use serde_json::{Map, Value, json};
use std::sync::{Arc, Mutex};

tests! {
    once every_kind_of_target_is_told_once_with_a_valid_signature,
    once a_dead_target_neither_delays_nor_loses_others,
    once a_chain_goes_on_until_somebody_answers,
    once a_failed_notification_is_sent_again_on_request,
    once whoever_is_mentioned_or_has_it_is_told_under_their_id,
    shared a_routing_document_that_makes_no_sense_is_refused_by_field,
}

const NOTIFICATIONS: &str = "/api/v1/notifications";
/// The shop's own target for a general question on Amazon.
const COMPANY_MS: i64 = 12 * HOUR_MS;

/// One fake target with a memory of its own.
struct Chat {
    receiver: Box<dyn Receiver>,
    path: String,
    world: Mutex<World>,
}

/// A desk whose notifications go to fakes.
struct Office {
    chats: Arc<Vec<Chat>>,
    app: TestApp,
    /// Keeps the fakes' server.
    _server: FakeServer,
}

impl Office {
    fn new() -> Self {
        let chats: Vec<Chat> = notify::all().into_iter().map(Chat::new).collect();
        let chats = Arc::new(chats);
        let secrets: Map<String, Value> =
            chats.iter().map(|chat| (chat.receiver.kind().to_owned(), chat.receiver.settings())).collect();
        let answering = Arc::clone(&chats);
        let server = FakeServer::serving(Box::new(move |_, call| {
            let chat = answering.iter().find(|chat| call.path_and_query.starts_with(&chat.path));
            let chat = chat.unwrap_or_else(|| panic!("nobody is at {}", call.path_and_query));
            chat.receiver.answer(&mut chat.world.lock().unwrap(), call)
        }));
        let host = chats.iter().find(|chat| chat.receiver.kind() == "webhook").map(Chat::host).unwrap();
        let app = TestApp::start_with(&[
            ("notify_targets", &Value::Object(secrets).to_string()),
            ("notify_host", &host),
            ("api_notify", &server.base),
        ]);
        Self { chats, app, _server: server }
    }

    /// Everybody gets everything at once, each in a target of one kind.
    fn route(&self, escalation: &Value) {
        let targets: Vec<Value> = self.chats.iter().map(|chat| chat.target()).collect();
        let recipients: Vec<Value> =
            self.chats.iter().map(|chat| json!({"id": chat.kind(), "targets": [chat.kind()]})).collect();
        let members: Vec<&str> = self.chats.iter().map(Chat::kind).collect();
        let document = json!({
            "desk": "https://desk.example",
            "targets": targets,
            "recipients": recipients,
            "teams": [{"id": "all", "members": members}],
            "escalation": escalation,
        });
        let etag = self.app.get(NOTIFICATIONS).header("etag").unwrap().to_owned();
        json(&self.app.put(NOTIFICATIONS, &[("if-match", &etag)], &document), 200);
    }

    fn chat(&self, kind: &str) -> &Chat {
        self.chats.iter().find(|chat| chat.kind() == kind).unwrap()
    }

    /// The delivery log.
    fn log(&self) -> Value {
        json(&self.app.get("/api/v1/notifications/deliveries"), 200)
    }

    /// What each target has been told so far.
    fn told(&self, kind: &str) -> Vec<String> {
        self.chat(kind).world.lock().unwrap().sent.iter().map(|sent| sent.text.clone()).collect()
    }
}

impl Chat {
    fn new(receiver: Box<dyn Receiver>) -> Self {
        let url = receiver.settings()["url"].as_str().unwrap_or("https://mail/").to_owned();
        let rest = url.split_once("://").unwrap().1;
        let path =
            rest.split_once('/').map_or(String::new(), |(_, path)| format!("/{}", path.split('?').next().unwrap()));
        // Mail providers' paths are their own.
        let path = if receiver.kind() == "mail" { mail_path(&receiver.settings()) } else { path };
        Self { receiver, path, world: Mutex::default() }
    }

    fn kind(&self) -> &str {
        self.receiver.kind()
    }

    fn host(&self) -> String {
        let url = self.receiver.settings()["url"].as_str().unwrap().to_owned();
        url.split_once("://").unwrap().1.split('/').next().unwrap().to_owned()
    }

    fn target(&self) -> Value {
        match self.kind() {
            "mail" => json!({"id": "mail", "kind": "mail", "to": "ann@shop.example"}),
            kind => json!({"id": kind, "kind": kind}),
        }
    }
}

fn mail_path(settings: &Value) -> String {
    match settings["provider"].as_str().unwrap() {
        "mailgun" => "/v3/".to_owned(),
        "sendgrid" => "/v3/mail/send".to_owned(),
        "postmark" => "/email".to_owned(),
        _ => "/v2/".to_owned(),
    }
}

/// One step, the members at once.
fn at_once() -> Value {
    json!([{"after_s": 0, "to": ["agent"]}])
}

fn every_kind_of_target_is_told_once_with_a_valid_signature(_: &TestApp) {
    let office = Office::new();
    office.route(&at_once());
    let (id, at) = open_question(&office.app);
    // Each point in its own time: what comes at once goes out in one message.
    for waited in
        [HOUR_MS, COMPANY_MS / 2, COMPANY_MS * 3 / 4, COMPANY_MS * 9 / 10, COMPANY_MS + 1, COMPANY_MS + MINUTE_MS]
    {
        office.app.sweep(at + waited);
    }
    for chat in office.chats.iter() {
        let told = office.told(chat.kind());
        let breaches: Vec<&String> = told.iter().filter(|text| text.to_lowercase().contains("missed")).collect();
        assert_eq!(breaches.len(), 1, "{}: {told:#?}", chat.kind());
        assert!(!notify::mentioned(&chat.world.lock().unwrap()), "{}", chat.kind());
    }
    assert!(office.told("slack").iter().all(|text| text.contains(&id)), "no link: {:#?}", office.told("slack"));
    let log = office.log();
    let deliveries = log["deliveries"].as_array().unwrap();
    assert!(deliveries.iter().all(|delivery| delivery["state"] == "delivered"), "{log:#}");
    assert_eq!(log["breaker"]["is_open"], false);
}

fn a_dead_target_neither_delays_nor_loses_others(_: &TestApp) {
    let office = Office::new();
    office.route(&at_once());
    office.chat("slack").world.lock().unwrap().mode = Mode::Temporary;
    let questions: Vec<(String, i64)> = (0..3).map(|_| open_question(&office.app)).collect();
    let latest = questions.iter().map(|(_, at)| *at).max().unwrap();
    office.app.sweep(latest + COMPANY_MS + 1);
    let states = |target: &str| -> Vec<String> {
        let log = office.log();
        let deliveries = log["deliveries"].as_array().unwrap().iter().filter(|it| it["target"] == target);
        deliveries.map(|it| it["state"].as_str().unwrap().to_owned()).collect()
    };
    for chat in office.chats.iter() {
        let expected = if chat.kind() == "slack" { "pending" } else { "delivered" };
        let states = states(chat.kind());
        // Three missed deadlines, nine warnings of the company's clock and three of Amazon's, three that nobody took.
        assert_eq!(states.len(), 18, "{}", chat.kind());
        assert!(states.iter().all(|state| state == expected), "{}: {states:?}", chat.kind());
    }
    assert!(office.told("slack").is_empty());
    // It comes back, and what waited for it arrives.
    office.chat("slack").world.lock().unwrap().mode = Mode::Works;
    office.app.sweep(latest + COMPANY_MS + 2 * HOUR_MS);
    assert!(states("slack").iter().all(|state| state == "delivered"), "{:#}", office.log());
    assert!(!office.told("slack").is_empty());
}

fn a_chain_goes_on_until_somebody_answers(_: &TestApp) {
    let office = Office::new();
    office.route(&json!([{"after_s": 0, "to": ["agent"]}, {"after_s": 600, "to": ["everyone"]}]));
    let (quiet, at) = open_question(&office.app);
    let (answered, _) = open_question(&office.app);
    office.app.sweep(at + COMPANY_MS + MINUTE_MS);
    let close = json!({"status": "no_reply_needed"});
    json(&office.app.post(&format!("/api/v1/conversations/{answered}/status"), &close), 200);
    let before = office.told("slack").len();
    office.app.sweep(at + COMPANY_MS + 20 * MINUTE_MS);
    let told = office.told("slack").split_off(before).join("\n");
    assert!(told.contains(&quiet), "{told}");
    assert!(!told.contains(&answered), "{told}");
}

fn a_failed_notification_is_sent_again_on_request(_: &TestApp) {
    let office = Office::new();
    office.route(&at_once());
    office.chat("teams").world.lock().unwrap().mode = Mode::Permanent;
    let now = now_ms();
    open_question_since(&office.app, now - COMPANY_MS - MINUTE_MS);
    office.app.sweep(now);
    let log = office.log();
    let failed = log["deliveries"].as_array().unwrap().iter().find(|it| it["target"] == "teams").unwrap().clone();
    assert_eq!(failed["state"], "failed", "{log:#}");
    assert!(failed["reason"].as_str().is_some_and(|reason| !reason.is_empty()), "{failed}");
    office.chat("teams").world.lock().unwrap().mode = Mode::Works;
    json(&office.app.post("/api/v1/notifications/targets/teams/clear", &json!({})), 200);
    let path = format!("/api/v1/notifications/deliveries/{}/redeliver", failed["id"].as_str().unwrap());
    json(&office.app.post(&path, &json!({})), 202);
    office.app.sweep(now_ms() + MINUTE_MS);
    assert!(!office.told("teams").is_empty(), "{:#}", office.log());
    let unknown = office.app.post("/api/v1/notifications/deliveries/nothing/redeliver", &json!({}));
    problem(&unknown, 404, "not-found");
}

fn a_routing_document_that_makes_no_sense_is_refused_by_field(app: &TestApp) {
    for (document, field) in [
        (json!({"targets": [{"id": "x", "kind": "pigeon"}]}), "targets[0].kind"),
        (json!({"recipients": [{"id": "ann", "targets": ["nothing"]}]}), "recipients[0].targets"),
        (json!({"desk": "javascript:alert(1)"}), "desk"),
        (json!({"escalation": [{"after_s": 60, "to": ["agent"]}]}), "escalation"),
    ] {
        let etag = app.get(NOTIFICATIONS).header("etag").unwrap().to_owned();
        let fields = wrong_fields(&app.put(NOTIFICATIONS, &[("if-match", &etag)], &document));
        assert!(fields.iter().any(|named| named.starts_with(field)), "{field}: {fields:?}");
    }
}

fn whoever_is_mentioned_or_has_it_is_told_under_their_id(_: &TestApp) {
    let office = Office::new();
    let app = &office.app;
    let agent = app.person("agent", Value::Null).0;
    let (id, name) = (agent["id"].as_str().unwrap(), agent["name"].as_str().unwrap());
    let targets: Vec<Value> = office.chats.iter().map(|chat| chat.target()).collect();
    let document = json!({"desk": "https://desk.example", "targets": targets,
        "recipients": [{"id": id, "targets": ["slack"]}], "escalation": [{"after_s": 0, "to": ["agent"]}]});
    json(&app.put(NOTIFICATIONS, &[], &document), 200);
    let (conversation, at) = open_question_since(app, now_ms());
    let note = json!({"text": "Could you?", "mentions": [name.to_uppercase()]});
    json(&app.post(&format!("/api/v1/conversations/{conversation}/notes"), &note), 200);
    for _ in 0..2 {
        app.sweep(now_ms());
    }
    let told = office.told("slack");
    assert!(told.len() == 1 && told[0].contains("mentioned you"), "{told:#?}");
    // Conversations name whoever has them; the document has the id.
    let body = json!({"assignee": name});
    json(&app.post(&format!("/api/v1/conversations/{conversation}/assignment"), &body), 200);
    app.sweep(at + COMPANY_MS + MINUTE_MS);
    assert!(office.told("slack").len() > 1, "{:#?} {:#}", office.told("slack"), office.log());
}

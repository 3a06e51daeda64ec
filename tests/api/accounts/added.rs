//! `/api/v1/accounts`: accounts that are added while the desk runs.

use crate::harness::{Answer, FakeServer, TestApp, fresh_number, json, now_ms, problem, tests, wrong_fields};
use sellerdesk_fakes::standard::Standard;
use sellerdesk_fakes::{Marketplace, Story, Told};
use sellerdesk_seal::KeyPair;
use sellerdesk_tests::Delivery;
use serde_json::{Value, json as object};

tests! {
    once an_account_added_while_running_takes_messages_and_sends_replies,
    once what_is_stored_of_an_account_is_sealed,
    shared fields_that_are_wrong_are_refused,
    shared an_account_that_nobody_knows_is_not_found,
}

/// A desk with keys for the channel `standard`, and the marketplace.
struct Empty {
    app: TestApp,
    server: FakeServer,
}

fn empty() -> Empty {
    let server = FakeServer::start(&Standard);
    let (hook, api) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let public = object!({"standard": {"hook": hook.public.to_base64(), "api": api.public.to_base64()}}).to_string();
    let (hook, api) = (hook.secret.expose_base64(), api.secret.expose_base64());
    let app = TestApp::start_with(&[
        ("account_public_keys", &public),
        ("account_key_standard", &hook),
        ("courier_key_standard", &api),
        ("api_standard", &server.base),
    ]);
    Empty { app, server }
}

impl Empty {
    fn put(&self) -> Answer {
        let body = object!({"webhook": Standard.webhook_settings(), "api": Standard.api_settings()});
        put(&self.app, "/api/v1/accounts/standard/added", &body)
    }

    fn message(&self) -> Delivery {
        let story = Story { number: fresh_number(), at: now_ms() / 1_000 * 1_000, text: "Where is it?".to_owned() };
        let endpoint = format!("{}/hooks/standard/added", self.app.base());
        let told = Standard.tell(&mut self.server.world(), &story, Told::Message, &endpoint).unwrap();
        Delivery {
            method: told.method,
            path: "/hooks/standard/added".to_owned(),
            headers: told.headers,
            body: told.body,
            at: story.at,
        }
    }
}

fn put(app: &TestApp, path: &str, body: &Value) -> Answer {
    let bearer = format!("Bearer {}", app.variable("admin_token"));
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    app.send("PUT", path, &headers, Some(body.to_string().as_bytes()))
}

fn an_account_added_while_running_takes_messages_and_sends_replies(_: &TestApp) {
    let desk = empty();
    let delivery = desk.message();
    problem(&desk.app.deliver(&delivery), 404, "not-found");
    let added = json(&desk.put(), 200);
    assert_eq!(added["webhook_url"], format!("{}/hooks/standard/added", desk.app.base()));
    desk.app.accept(&delivery);
    let rows = desk.app.list("");
    let id = rows[0]["id"].as_str().unwrap();
    let reply = desk.app.post(&format!("/api/v1/conversations/{id}/replies"), &object!({"text": "On its way."}));
    assert_eq!(json(&reply, 201)["state"], "delivered");
    assert_eq!(desk.server.world().sent.len(), 1);
    let account = json(&desk.app.get("/api/v1/accounts/standard/added"), 200);
    assert_eq!(account["has_sealed_webhook_settings"], true, "{account:#}");
    assert!(account["last_received_at"].is_string(), "{account:#}");
    // A wrong signature shows as the account's last failure.
    let mut tampered = desk.message();
    tampered.body.push(b' ');
    problem(&desk.app.deliver(&tampered), 401, "unauthorized");
    let account = json(&desk.app.get("/api/v1/accounts/standard/added"), 200);
    assert!(account["last_failure"].as_str().is_some_and(|reason| reason.contains("signature")), "{account:#}");
    assert_eq!(json(&desk.app.get("/api/v1/accounts"), 200)["accounts"].as_array().unwrap().len(), 1);
    // Removed: the webhook is nobody's any more, the conversation stays.
    let bearer = format!("Bearer {}", desk.app.variable("admin_token"));
    let removed =
        desk.app.send("DELETE", "/api/v1/accounts/standard/added", &[("authorization", bearer.as_str())], None);
    assert_eq!(json(&removed, 200)["removed"], true);
    problem(&desk.app.deliver(&desk.message()), 404, "not-found");
    assert_eq!(desk.app.list("").len(), 1);
}

fn what_is_stored_of_an_account_is_sealed(_: &TestApp) {
    let desk = empty();
    json(&desk.put(), 200);
    let (hook, api) = (Standard.webhook_settings().to_string(), Standard.api_settings().to_string());
    let secrets: Vec<String> = [hook, api]
        .iter()
        .flat_map(|text| text.split('"').filter(|part| part.len() > 20).map(str::to_owned).collect::<Vec<_>>())
        .collect();
    assert!(!secrets.is_empty());
    let store = desk.app.host().store();
    let values = crate::harness::runtime().block_on(async {
        let mut values = Vec::new();
        for key in store.get_keys().await.unwrap() {
            values.extend(store.get(&key).await.unwrap());
        }
        values
    });
    assert!(!values.is_empty());
    for value in values {
        let text = String::from_utf8_lossy(&value);
        assert!(secrets.iter().all(|secret| !text.contains(secret)), "a secret is stored as it is: {text}");
    }
}

fn fields_that_are_wrong_are_refused(app: &TestApp) {
    let settings = object!({"webhook": {"secret": "long-enough-secret"}});
    for (path, body, field) in [
        ("/api/v1/accounts/standard/UPPER", &settings, "account"),
        ("/api/v1/accounts/nowhere/main", &settings, "channel"),
    ] {
        assert_eq!(wrong_fields(&put(app, path, body)), [field], "{path}");
    }
    let unknown = put(app, "/api/v1/accounts/standard/added", &object!({"webhooks": {}}));
    assert_eq!(wrong_fields(&unknown), ["body"]);
}

fn an_account_that_nobody_knows_is_not_found(app: &TestApp) {
    problem(&app.get("/api/v1/accounts/standard/nobody-has-this"), 404, "not-found");
    problem(&app.post("/api/v1/accounts", &object!({})), 405, "method-not-allowed");
}

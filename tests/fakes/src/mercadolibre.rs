//! The fake of `mercadolibre`: notifications, the documents they point to, OAuth, messages, answers and claims of a
//! local seller (developers.mercadolibre.com).

use crate::{Call, Marketplace, Mode, Sent, Story, Told, World, json_response};
use chrono::{DateTime, SecondsFormat};
use sellerdesk_adapter::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

const PATH_SECRET: &str = "fakeMeliPath-0123456789";
const APPLICATION_ID: u64 = 2_219_612_378_080_430;
const CLIENT_SECRET: &str = "fake-client-secret-0123456789";
const REFRESH_TOKEN: &str = "TG-5b9032b4e4b0714aed1f959f-268897726";
const NEXT_REFRESH_TOKEN: &str = "TG-6c0143c5f5c1825bfe2a060a-268897726";
const ACCESS_TOKEN: &str = "APP_USR-5387223166827464-090515-b0ad156bce700509-268897726";
const SELLER_ID: u64 = 268_897_726;
/// What a message on a sale may have, in characters.
const MESSAGE_CHARS_MAX: usize = 350;
/// What an answer to a question may have, in characters.
const ANSWER_CHARS_MAX: usize = 2_000;
/// How long a claim waits for the seller, in milliseconds: two days.
const CLAIM_MS: i64 = 2 * 24 * 60 * 60 * 1_000;

/// The marketplace.
#[derive(Clone, Copy, Debug)]
pub struct Mercadolibre;

impl Marketplace for Mercadolibre {
    fn channel(&self) -> &'static str {
        "mercadolibre"
    }

    fn webhook_settings(&self) -> Value {
        json!({"path_secret": PATH_SECRET, "application_id": APPLICATION_ID.to_string(),
            "user_ids": [SELLER_ID.to_string()]})
    }

    fn api_settings(&self) -> Value {
        json!({"application_id": APPLICATION_ID.to_string(), "client_secret": CLIENT_SECRET,
            "refresh_token": REFRESH_TOKEN, "user_id": SELLER_ID.to_string()})
    }

    fn sub_path(&self) -> String {
        format!("/{PATH_SECRET}")
    }

    /// The notification says what changed; the documents have what it says.
    fn tell(&self, world: &mut World, story: &Story, told: Told, endpoint: &str) -> Option<HttpRequest> {
        let number = story.number;
        let (topic, resource) = match told {
            Told::Message => {
                let id = format!("{number:032x}");
                keep_message(world, story, &id, &story.text, buyer(number), SELLER_ID);
                ("messages", id)
            }
            Told::Echo => {
                let sent = world.sent.last().cloned();
                let (id, text) = sent.map_or_else(
                    || (format!("{:032x}", number + (1 << 40)), "Salió ayer.".to_owned()),
                    |sent| (sent.message_id, sent.text),
                );
                keep_message(world, story, &id, &text, SELLER_ID, buyer(number));
                ("messages", id)
            }
            Told::Risk => {
                keep_claim(world, story);
                ("claims", format!("/post-purchase/v1/claims/{}", claim(number)))
            }
        };
        let mut body = json!({"_id": format!("{number:024x}"), "resource": resource, "user_id": SELLER_ID,
            "topic": topic, "application_id": APPLICATION_ID, "attempts": 1, "sent": rfc3339(story.at),
            "received": rfc3339(story.at)});
        if topic == "messages" {
            body["actions"] = json!(["created"]);
        }
        Some(HttpRequest {
            method: "POST".to_owned(),
            url: endpoint.to_owned(),
            headers: vec![("content-type".to_owned(), "application/json".to_owned())],
            body: body.to_string().into_bytes(),
        })
    }

    fn answer(&self, world: &mut World, call: &Call) -> HttpResponse {
        if (call.method.as_str(), call.path()) == ("POST", "/oauth/token") {
            return refresh(call);
        }
        if call.header("authorization") != Some(&format!("Bearer {ACCESS_TOKEN}")) || world.mode == Mode::TokenExpired {
            return error(401, "not_found", "invalid access token");
        }
        match call.method.as_str() {
            "GET" => match world.document(&call.path_and_query) {
                Some(body) => HttpResponse {
                    status: 200,
                    headers: vec![("content-type".to_owned(), "application/json".to_owned())],
                    body: body.to_vec(),
                },
                None => error(404, "not_found", "resource not found"),
            },
            "POST" => match world.mode {
                Mode::Temporary => error(503, "service_unavailable", "try again later"),
                Mode::Throttled => error(429, "local_rate_limited", "too many requests"),
                Mode::Permanent => error(403, "forbidden", "not allowed to execute the option OTHER again"),
                Mode::Works | Mode::TokenExpired => post(world, call),
            },
            _ => error(405, "method_not_allowed", "method not allowed"),
        }
    }
}

fn buyer(number: u64) -> u64 {
    1_000_000_000 + number
}

fn pack(number: u64) -> u64 {
    2_000_000_000_000_000 + number
}

fn claim(number: u64) -> u64 {
    5_000_000_000 + number
}

fn keep(world: &mut World, path: String, body: &Value) {
    world.documents.push((path, body.to_string().into_bytes()));
}

fn keep_message(world: &mut World, story: &Story, id: &str, text: &str, from: u64, to: u64) {
    let at = rfc3339(story.at);
    let body = json!({"paging": null, "conversation_status": null, "messages": [{"id": id, "site_id": "MLM",
        "client_id": APPLICATION_ID, "from": {"user_id": from, "name": ""}, "to": {"user_id": to, "name": ""},
        "status": "available", "subject": null, "text": text, "message_attachments": null,
        "message_date": {"received": at, "available": at, "notified": at, "created": at, "read": null},
        "message_moderation": {"status": "clean", "reason": null, "source": "online", "moderation_date": at},
        "message_resources": [{"id": pack(story.number).to_string(), "name": "packs"},
            {"id": SELLER_ID.to_string(), "name": "sellers"}], "conversation_first_message": false}]});
    keep(world, format!("/messages/{id}?mark_as_read=false&tag=post_sale"), &body);
}

fn keep_claim(world: &mut World, story: &Story) {
    let (number, at) = (story.number, rfc3339(story.at));
    let (id, order) = (claim(number), 2_000_001_000_000_000 + number);
    let actions = json!([{"action": "send_message_to_complainant", "mandatory": true,
        "due_date": rfc3339(story.at + CLAIM_MS)}]);
    let body = json!({"id": id, "resource_id": order, "status": "opened", "type": "mediations", "stage": "claim",
        "parent_id": null, "resource": "order", "reason_id": "PNR3430", "fulfilled": true, "quantity_type": "total",
        "players": [
            {"role": "complainant", "type": "buyer", "user_id": buyer(number), "available_actions": []},
            {"role": "respondent", "type": "seller", "user_id": SELLER_ID, "available_actions": actions}],
        "resolution": null, "site_id": "MLM", "date_created": at, "last_updated": at, "related_entities": []});
    let said = json!([{"sender_role": "complainant", "receiver_role": "respondent", "message": story.text,
        "translated_message": null, "date_created": at, "last_updated": at, "message_date": at, "date_read": null,
        "attachments": [], "status": "available", "stage": "claim", "repeated": false}]);
    let reputation = json!({"affects_reputation": "affected", "has_incentive": true,
        "due_date": rfc3339(story.at + CLAIM_MS)});
    let path = format!("/post-purchase/v1/claims/{id}");
    keep(world, path.clone(), &body);
    keep(world, format!("{path}/messages"), &said);
    keep(world, format!("{path}/affects-reputation"), &reputation);
    let bought = json!({"id": order, "pack_id": pack(number), "total_amount": 349.5, "currency_id": "MXN"});
    keep(world, format!("/orders/{order}"), &bought);
}

fn refresh(call: &Call) -> HttpResponse {
    let form = call.form();
    let given = |name: &str| form.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    if given("client_id") != APPLICATION_ID.to_string() || given("client_secret") != CLIENT_SECRET {
        return error(401, "invalid_client", "invalid client_id or client_secret");
    }
    if given("grant_type") != "refresh_token" || ![REFRESH_TOKEN, NEXT_REFRESH_TOKEN].contains(&given("refresh_token"))
    {
        return error(
            400,
            "invalid_grant",
            "Error validating grant. Your authorization code or refresh token may be expired",
        );
    }
    json_response(
        200,
        &json!({"access_token": ACCESS_TOKEN, "token_type": "bearer", "expires_in": 10_800,
        "scope": "offline_access read write", "user_id": SELLER_ID, "refresh_token": NEXT_REFRESH_TOKEN}),
    )
}

fn post(world: &mut World, call: &Call) -> HttpResponse {
    let body = call.json();
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let parts: Vec<&str> = call.path().trim_matches('/').split('/').collect();
    match parts.as_slice() {
        ["messages", "packs", pack, "sellers", seller] => {
            let user = |side: &str| body.pointer(&format!("/{side}/user_id")).and_then(Value::as_u64);
            if *seller != SELLER_ID.to_string() || user("from") != Some(SELLER_ID) || user("to").is_none() {
                return error(400, "bad_request", "from and to must take part in the conversation");
            }
            if call.query() != [("tag".to_owned(), "post_sale".to_owned())] {
                return error(400, "bad_request", "tag is mandatory");
            }
            let message_id = format!("{:032x}", 0xabc0_0000 + world.fresh());
            take(world, message_id, format!("pack:{pack}"), text("text"), MESSAGE_CHARS_MAX)
        }
        ["answers"] => match body.get("question_id").and_then(Value::as_u64) {
            Some(question) => {
                take(world, question.to_string(), format!("question:{question}"), text("text"), ANSWER_CHARS_MAX)
            }
            None => error(400, "bad_request", "question_id must be a number"),
        },
        ["post-purchase", "v1", "claims", claim, "actions", "send-message"] => {
            if !["complainant", "respondent", "mediator"].contains(&text("receiver_role").as_str()) {
                return error(400, "bad_request", "receiver_role is invalid");
            }
            let thread = format!("claim:{claim}");
            let number = world.fresh();
            take(world, number.to_string(), thread, text("message"), ANSWER_CHARS_MAX)
        }
        _ => error(404, "not_found", "resource not found"),
    }
}

fn take(world: &mut World, message_id: String, thread: String, text: String, chars_max: usize) -> HttpResponse {
    if text.is_empty() || text.chars().count() > chars_max {
        return error(400, "bad_request", "text has an invalid length");
    }
    let sent = world.take(Sent { message_id, thread, text, key: None });
    json_response(201, &json!({"id": sent.message_id, "status": "available", "text": sent.text}))
}

fn error(status: u16, name: &str, message: &str) -> HttpResponse {
    json_response(status, &json!({"message": message, "error": name, "status": status, "cause": []}))
}

fn rfc3339(ms: i64) -> String {
    DateTime::from_timestamp_millis(ms).unwrap_or_default().to_rfc3339_opts(SecondsFormat::Millis, true)
}

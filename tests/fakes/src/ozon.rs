//! The fake of `ozon`: unsigned pushes and the chat methods of the Seller API (docs.ozon.ru).

use crate::{Call, Marketplace, Mode, Sent, Story, Told, World, json_response};
use chrono::{DateTime, SecondsFormat};
use sellerdesk_adapter::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

const PATH_SECRET: &str = "fakeOzonPath-0123456789";
const CLIENT_ID: &str = "836";
const API_KEY: &str = "0296d4f2-70a1-4c09-b507-904fd05567b9";
const SELLER_ID: &str = "7";
/// Longest text that a chat takes, in characters.
const TEXT_CHARS_MAX: usize = 1_000;

/// The marketplace.
#[derive(Clone, Copy, Debug)]
pub struct Ozon;

impl Marketplace for Ozon {
    fn channel(&self) -> &'static str {
        "ozon"
    }

    fn webhook_settings(&self) -> Value {
        json!({"path_secret": PATH_SECRET, "seller_id": SELLER_ID})
    }

    fn api_settings(&self) -> Value {
        json!({"client_id": CLIENT_ID, "api_key": API_KEY})
    }

    fn sub_path(&self) -> String {
        format!("/{PATH_SECRET}")
    }

    /// The seller's id stands last, as in OZON's examples. Nothing is signed: another seller's id is all that the
    /// desk can notice of a body that somebody changed.
    fn tell(&self, world: &mut World, story: &Story, told: Told, endpoint: &str) -> Option<HttpRequest> {
        let number = story.number;
        let at = rfc3339(story.at);
        let body = match told {
            Told::Message => message(number, &format!("3000000{number}"), &story.text, "Сustomer", &at),
            Told::Echo => {
                let sent = world.sent.last().cloned();
                let (id, text) = sent.map_or_else(
                    || (format!("4000000{number}"), "Отправили вчера".to_owned()),
                    |sent| (sent.message_id, sent.text),
                );
                message(number, &id, &text, "Seller", &at)
            }
            Told::Risk => format!(
                r#"{{"message_type":"TYPE_STATE_CHANGED","posting_number":"{number}-0020-1","new_state":"posting_in_client_arbitration","changed_state_date":"{at}","warehouse_id":0,"seller_id":{SELLER_ID}}}"#
            ),
        };
        Some(HttpRequest {
            method: "POST".to_owned(),
            url: endpoint.to_owned(),
            headers: vec![("content-type".to_owned(), "application/json".to_owned())],
            body: body.into_bytes(),
        })
    }

    fn answer(&self, world: &mut World, call: &Call) -> HttpResponse {
        if call.header("client-id") != Some(CLIENT_ID) || call.header("api-key") != Some(API_KEY) {
            return error(403, 7, "Invalid Api-Key, please contact support");
        }
        match (call.method.as_str(), call.path()) {
            ("POST", "/v1/chat/send/message") => send(world, &call.json()),
            _ => error(404, 5, "404 page not found"),
        }
    }
}

fn message(number: u64, id: &str, text: &str, user: &str, at: &str) -> String {
    let data = json!([text]);
    format!(
        r#"{{"message_type":"TYPE_NEW_MESSAGE","chat_id":"{}","chat_type":"Buyer_Seller","message_id":"{id}","created_at":"{at}","user":{{"id":"{}","type":"{user}"}},"data":{data},"seller_id":"{SELLER_ID}"}}"#,
        chat(number),
        if user == "Seller" { SELLER_ID.to_owned() } else { format!("1{number}") },
    )
}

fn chat(number: u64) -> String {
    format!("b646d975-0c9c-4872-9f41-{number:012}")
}

fn send(world: &mut World, body: &Value) -> HttpResponse {
    match world.mode {
        Mode::Temporary => return error(500, 13, "Internal server error"),
        Mode::Throttled => return error(429, 8, "You have reached request rate limit per second"),
        Mode::Permanent => return error(403, 7, "chat is closed for sending messages"),
        Mode::Works | Mode::TokenExpired => {}
    }
    let field = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let (chat_id, text) = (field("chat_id"), field("text"));
    if !chat_id.starts_with("b646d975-") {
        return error(404, 5, "chat not found");
    }
    if text.is_empty() || text.chars().count() > TEXT_CHARS_MAX {
        return error(400, 3, "invalid SendMessageRequest.Text: value length must be between 1 and 1000 runes");
    }
    let message_id = format!("5000000000{}", world.fresh());
    world.take(Sent { message_id, thread: chat_id.to_owned(), text: text.to_owned(), key: None });
    json_response(200, &json!({"result": "success"}))
}

fn error(status: u16, code: u32, message: &str) -> HttpResponse {
    json_response(status, &json!({"code": code, "message": message, "details": []}))
}

/// An instant as OZON prints it.
fn rfc3339(ms: i64) -> String {
    DateTime::from_timestamp_millis(ms).unwrap_or_default().to_rfc3339_opts(SecondsFormat::Millis, true)
}

//! The fake of Messenger, Instagram and WhatsApp: one app of Meta's, one of its three sites.
//!
//! Source: developers.facebook.com, "Webhooks", "Send API", "Messaging webhooks", "Securing requests" (appsecret_proof),
//! "Error codes" of the Messenger and the WhatsApp Business Platform.

use crate::crypto::{hex, hmac_sha256};
use crate::{Call, Marketplace, Mode, Sent, Story, Told, World, json_response};
use sellerdesk_adapter::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

const APP_SECRET: &str = "0d5e8c5b8c1f4a3f9e7b6a5d4c3b2a19";
const VERIFY_TOKEN: &str = "fake-verify-token";
const TOKEN: &str = "EAAfakeMetaAccessToken77";
/// The version in the path of every call.
const VERSION: &str = "/v24.0";
const MESSENGER_CHARS_MAX: usize = 2_000;
const INSTAGRAM_BYTES_MAX: usize = 1_000;
const WHATSAPP_CHARS_MAX: usize = 4_096;

/// One of Meta's sites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Site {
    /// Messages with a page.
    Messenger,
    /// Messages with an Instagram account.
    Instagram,
    /// Messages with a WhatsApp number.
    Whatsapp,
}

/// Meta, seen by one of its sites.
#[derive(Clone, Copy, Debug)]
pub struct Meta(pub Site);

impl Meta {
    /// The page, Instagram account or phone number id.
    fn own(self) -> &'static str {
        match self.0 {
            Site::Messenger => "104523000000001",
            Site::Instagram => "17841400000000001",
            Site::Whatsapp => "106540000000001",
        }
    }

    fn sent_message(self, world: &mut World, body: &Value) -> Result<Value, HttpResponse> {
        let text_at = if self.0 == Site::Whatsapp { "/text/body" } else { "/message/text" };
        let text = body.pointer(text_at).and_then(Value::as_str).unwrap_or_default().to_owned();
        let to_at = if self.0 == Site::Whatsapp { "/to" } else { "/recipient/id" };
        let to = body.pointer(to_at).and_then(Value::as_str).unwrap_or_default().to_owned();
        let too_long = match self.0 {
            Site::Messenger => text.chars().count() > MESSENGER_CHARS_MAX,
            Site::Instagram => text.len() > INSTAGRAM_BYTES_MAX,
            Site::Whatsapp => text.chars().count() > WHATSAPP_CHARS_MAX,
        };
        let misformed = match self.0 {
            Site::Whatsapp => {
                body.get("messaging_product") != Some(&json!("whatsapp")) || body.get("type") != Some(&json!("text"))
            }
            _ => !matches!(body.get("messaging_type").and_then(Value::as_str), None | Some("RESPONSE" | "MESSAGE_TAG")),
        };
        if text.is_empty() || to.is_empty() || too_long || misformed {
            return Err(error(400, 100, None, "(#100) Invalid parameter"));
        }
        let number = world.fresh();
        let message_id = match self.0 {
            Site::Messenger => format!("m_fake-{number}"),
            Site::Instagram => format!("aWdfZmFrZQ{number}"),
            Site::Whatsapp => format!("wamid.FAKE{number}=="),
        };
        world.take(Sent { message_id: message_id.clone(), thread: to.clone(), text, key: None });
        Ok(match self.0 {
            Site::Whatsapp => json!({
                "messaging_product": "whatsapp",
                "contacts": [{"input": to, "wa_id": to}],
                "messages": [{"id": message_id}],
            }),
            _ => json!({"recipient_id": to, "message_id": message_id}),
        })
    }

    /// `None` where the token and its proof are right.
    fn refusal(self, call: &Call) -> Option<HttpResponse> {
        let query = call.query();
        let in_query = query.iter().find(|(name, _)| name == "access_token").map(|(_, value)| value.as_str());
        let bearer = call.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
        if bearer.or(in_query) != Some(TOKEN) {
            return Some(error(401, 190, Some(463), "Error validating access token"));
        }
        let proof = query.iter().find(|(name, _)| name == "appsecret_proof").map(|(_, value)| value.as_str());
        let expected = hex(&hmac_sha256(APP_SECRET.as_bytes(), TOKEN.as_bytes()));
        (proof != Some(expected.as_str())).then(|| error(400, 100, None, "Invalid appsecret_proof provided"))
    }

    /// Entries of the site's own form.
    fn delivery(self, story: &Story, item: Item) -> Value {
        let (own, buyer) = (self.own(), buyer(story));
        match (self.0, item) {
            (Site::Whatsapp, Item::Account) => {
                let value = json!({"event": "ACCOUNT_VIOLATION", "violation_info": {"violation_type": "SPAM"}});
                whatsapp(story, "account_update", value)
            }
            (Site::Whatsapp, Item::Message { id, text, is_echo }) => {
                let mut message = json!({"id": id, "timestamp": (story.at / 1_000).to_string(), "type": "text",
                    "text": {"body": text}});
                message["from"] = json!(if is_echo { "15550000001" } else { buyer.as_str() });
                let (field, list) =
                    if is_echo { ("smb_message_echoes", "message_echoes") } else { ("messages", "messages") };
                if is_echo {
                    message["to"] = json!(buyer);
                }
                let value = json!({"messaging_product": "whatsapp",
                    "metadata": {"display_phone_number": "15550000001", "phone_number_id": own},
                    "contacts": [{"profile": {"name": "Ann Buyer"}, "wa_id": buyer}], list: [message]});
                whatsapp(story, field, value)
            }
            (_, Item::Account) => {
                let policy = json!({"action": "warning", "reason": "The page sends messages that people block."});
                self.page(story, json!({"recipient": {"id": own}, "timestamp": story.at, "policy-enforcement": policy}))
            }
            (_, Item::Message { id, text, is_echo }) => {
                let (from, to) = if is_echo { (own, buyer.as_str()) } else { (buyer.as_str(), own) };
                let mut message = json!({"mid": id, "text": text});
                if is_echo {
                    message["is_echo"] = json!(true);
                    message["app_id"] = json!(263_902_037_430_900_u64);
                }
                let item = json!({"sender": {"id": from}, "recipient": {"id": to}, "timestamp": story.at,
                    "message": message});
                self.page(story, item)
            }
        }
    }

    fn page(self, story: &Story, item: Value) -> Value {
        let object = if self.0 == Site::Instagram { "instagram" } else { "page" };
        json!({"object": object, "entry": [{"id": self.own(), "time": story.at, "messaging": [item]}]})
    }
}

/// What an entry tells.
enum Item {
    Message { id: String, text: String, is_echo: bool },
    Account,
}

fn whatsapp(story: &Story, field: &str, value: Value) -> Value {
    let entry = json!({"id": "102290000000001", "time": story.at / 1_000,
        "changes": [{"value": value, "field": field}]});
    json!({"object": "whatsapp_business_account", "entry": [entry]})
}

fn buyer(story: &Story) -> String {
    format!("1650{}", story.number)
}

fn error(status: u16, code: u32, subcode: Option<u32>, message: &str) -> HttpResponse {
    let mut error = json!({"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "AfakeTrace1"});
    if let Some(subcode) = subcode {
        error["error_subcode"] = json!(subcode);
    }
    json_response(status, &json!({"error": error}))
}

/// JSON as Meta sends it: everything but ASCII escaped, and slashes too.
fn escaped(body: &Value) -> Vec<u8> {
    let mut text = String::new();
    for unit in body.to_string().encode_utf16() {
        match char::from_u32(unit.into()) {
            Some('/') => text.push_str("\\/"),
            Some(character) if character.is_ascii() => text.push(character),
            _ => text.push_str(&format!("\\u{unit:04x}")),
        }
    }
    text.into_bytes()
}

impl Marketplace for Meta {
    fn channel(&self) -> &'static str {
        "meta"
    }

    fn webhook_settings(&self) -> Value {
        json!({"secret": APP_SECRET, "verify_token": VERIFY_TOKEN})
    }

    fn api_settings(&self) -> Value {
        match self.0 {
            Site::Messenger => json!({"page_id": self.own(), "page_token": TOKEN, "app_secret": APP_SECRET}),
            Site::Instagram => json!({"instagram_id": self.own(), "instagram_token": TOKEN,
                "instagram_app_secret": APP_SECRET}),
            Site::Whatsapp => json!({"phone_number_id": self.own(), "whatsapp_token": TOKEN,
                "app_secret": APP_SECRET}),
        }
    }

    fn tell(&self, world: &mut World, story: &Story, told: Told, endpoint: &str) -> Option<HttpRequest> {
        let item = match told {
            Told::Message => {
                Item::Message { id: format!("mid.{}", story.number), text: story.text.clone(), is_echo: false }
            }
            Told::Echo => {
                let last = world.sent.last();
                let id = last.map_or_else(|| format!("mid.echo.{}", story.number), |sent| sent.message_id.clone());
                let text = last.map_or_else(|| "Answered in the app.".to_owned(), |sent| sent.text.clone());
                Item::Message { id, text, is_echo: true }
            }
            // Instagram has no such news.
            Told::Risk if self.0 == Site::Instagram => return None,
            Told::Risk => Item::Account,
        };
        let body = escaped(&self.delivery(story, item));
        let signature = hex(&hmac_sha256(APP_SECRET.as_bytes(), &body));
        let headers = vec![
            ("content-type".to_owned(), "application/json".to_owned()),
            ("user-agent".to_owned(), "facebookexternalua".to_owned()),
            ("x-hub-signature-256".to_owned(), format!("sha256={signature}")),
        ];
        Some(HttpRequest { method: "POST".to_owned(), url: endpoint.to_owned(), headers, body })
    }

    fn answer(&self, world: &mut World, call: &Call) -> HttpResponse {
        let from = if self.0 == Site::Messenger { "me" } else { self.own() };
        if call.method != "POST" || call.path() != format!("{VERSION}/{from}/messages") {
            return error(404, 100, Some(33), "Unsupported post request.");
        }
        if let Some(refusal) = self.refusal(call) {
            return refusal;
        }
        let is_whatsapp = self.0 == Site::Whatsapp;
        match world.mode {
            Mode::Works => match self.sent_message(world, &call.json()) {
                Ok(taken) => json_response(200, &taken),
                Err(refusal) => refusal,
            },
            Mode::Temporary if is_whatsapp => error(503, 131_016, None, "(#131016) Service unavailable"),
            Mode::Temporary => {
                error(500, 2, None, "An unexpected error has occurred. Please retry your request later.")
            }
            Mode::Permanent if is_whatsapp => error(400, 131_047, None, "(#131047) Re-engagement message"),
            Mode::Permanent => error(403, 10, Some(2_018_278), "(#10) This message is sent outside of allowed window."),
            Mode::Throttled if is_whatsapp => error(400, 130_429, None, "(#130429) Rate limit hit"),
            Mode::Throttled => error(400, 613, None, "(#613) Calls to this api have exceeded the rate limit."),
            Mode::TokenExpired => error(401, 190, Some(463), "Error validating access token: Session has expired"),
        }
    }
}

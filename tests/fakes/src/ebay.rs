//! The fake of `ebay`, from developer.ebay.com: "Notification API overview", "Message API" (`send_message`,
//! `conversation`), "OAuth: refresh token request" and the errors of both; the signature as eBay's
//! event-notification-nodejs-sdk verifies it.
//!
//! A message is told by its ids only, as eBay's test notifications have it, so that its conversation has to be fetched.

use crate::crypto::base64;
use crate::{Call, Marketplace, Mode, Sent, Story, Told, World, json_response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, SecondsFormat};
use p256::ecdsa::signature::hazmat::PrehashSigner;
use p256::ecdsa::{Signature, SigningKey};
use p256::pkcs8::EncodePublicKey;
use sellerdesk_adapter::{HttpRequest, HttpResponse};
use serde_json::{Value, json};
use sha1::{Digest, Sha1};

const CLIENT_ID: &str = "Fake-desk-PRD-1a2b3c4d5-6e7f8091";
const CLIENT_SECRET: &str = "PRD-1a2b3c4d5e6f-7a8b-4c9d-8e0f-1a2b";
const REFRESH_TOKEN: &str = "v^1.1#i^1#r^1#fake-refresh-7";
const USER_TOKEN: &str = "v^1.1#i^1#r^0#fake-user-7";
const APPLICATION_TOKEN: &str = "v^1.1#i^1#p^1#fake-application-7";
const SELLER: &str = "fake-seller";
const KID: &str = "0f4b7c1e-7d7b-4621-a0f1-96ccb428af49";
/// A private key for this fake only.
const KEY: [u8; 32] = [7; 32];
const TEXT_CHARS_MAX: usize = 2_000;

/// eBay.
#[derive(Clone, Copy, Debug)]
pub struct Ebay;

impl Marketplace for Ebay {
    fn channel(&self) -> &'static str {
        "ebay"
    }

    fn webhook_settings(&self) -> Value {
        json!({"verification_token": "fake_0123456789abcdefghijklmnopqrstuv", "sellers": [SELLER]})
    }

    fn api_settings(&self) -> Value {
        json!({"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "refresh_token": REFRESH_TOKEN,
            "key_token": "user"})
    }

    fn tell(&self, world: &mut World, story: &Story, told: Told, endpoint: &str) -> Option<HttpRequest> {
        let conversation = format!("12485{}", story.number);
        let (topic, data) = match told {
            Told::Message => {
                let id = format!("34293{}1", story.number);
                let body = document(&conversation, &id, story).to_string().into_bytes();
                world.documents.push((format!("/commerce/message/v1/conversation/{conversation}"), body));
                let data = json!({"conversationId": conversation, "conversationType": "FROM_MEMBERS", "messageId": id});
                ("NEW_MESSAGE", data)
            }
            Told::Echo => ("NEW_MESSAGE", echoed(world, &conversation, story)),
            Told::Risk => ("FEEDBACK_RECEIVED", disliked(story)),
        };
        let number = story.number;
        let date = date(story.at);
        let body = json!({
            "metadata": {"topic": topic, "schemaVersion": "1.0", "deprecated": false},
            "notification": {
                "notificationId": format!("49feeaeb-4982-42d9-a377-9645b8479411_{number}-{topic}"),
                "eventDate": date, "publishDate": date, "publishAttemptCount": 1, "data": data,
            },
        });
        let body = body.to_string().into_bytes();
        Some(HttpRequest {
            method: "POST".to_owned(),
            url: endpoint.to_owned(),
            headers: vec![
                ("content-type".to_owned(), "application/json".to_owned()),
                ("x-ebay-signature".to_owned(), signature(&body)),
            ],
            body,
        })
    }

    fn answer(&self, world: &mut World, call: &Call) -> HttpResponse {
        let (method, path) = (call.method.as_str(), call.path());
        if (method, path) == ("POST", "/identity/v1/oauth2/token") {
            return grant(call);
        }
        let bearer = call.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
        let is_user = bearer == Some(USER_TOKEN);
        if world.mode == Mode::TokenExpired || !(is_user || bearer == Some(APPLICATION_TOKEN)) {
            return error(401, 1_001, "OAuth", "REQUEST", "Invalid access token");
        }
        if let ("GET", Some(kid)) = (method, path.strip_prefix("/commerce/notification/v1/public_key/")) {
            return public_key(kid);
        }
        if !is_user {
            return error(403, 1_100, "ACCESS", "REQUEST", "Access denied");
        }
        match (method, path) {
            ("GET", path) if path.starts_with("/commerce/message/v1/conversation/") => read(world, call),
            ("POST", "/commerce/message/v1/send_message") => send(world, call),
            _ => error(404, 2_002, "ACCESS", "REQUEST", "Resource not found"),
        }
    }
}

/// Milliseconds since the Unix epoch as eBay prints them.
fn date(at: i64) -> String {
    let date = DateTime::from_timestamp_millis(at).expect("stories are told in our time");
    date.to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn buyer(story: &Story) -> String {
    format!("buyer_{}", story.number)
}

/// What `getConversation` gives of the story's conversation.
fn document(conversation: &str, id: &str, story: &Story) -> Value {
    json!({"conversationId": conversation, "conversationType": "FROM_MEMBERS", "conversationStatus": "ACTIVE",
        "messages": [{"messageId": id, "createdDate": date(story.at), "messageBody": story.text, "messageMedia": [],
            "readStatus": false, "senderUsername": buyer(story), "recipientUsername": SELLER, "subject": "A question"}],
        "total": 1, "limit": 50, "offset": 0})
}

/// The seller's answer, whole: the last that was sent, or one from eBay's own pages.
fn echoed(world: &World, conversation: &str, story: &Story) -> Value {
    let sent = world.sent.last().cloned();
    let (id, text) = sent.map_or_else(
        || (format!("34293{}2", story.number), "Answered on eBay.".to_owned()),
        |sent| (sent.message_id, sent.text),
    );
    json!({"conversationId": conversation, "conversationType": "FROM_MEMBERS", "createdDate": date(story.at),
        "messageBody": text, "messageId": id, "messageMedia": [], "readStatus": false, "subject": "A question",
        "senderUserName": SELLER, "recipientUserName": buyer(story)})
}

fn disliked(story: &Story) -> Value {
    json!({"feedbackId": format!("19880{}", story.number), "commentType": "NEGATIVE",
        "feedbackComment": {"commentText": "Never arrived."}, "automatedFeedback": false,
        "feedbackEnteredDate": date(story.at), "orderLineItemSummary": {"listingId": "110011001100",
            "orderLineItemId": format!("110011001100-{}", story.number)}})
}

fn key() -> SigningKey {
    SigningKey::from_slice(&KEY).expect("a scalar of the curve")
}

/// `X-EBAY-SIGNATURE` of a body.
fn signature(body: &[u8]) -> String {
    let signature: Signature = key().sign_prehash(&Sha1::digest(body)).expect("a hash of 20 bytes");
    let signature = base64(signature.to_der().as_bytes());
    base64(json!({"alg": "ecdsa", "kid": KID, "signature": signature, "digest": "SHA1"}).to_string().as_bytes())
}

/// The key as eBay gives it: PEM without line breaks.
fn public_key(kid: &str) -> HttpResponse {
    if kid != KID {
        return error(404, 195_003, "API_NOTIFICATION", "REQUEST", "Invalid public key id");
    }
    let der = key().verifying_key().to_public_key_der().expect("a key encodes");
    let pem = format!("-----BEGIN PUBLIC KEY-----{}-----END PUBLIC KEY-----", base64(der.as_bytes()));
    json_response(200, &json!({"key": pem, "algorithm": "ECDSA", "digest": "SHA1"}))
}

fn error(status: u16, id: u64, domain: &str, category: &str, message: &str) -> HttpResponse {
    let error = json!({"errorId": id, "domain": domain, "category": category, "message": message});
    json_response(status, &json!({"errors": [error]}))
}

/// A token for the client's credentials and, for the seller's, a good refresh token.
fn grant(call: &Call) -> HttpResponse {
    let refused = |status, error: &str| {
        json_response(status, &json!({"error": error, "error_description": "the provided credentials are invalid"}))
    };
    let given = call.header("authorization").and_then(|value| value.strip_prefix("Basic "));
    let given = given.and_then(|encoded| STANDARD.decode(encoded).ok());
    if given.as_deref() != Some(format!("{CLIENT_ID}:{CLIENT_SECRET}").as_bytes()) {
        return refused(401, "invalid_client");
    }
    let form = call.form();
    let field = |name: &str| form.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value);
    if call.header("content-type") != Some("application/x-www-form-urlencoded") {
        return refused(400, "invalid_request");
    }
    match field("grant_type") {
        "refresh_token" if field("refresh_token") == REFRESH_TOKEN => json_response(
            200,
            &json!({"access_token": USER_TOKEN, "expires_in": 7_200, "token_type": "User Access Token"}),
        ),
        "client_credentials" if field("scope") == "https://api.ebay.com/oauth/api_scope" => json_response(
            200,
            &json!({"access_token": APPLICATION_TOKEN, "expires_in": 7_200, "token_type": "Application Access Token"}),
        ),
        "refresh_token" => refused(400, "invalid_grant"),
        "client_credentials" => refused(400, "invalid_scope"),
        _ => refused(400, "unsupported_grant_type"),
    }
}

/// What the Message API answers while it doesn't work.
fn failing(mode: Mode) -> Option<HttpResponse> {
    match mode {
        Mode::Temporary => Some(error(500, 355_000, "API_MESSAGE", "APPLICATION", "There was a problem with a system")),
        Mode::Throttled => Some(error(429, 2_001, "ACCESS", "REQUEST", "Too many requests")),
        Mode::Permanent => Some(error(400, 355_013, "API_MESSAGE", "BUSINESS", "The recipient takes no messages")),
        Mode::Works | Mode::TokenExpired => None,
    }
}

fn read(world: &World, call: &Call) -> HttpResponse {
    let query = call.query();
    let kind = query.iter().find(|(name, _)| name == "conversation_type").map_or("", |(_, value)| value);
    if kind != "FROM_MEMBERS" && kind != "FROM_EBAY" {
        return error(400, 355_002, "API_MESSAGE", "REQUEST", "Invalid conversation type");
    }
    match (world.mode, world.document(call.path())) {
        (Mode::Temporary | Mode::Throttled, _) => failing(world.mode).unwrap_or_else(|| json_response(500, &json!({}))),
        (_, Some(body)) => HttpResponse {
            status: 200,
            headers: vec![("content-type".to_owned(), "application/json".to_owned())],
            body: body.to_vec(),
        },
        (_, None) => error(404, 355_001, "API_MESSAGE", "REQUEST", "Invalid conversation"),
    }
}

fn send(world: &mut World, call: &Call) -> HttpResponse {
    if let Some(failure) = failing(world.mode) {
        return failure;
    }
    let body = call.json();
    let text = body["messageText"].as_str().unwrap_or_default();
    if call.header("content-type") != Some("application/json") || text.is_empty() {
        return error(400, 355_006, "API_MESSAGE", "REQUEST", "Invalid message text");
    }
    if text.chars().count() > TEXT_CHARS_MAX {
        return error(400, 355_007, "API_MESSAGE", "REQUEST", "The message text is too long");
    }
    let thread = match (body["conversationId"].as_str(), body["otherPartyUsername"].as_str()) {
        (Some(conversation), None) => conversation.to_owned(),
        (None, Some(name)) => format!("12486{}", name.len()),
        _ => return error(400, 355_010, "API_MESSAGE", "REQUEST", "Either a conversation or another party"),
    };
    let message_id = format!("34294{}", 7_000_000 + world.fresh());
    let sent = world.take(Sent { message_id, thread, text: text.to_owned(), key: None });
    json_response(
        201,
        &json!({"messageId": sent.message_id, "createdDate": date(call.at), "messageBody": sent.text,
            "senderUserName": SELLER, "readStatus": false, "subject": "A question"}),
    )
}

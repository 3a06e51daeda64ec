//! The channel `ebay`: messages, questions, feedback and orders of one eBay seller.
//!
//! Source: developer.ebay.com, "Notification API overview", "Marketplace account deletion", "Message API" and the
//! AsyncAPI contracts of the topics; eBay's event-notification-nodejs-sdk for the exact bytes and the vectors.
//!
//! Webhook settings: `{"verification_token": "...", "endpoint": null, "sellers": ["example-seller"], "public_keys": [],
//! "deletions": "show"}`. `verification_token` is what was registered with the endpoint; `endpoint` is the registered
//! URL where it differs from the one this host is known by; `sellers` are the names and ids that eBay calls the
//! account's user by; `public_keys` are keys to be used without asking eBay (`key.rs`); `deletions` is `"acknowledge"`
//! where account deletions are followed elsewhere (`account.rs`).
//!
//! API settings: `{"client_id": "...", "client_secret": "...", "refresh_token": "...", "scopes": null,
//! "key_token": "application"}` (`api/token.rs`).
//!
//! - **Authentication.** `X-EBAY-SIGNATURE` names a key; the key is fetched with the account's token and kept for an
//!   hour. The digest (SHA-1 to this day) has to be the one that eBay states for the key.
//! - **Messages** (`NEW_MESSAGE`, `BUYER_QUESTION`). Test notifications have only ids, and the contract doesn't
//!   promise more: where id, text or sender is missing the conversation is fetched. One that isn't there is kept for
//!   people: eBay's subscription test names conversations that don't exist.
//! - **Roles.** Who is in `sellers` is the seller; `FROM_EBAY` and the user `eBay` are the platform; the others are
//!   buyers. A message between two strangers is kept for people: it belongs to another account, or `sellers` is wrong.
//! - **Threads** are conversation ids; what belongs to an order is on `order:<id>`, a question of no conversation on
//!   `member:<name>`.
//! - **Event ids** are message ids, or `notification:<notificationId>`: eBay's number of the notification, the same
//!   for each attempt.
//! - **Time** is the message's, then the notification's `eventDate` and `publishDate`. No time bounds a replay; a
//!   replayed notification has the ids of the first one.
//! - **Other topics** become a note on their order's conversation, or on one named after the topic.
//!
//! Answers are 204 with no body, as eBay's SDK gives.
//!
//! Unverified: the data of every topic but `MARKETPLACE_ACCOUNT_DELETION` (`NEW_MESSAGE` as two public clients show it;
//! fields are looked for under all names that eBay uses elsewhere); whether `NEW_MESSAGE` is sent for the seller's own
//! messages; whether a user's token may read public keys (hence `key_token`); the meaning of single error numbers.

mod account;
mod api;
mod challenge;
mod conversation;
mod feedback;
mod key;
mod message;
mod notification;
mod order;
mod signature;
mod written;

use notification::Notification;
use sellerdesk_adapter::json;
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{Adapter, Answer, Description, Error, Evidence, Reason, Received, Request};

/// Largest body, in bytes; notifications have a few kilobytes.
const BODY_BYTES_MAX: u32 = 1024 * 1024;
/// Any of 200, 201, 202 and 204 acknowledges; this is the one of eBay's SDK.
const STATUS_ACCEPTED: u16 = 204;
/// eBay's API for real accounts.
const API_URL: &str = "https://api.ebay.com";

/// The channel `ebay`.
#[derive(Clone, Copy, Debug)]
pub struct Ebay;

impl Adapter for Ebay {
    const DESCRIPTION: Description = Description { channel: "ebay", body_bytes_max: BODY_BYTES_MAX };

    fn receive(request: &Request, evidence: &[Evidence]) -> Received {
        let settings = match Settings::parse(&request.settings) {
            Ok(settings) => settings,
            Err(error) => return error.into(),
        };
        match request.method.as_str() {
            "GET" => challenge::answer(request, &settings).unwrap_or_else(Received::from),
            "POST" => match signature::verify(request, &settings, evidence) {
                Ok(()) => read(request, &settings, evidence),
                Err(received) => *received,
            },
            _ => Received::rejected(Reason::MethodWrong, "only GET and POST are taken"),
        }
    }
}

/// What an authentic notification says.
fn read(request: &Request, settings: &Settings, evidence: &[Evidence]) -> Received {
    let body = match json::parse(&request.body, BODY_BYTES_MAX as usize) {
        Ok(body) => body,
        Err(error) => return unreadable(None, &error),
    };
    let notification = match Notification::read(&body, request.received_at) {
        Ok(notification) => notification,
        Err(error) => return unreadable(notification::sent_id(&body), &error),
    };
    let taken = match notification.topic.as_str() {
        "NEW_MESSAGE" | "BUYER_QUESTION" => message::read(request, settings, &notification, evidence),
        "FEEDBACK_RECEIVED" => Ok(accepted(vec![feedback::read_received(&notification)])),
        "FEEDBACK_LEFT" => Ok(accepted(vec![feedback::read_left(&notification)])),
        "MARKETPLACE_ACCOUNT_DELETION" => account::read_deletion(settings, &notification).map(accepted),
        "AUTHORIZATION_REVOCATION" => Ok(accepted(vec![account::read_revocation(&notification)])),
        _ => Ok(accepted(vec![order::read(&notification)])),
    };
    match taken {
        Ok(received) => received,
        Err(error @ Error::Settings { .. }) => error.into(),
        Err(error) => unreadable(Some(notification.id.clone()), &error),
    }
}

fn accepted(events: Vec<sellerdesk_canonical::Event>) -> Received {
    Received::accepted(events, Answer::empty(STATUS_ACCEPTED))
}

fn unreadable(id: Option<String>, problem: &dyn std::fmt::Display) -> Received {
    Received::unreadable(id, problem.to_string(), Answer::empty(STATUS_ACCEPTED))
}

sellerdesk_contract::export_channel!(Ebay);

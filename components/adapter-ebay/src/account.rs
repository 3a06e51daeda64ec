//! Topics about users: an account that was deleted, an authorization that was taken back.

use crate::notification::{Notification, look_id};
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{Error, text};
use sellerdesk_canonical::{Author, Buyer, Event, Happening, Message, Risk, RiskKind, RiskState};

/// A user's immutable id and name.
const USER_IDS: [&str; 2] = ["userId", "userID"];
const USER_NAMES: [&str; 2] = ["username", "userName"];

/// Reads `MARKETPLACE_ACCOUNT_DELETION`: a user's data is to be erased. Agents see it as a message of the platform.
///
/// eBay sends it for every user who closes an account, buyer of this seller or not: hundreds a day. With the setting
/// `deletions` at `acknowledge` they are taken without an event, for shops that follow them elsewhere.
pub fn read_deletion(settings: &Settings, notification: &Notification) -> Result<Vec<Event>, Error> {
    let wrong = || Error::Settings { key: "deletions".to_owned(), problem: "must be show or acknowledge" };
    match settings.text("deletions")? {
        None | Some("show") => {}
        Some("acknowledge") => return Ok(Vec::new()),
        Some(_) => return Err(wrong()),
    }
    let name = look_id(&notification.data, &USER_NAMES);
    let id = look_id(&notification.data, &USER_IDS).or_else(|| name.clone());
    let id = id.ok_or_else(|| Error::Field { path: "notification.data.userId".to_owned(), problem: "is missing" })?;
    let called = name.as_deref().map(|name| format!(" (name {name})")).unwrap_or_default();
    let words = format!("Erase what is kept about eBay user {id}{called}: the account is closed.");
    let body = text::body(&words);
    let message = Message {
        author: Author::Platform,
        text: body.text,
        subject: Some("User data erasure".to_owned()),
        attachments: Vec::new(),
        language: Some("en".to_owned()),
        machine: Some("eBay".to_owned()),
        truncated: body.truncated,
    };
    let event = notification.event(format!("privacy:user:{id}"), Happening::Message(message));
    // Messages name their buyer by the user's name where eBay still gives it.
    Ok(vec![Event { buyer: Some(Buyer { id: name.unwrap_or(id), name: None }), ..event }])
}

/// Reads `AUTHORIZATION_REVOCATION`: from now on neither messages come nor replies go.
pub fn read_revocation(notification: &Notification) -> Event {
    let user = look_id(&notification.data, &USER_NAMES).or_else(|| look_id(&notification.data, &USER_IDS));
    let who = user.as_deref().unwrap_or("a seller");
    let risk = Risk {
        kind: RiskKind::AccountAtRisk,
        state: RiskState::Opened,
        reference: notification.id.clone(),
        amount: None,
        reason: Some(text::line(&format!("{who} took back the app's authorization: no more replies can be sent"))),
        due_at: None,
    };
    notification.event(format!("account:{who}"), Happening::Risk(risk))
}

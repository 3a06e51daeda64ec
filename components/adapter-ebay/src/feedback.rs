//! `FEEDBACK_RECEIVED` and `FEEDBACK_LEFT`: what the buyer thinks, and what the seller answered.

use crate::notification::{Notification, look_id, look_line, user};
use sellerdesk_adapter::text;
use sellerdesk_canonical::{Event, Happening, OrderChange, Risk, RiskKind, RiskState};

/// The rating's names: POSITIVE, NEUTRAL or NEGATIVE.
const RATINGS: [&str; 3] = ["commentType", "feedbackType", "feedbackRating"];
/// The words' names; the Feedback API puts them into a container.
const COMMENTS: [&str; 4] = ["commentText", "feedbackText", "feedbackComment", "comment"];
/// The names of who wrote it.
const AUTHORS: [&str; 5] =
    ["commentingUser", "commentingUserName", "providerUserName", "senderUserName", "buyerUserName"];

/// Feedback about the seller: a risk if it is negative.
pub fn read_received(notification: &Notification) -> Event {
    let data = &notification.data;
    let reference = look_id(data, &["feedbackId"]).unwrap_or_else(|| notification.id.clone());
    let rating = look_line(data, &RATINGS);
    let comment = look_line(data, &COMMENTS);
    let is_negative = rating.as_deref().is_some_and(|rating| rating.eq_ignore_ascii_case("NEGATIVE"));
    let happening = if is_negative {
        Happening::Risk(Risk {
            kind: RiskKind::NegativeFeedback,
            state: RiskState::Opened,
            reference: reference.clone(),
            amount: None,
            reason: comment,
            due_at: None,
        })
    } else {
        Happening::Order(change("feedback received", rating, comment))
    };
    let event = notification.event(format!("feedback:{reference}"), happening);
    Event { buyer: user(data, &AUTHORS), ..event }
}

/// Feedback that the seller gave.
pub fn read_left(notification: &Notification) -> Event {
    let data = &notification.data;
    let reference = look_id(data, &["feedbackId"]).unwrap_or_else(|| notification.id.clone());
    let change = change("feedback left", look_line(data, &RATINGS), look_line(data, &COMMENTS));
    notification.event(format!("feedback:{reference}"), Happening::Order(change))
}

fn change(what: &str, rating: Option<String>, comment: Option<String>) -> OrderChange {
    let status = rating.map_or_else(|| what.to_owned(), |rating| format!("{what}: {}", rating.to_ascii_lowercase()));
    OrderChange { status: text::line(&status), detail: comment, total: None }
}

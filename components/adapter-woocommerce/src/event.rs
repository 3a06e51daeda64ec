//! How ids, times and buyers are read, and topics nobody asked this adapter to understand.

use crate::delivery;
use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::{Error, Request, text, time};
use sellerdesk_canonical::{Buyer, Event, Happening, Instant, Money, OrderChange};

/// Digits of an id of WordPress, which counts in 64 bits.
const ID_DIGITS_MAX: usize = 20;
/// Longest spelling of a time, in bytes: `2026-01-05T10:00:00`.
const TIME_BYTES: usize = 19;

/// A field that is decoration: what can't be read is left out.
pub fn given<T>(field: Result<Option<T>, Error>) -> Option<T> {
    field.ok().flatten()
}

/// An id of the shop's: digits.
pub fn number(payload: &Fields<'_>, name: &'static str) -> Result<Option<String>, Error> {
    match payload.id(name)? {
        Some(id) if !is_number(&id) => Err(payload.wrong(name, "is not a number of the shop's")),
        id => Ok(id),
    }
}

/// Whether a text is an id of the shop's.
pub fn is_number(text: &str) -> bool {
    (1..=ID_DIGITS_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A time of the shop's in UTC, written without an offset.
pub fn utc(payload: &Fields<'_>, name: &'static str) -> Option<Instant> {
    let text = given(payload.text(name)).filter(|text| text.len() == TIME_BYTES)?;
    time::parse_rfc3339(&format!("{text}Z"))
}

/// The buyer: the customer's number, or a guest's e-mail address.
pub fn buyer(payload: &Fields<'_>) -> Option<Buyer> {
    let billing = given(payload.object("billing"));
    let customer = given(number(payload, "customer_id")).filter(|id| id != "0");
    let guest = || billing.as_ref().and_then(|billing| given(billing.id("email")));
    let name = billing
        .as_ref()
        .and_then(|billing| joined(" ", ["first_name", "last_name"].map(|name| given(billing.line(name)))));
    Some(Buyer { id: customer.or_else(guest)?, name })
}

/// An amount of the order's currency; a minus, which refunds have, is left out.
pub fn money(payload: &Fields<'_>, amount: Option<&str>) -> Option<Money> {
    let amount = amount?.trim_start_matches('-').to_owned();
    Some(Money { amount, currency: given(payload.currency("currency"))?.to_owned() })
}

/// Parts that are there, as one line.
pub fn joined(between: &str, parts: impl IntoIterator<Item = Option<String>>) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| text::line(&parts.join(between)))
}

/// Notes the topic on a conversation of its own: an operator who sees it can end the webhook.
pub fn other(request: &Request, payload: &Fields<'_>, topic: &str) -> Result<Vec<Event>, Error> {
    let id = given(number(payload, "id"));
    let change = OrderChange {
        status: topic.to_owned(),
        detail: id.as_deref().map(|id| format!("of {id}; SellerDesk does not read this topic")),
        total: None,
    };
    Ok(vec![Event {
        id: format!("{topic}:{}:{}", id.as_deref().unwrap_or("-"), version(request, payload)),
        thread: format!("topic:{topic}"),
        at: utc(payload, "date_modified_gmt").unwrap_or(request.received_at),
        buyer: None,
        order_id: None,
        product_id: None,
        site: None,
        happening: Happening::Order(change),
    }])
}

/// What tells one change of a thing from the next: its time, or else the body.
pub fn version(request: &Request, payload: &Fields<'_>) -> String {
    utc(payload, "date_modified_gmt").map_or_else(|| delivery::digest(request), |at| at.to_string())
}

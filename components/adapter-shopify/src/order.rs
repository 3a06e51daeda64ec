//! `orders/...`: what becomes of an order, and what the buyer wrote with it.

use crate::event::{Context, buyer, given, joined, order_id, order_thread, own_id};
use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::{Error, text};
use sellerdesk_canonical::{Author, Event, Happening, Message, OrderChange};

/// Where staff make orders, whose note is their own.
const STAFF_SOURCES: [&str; 2] = ["pos", "shopify_draft_order"];
/// Longest locale taken for a BCP 47 tag, in bytes.
const LANGUAGE_BYTES_MAX: usize = 35;

/// Reads an order; `verb` is the topic's second half.
pub fn read(context: &Context<'_>, payload: &Fields<'_>, verb: &str) -> Result<Vec<Event>, Error> {
    let id = match order_id(payload)? {
        Some(id) => id,
        None => payload.required("id", |payload, _| own_id(payload))?,
    };
    // As it was at the checkout, in the shop's currency: what a refund took back is still what the order was worth.
    let total = payload.money("total_price", "currency");
    let change = OrderChange { status: read_status(verb), detail: read_detail(payload), total };
    let of_order = |resource: &str, happening| Event {
        buyer: buyer(payload),
        ..context.event(resource, order_thread(&id), happening)
    };
    let mut events = vec![of_order(&id, Happening::Order(change))];
    if verb == "create" {
        let note = read_note(payload).map(Happening::Message);
        events.extend(note.map(|note| of_order(&format!("{id}:note"), note)));
    }
    Ok(events)
}

/// Reads `orders/risk_assessment_changed`: how likely the order is a fraud.
pub fn read_assessment(context: &Context<'_>, payload: &Fields<'_>) -> Result<Vec<Event>, Error> {
    let id = payload.required("order_id", |payload, _| order_id(payload))?;
    let level = given(payload.line("risk_level")).map(|level| format!("fraud risk {}", level.to_lowercase()));
    let provider = given(payload.line("provider_title")).map(|provider| format!("assessed by {provider}"));
    let change = OrderChange { status: "risk assessed".to_owned(), detail: joined([level, provider]), total: None };
    Ok(vec![context.event(&id, order_thread(&id), Happening::Order(change))])
}

fn read_status(verb: &str) -> String {
    match verb {
        "create" => "created".to_owned(),
        "delete" => "deleted".to_owned(),
        _ => verb.replace('_', " "),
    }
}

fn read_detail(payload: &Fields<'_>) -> Option<String> {
    let labelled = |label: &str, name| given(payload.line(name)).map(|value| format!("{label} {value}"));
    joined([
        given(payload.line("name")),
        labelled("payment", "financial_status"),
        labelled("fulfilment", "fulfillment_status"),
        labelled("cancelled:", "cancel_reason"),
        (given(payload.flag("test")) == Some(true)).then(|| "test order".to_owned()),
    ])
}

/// What the buyer typed at the checkout.
fn read_note(payload: &Fields<'_>) -> Option<Message> {
    let source = given(payload.text("source_name")).unwrap_or_default();
    let by_staff = STAFF_SOURCES.contains(&source) || given(payload.id("user_id")).is_some();
    let note = text::body(given(payload.text("note"))?.trim());
    if by_staff || note.text.is_empty() {
        return None;
    }
    Some(Message {
        author: Author::Buyer,
        text: note.text,
        subject: given(payload.line("name")).map(|name| text::line(&format!("Note on order {name}"))),
        attachments: Vec::new(),
        language: given(payload.text("customer_locale")).filter(|tag| is_language(tag)).map(str::to_owned),
        machine: None,
        truncated: note.truncated,
    })
}

fn is_language(tag: &str) -> bool {
    (2..=LANGUAGE_BYTES_MAX).contains(&tag.len())
        && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

//! `order.created`, `order.updated`, `order.deleted`, `order.restored`.

use crate::event::{buyer, given, joined, number, utc, version};
use crate::refund;
use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::{Error, Request, text};
use sellerdesk_canonical::{Author, Event, Happening, Message, Money, OrderChange};

/// `created_via` of orders that staff enter, whose note is their own.
const BY_STAFF: &str = "admin";

/// Reads an order; `verb` is the topic's second half.
pub fn read(request: &Request, payload: &Fields<'_>, topic: &str, verb: &str) -> Result<Vec<Event>, Error> {
    let order = payload.required("id", number)?;
    let created_at = utc(payload, "date_created_gmt").filter(|_| verb == "created");
    let at = created_at.or_else(|| utc(payload, "date_modified_gmt")).unwrap_or(request.received_at);
    let event = |id: String, happening| Event {
        id,
        thread: format!("order:{order}"),
        at,
        buyer: buyer(payload),
        order_id: Some(order.clone()),
        product_id: None,
        site: None,
        happening,
    };
    let total = payload.money("total", "currency");
    let detail = read_detail(payload, total.as_ref());
    let change = OrderChange { status: read_status(payload, verb), detail, total };
    let id = format!("{topic}:{order}:{}", version(request, payload));
    let mut events = vec![event(id, Happening::Order(change))];
    if verb == "created" {
        let note = read_note(payload).map(Happening::Message);
        events.extend(note.map(|note| event(format!("order:{order}:note"), note)));
    }
    let refunds = refund::read(payload, &order);
    events.extend(refunds.into_iter().map(|(id, risk)| event(id, Happening::Risk(risk))));
    Ok(events)
}

/// The shop's own status, or what else became of the order.
fn read_status(payload: &Fields<'_>, verb: &str) -> String {
    match (verb, given(payload.line("status"))) {
        ("updated", Some(status)) => status,
        _ => verb.replace('_', " "),
    }
}

fn read_detail(payload: &Fields<'_>, total: Option<&Money>) -> Option<String> {
    joined(
        "; ",
        [
            given(payload.line("number")).map(|number| format!("order {number}")),
            given(payload.line("status")),
            total.map(|total| format!("{} {}", total.amount, total.currency)),
            given(payload.line("payment_method_title")),
        ],
    )
}

/// What the buyer typed at the checkout.
fn read_note(payload: &Fields<'_>) -> Option<Message> {
    let by_staff = given(payload.text("created_via")) == Some(BY_STAFF);
    let note = text::body(given(payload.text("customer_note"))?.trim());
    if by_staff || note.text.is_empty() {
        return None;
    }
    Some(Message {
        author: Author::Buyer,
        text: note.text,
        subject: given(payload.line("number")).map(|number| text::line(&format!("Note on order {number}"))),
        attachments: Vec::new(),
        language: None,
        machine: None,
        truncated: note.truncated,
    })
}

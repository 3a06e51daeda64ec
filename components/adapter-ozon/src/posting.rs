//! What becomes of postings: OZON's parcels, each an order of its own.

use crate::push::{Push, given, own_id};
use sellerdesk_adapter::{Error, text};
use sellerdesk_canonical::{Event, Happening, OrderChange, Risk, RiskKind, RiskState};

/// States in which buyer and shop, or the carrier, are at odds.
const ARBITRATIONS: [&str; 2] = ["posting_in_client_arbitration", "posting_in_arbitration"];

/// Reads `TYPE_NEW_POSTING`.
pub fn read_new(push: &Push<'_>) -> Result<Vec<Event>, Error> {
    let products = push.root.items("products");
    let detail = (products > 0).then(|| format!("products: {products}"));
    change(push, "new", "", "posting_created", detail)
}

/// Reads `TYPE_POSTING_CANCELLED`. It tells of the end: there is nothing left to decide.
pub fn read_cancelled(push: &Push<'_>) -> Result<Vec<Event>, Error> {
    let number = push.root.required("posting_number", own_id)?;
    let reason = given(push.root.object("reason"));
    let risk = Risk {
        kind: RiskKind::CancellationRequest,
        state: RiskState::Closed,
        reference: number.clone(),
        amount: None,
        reason: reason.and_then(|reason| given(reason.line("message"))),
        due_at: None,
    };
    of_posting(push, &number, "cancelled", "", Happening::Risk(risk))
}

/// Reads `TYPE_STATE_CHANGED`.
pub fn read_state(push: &Push<'_>) -> Result<Vec<Event>, Error> {
    let state = push.root.required("new_state", own_id)?;
    if !ARBITRATIONS.contains(&state.as_str()) {
        return change(push, "state", &state, &state, None);
    }
    let number = push.root.required("posting_number", own_id)?;
    let risk = Risk {
        kind: RiskKind::Dispute,
        state: RiskState::Opened,
        reference: number.clone(),
        amount: None,
        reason: Some(text::line(&state)),
        due_at: None,
    };
    of_posting(push, &number, "state", &state, Happening::Risk(risk))
}

/// Reads `TYPE_CUTOFF_DATE_CHANGED`: the shop has to hand it over by another time.
pub fn read_cutoff(push: &Push<'_>) -> Result<Vec<Event>, Error> {
    let date = given(push.root.line("new_cutoff_date"));
    let detail = date.as_ref().map(|date| text::line(&format!("hand over by {date}")));
    change(push, "cutoff", &instant_of(push, "new_cutoff_date"), "cutoff date changed", detail)
}

/// Reads `TYPE_DELIVERY_DATE_CHANGED`.
pub fn read_delivery(push: &Push<'_>) -> Result<Vec<Event>, Error> {
    let [from, to] = ["new_delivery_date_begin", "new_delivery_date_end"].map(|name| given(push.root.line(name)));
    let detail = from.zip(to).map(|(from, to)| text::line(&format!("delivery from {from} to {to}")));
    change(push, "delivery", &instant_of(push, "new_delivery_date_end"), "delivery date changed", detail)
}

fn instant_of(push: &Push<'_>, name: &'static str) -> String {
    given(push.root.instant(name)).map_or_else(|| "none".to_owned(), |at| at.to_string())
}

fn change(push: &Push<'_>, verb: &str, what: &str, status: &str, detail: Option<String>) -> Result<Vec<Event>, Error> {
    let number = push.root.required("posting_number", own_id)?;
    let change = OrderChange { status: text::line(status), detail, total: None };
    of_posting(push, &number, verb, what, Happening::Order(change))
}

/// An event whose id is the same for every attempt: a state may come again, at another time.
fn of_posting(
    push: &Push<'_>,
    number: &str,
    verb: &str,
    what: &str,
    happening: Happening,
) -> Result<Vec<Event>, Error> {
    let when = given(push.root.instant("changed_state_date")).map(|at| at.to_string()).unwrap_or_default();
    let parts = ["posting", number, verb, what, &when];
    let id = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(":");
    let at = push.at(&["changed_state_date", "in_process_at"]);
    let event = push.event(id, format!("order:{number}"), at, happening);
    Ok(vec![Event { order_id: Some(number.to_owned()), ..event }])
}

//! Cancellations: what a buyer asks for, line by line, and what Walmart did by itself.
//!
//! `ORDER_INTENT_TO_CANCEL` (`INTENT_TO_CANCEL`) is a request for each line that is not yet cancelled or shipped.
//! `PO_LINE_AUTOCANCELLED` and `FRAUD_CANCEL` are changes of the order, and end the request for each cancelled line:
//! there is nothing left to decide. A line's request is known by `<purchaseOrderId>:<lineNumber>`.

use crate::envelope::{Notification, Order, given, joined, short_id, words};
use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::{Error, text};
use sellerdesk_canonical::{Event, Happening, OrderChange, Risk, RiskKind, RiskState};

/// Lines of an order that are read.
const LINES_MAX: usize = 40;
/// Statuses of a line that no buyer can cancel any more.
const ENDED: [&str; 4] = ["CANCELLED", "CANCELED", "SHIPPED", "DELIVERED"];

/// A line of an order.
struct Line {
    /// `lineNumber`.
    number: Option<String>,
    /// The seller's own number of the item.
    sku: Option<String>,
    /// `status`, in upper case.
    status: Option<String>,
    /// Item, quantity and reason.
    detail: Option<String>,
}

/// Reads a buyer's wish to cancel.
pub fn read_intent_to_cancel(notification: &Notification<'_>) -> Result<Vec<Event>, Error> {
    let (order, purchase) = read_order(notification)?;
    let open = |line: &Line| !line.status.as_deref().is_some_and(|status| ENDED.contains(&status));
    let all = read_lines(notification);
    let mut lines: Vec<&Line> = all.iter().filter(|line| open(line)).collect();
    if lines.is_empty() {
        lines = all.iter().collect();
    }
    lines.iter().map(|line| requested(notification, &order, &purchase, line, RiskState::Opened)).collect()
}

/// Reads what Walmart cancelled.
pub fn read_cancelled(notification: &Notification<'_>) -> Result<Vec<Event>, Error> {
    let (order, purchase) = read_order(notification)?;
    let all = read_lines(notification);
    let is_cancelled = |line: &&Line| line.status.as_deref().is_none_or(|status| status.starts_with("CANCEL"));
    let mut lines: Vec<&Line> = all.iter().filter(is_cancelled).collect();
    if lines.is_empty() {
        lines = all.iter().collect();
    }
    let mut events = Vec::new();
    for line in lines {
        let change = OrderChange { status: words(&notification.kind), detail: line.detail.clone(), total: None };
        let event = notification.event(line.number.as_deref(), &order, Happening::Order(change))?;
        events.push(Event { product_id: line.sku.clone(), ..event });
        events.push(requested(notification, &order, &purchase, line, RiskState::Closed)?);
    }
    Ok(events)
}

/// The order's own object: `payload.order` of newer events, or the payload.
pub fn order_fields<'json>(notification: &Notification<'json>) -> Fields<'json> {
    given(notification.payload.object("order")).unwrap_or_else(|| notification.payload.clone())
}

fn read_order(notification: &Notification<'_>) -> Result<(Order, String), Error> {
    let fields = order_fields(notification);
    let order = Order::read(&fields)?.ok_or_else(|| fields.wrong("purchaseOrderId", "is missing"))?;
    let purchase = short_id(&fields, "purchaseOrderId")?.or_else(|| order.id.clone()).unwrap_or_default();
    Ok((order, purchase))
}

fn requested(
    notification: &Notification<'_>,
    order: &Order,
    purchase: &str,
    line: &Line,
    state: RiskState,
) -> Result<Event, Error> {
    let reference = line.number.as_ref().map_or_else(|| purchase.to_owned(), |number| format!("{purchase}:{number}"));
    let part = match (&line.number, state) {
        (None, RiskState::Closed) => Some("request".to_owned()),
        (Some(number), RiskState::Closed) => Some(format!("{number}:request")),
        (number, _) => number.clone(),
    };
    let risk = Risk {
        kind: RiskKind::CancellationRequest,
        state,
        reference,
        amount: None,
        reason: line.detail.clone(),
        due_at: None,
    };
    let event = notification.event(part.as_deref(), order, Happening::Risk(risk))?;
    Ok(Event { product_id: line.sku.clone(), ..event })
}

/// The lines that can be read; one without a number where there are none.
fn read_lines(notification: &Notification<'_>) -> Vec<Line> {
    let lines = order_fields(notification).objects("orderLines", LINES_MAX).unwrap_or_default();
    let mut read: Vec<Line> = Vec::new();
    for line in lines.iter().map(read_line) {
        if !read.iter().any(|known| known.number == line.number) {
            read.push(line);
        }
    }
    if read.is_empty() {
        read.push(Line { number: None, sku: None, status: None, detail: None });
    }
    read
}

fn read_line(line: &Fields<'_>) -> Line {
    let quantity = given(line.object("quantity")).and_then(|quantity| given(quantity.line("measurementValue")));
    Line {
        number: given(short_id(line, "lineNumber")),
        sku: given(line.id("sku")),
        status: given(line.line("status")).map(|status| status.to_ascii_uppercase()),
        detail: joined([
            given(line.line("productName")),
            quantity.map(|quantity| text::line(&format!("quantity {quantity}"))),
            given(line.line("cancellationReason")),
            given(line.line("cancelSubReasonCodeDescription")),
        ]),
    }
}

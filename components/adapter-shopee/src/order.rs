//! Codes 3, 4 and 30: what becomes of an order and its parcels.

use crate::push::{Context, data, either_id, given, instant, joined, order_thread, risk};
use sellerdesk_adapter::Error;
use sellerdesk_adapter::json::Fields;
use sellerdesk_canonical::{Event, Happening, OrderChange, RiskKind, RiskState};

/// The names of the order's number: `ordersn` in most pushes, `order_sn` in newer ones.
const ORDER: [&str; 2] = ["ordersn", "order_sn"];
/// Longest value of a change that an event is named by, in bytes.
const VALUE_BYTES_MAX: usize = 60;

/// Reads `order_status_push`. `IN_CANCEL` is a buyer's request to cancel, and `CANCELLED` ends it.
pub fn read_status(context: &Context<'_>, payload: &Fields<'_>) -> Result<Vec<Event>, Error> {
    let data = data(payload)?;
    let order = either_id(&data, ORDER)?;
    let status = data.required("status", value)?;
    let at = instant(&data, "update_time");
    let id = format!("order:{order}:{status}:{}", named_by(context, at)?);
    let detail = given(data.line("completed_scenario")).filter(|scenario| scenario != "NORMAL");
    let change = OrderChange { status: status.clone(), detail, total: None };
    let mut events = vec![context.event(id.clone(), order_thread(&order), at, Happening::Order(change))];
    let state = match status.as_str() {
        "IN_CANCEL" => Some(RiskState::Opened),
        "CANCELLED" => Some(RiskState::Closed),
        _ => None,
    };
    if let Some(state) = state {
        let risk = risk(RiskKind::CancellationRequest, state, order.clone(), None);
        events.push(context.event(format!("{id}:cancel"), order_thread(&order), at, Happening::Risk(risk)));
    }
    Ok(events)
}

/// Reads `order_trackingno_push`.
pub fn read_tracking(context: &Context<'_>, payload: &Fields<'_>) -> Result<Vec<Event>, Error> {
    let data = data(payload)?;
    let order = either_id(&data, ORDER)?;
    let number = given(value(&data, "tracking_no")).or_else(|| given(value(&data, "tracking_number")));
    let id = format!("tracking:{order}:{}", number.as_deref().unwrap_or("-"));
    let change = OrderChange { status: "tracking number".to_owned(), detail: number, total: None };
    Ok(vec![context.event(id, order_thread(&order), instant(&data, "update_time"), Happening::Order(change))])
}

/// Reads `package_fulfillment_status_push`.
pub fn read_parcel(context: &Context<'_>, payload: &Fields<'_>) -> Result<Vec<Event>, Error> {
    let data = data(payload)?;
    let order = either_id(&data, ORDER)?;
    let status = given(value(&data, "fulfillment_status")).or_else(|| given(value(&data, "status")));
    let status = status.unwrap_or_else(|| "parcel".to_owned());
    let parcel = given(value(&data, "package_number"));
    let at = instant(&data, "update_time");
    let id = format!("parcel:{order}:{}:{status}", parcel.as_deref().unwrap_or("-"));
    let detail = joined([parcel.map(|parcel| format!("parcel {parcel}"))]);
    let change = OrderChange { status, detail, total: None };
    Ok(vec![context.event(id, order_thread(&order), at, Happening::Order(change))])
}

/// A status or number that an event may be named by.
pub fn value(fields: &Fields<'_>, name: &'static str) -> Result<Option<String>, Error> {
    let value = fields.id(name)?;
    match value {
        Some(value) if value.len() > VALUE_BYTES_MAX => Err(fields.wrong(name, "is too long")),
        value => Ok(value),
    }
}

/// The time of a change, as a part of its name: without one it can't be told from the next.
pub fn named_by(context: &Context<'_>, at: Option<i64>) -> Result<i64, Error> {
    at.or(context.sent_at).ok_or_else(|| Error::Field { path: "timestamp".to_owned(), problem: "is missing" })
}

//! `fulfillments/...` and `fulfillment_events/...`: what was sent, and where it is.

use crate::event::{Context, given, joined, order_id, order_thread, own_id};
use sellerdesk_adapter::Error;
use sellerdesk_adapter::json::Fields;
use sellerdesk_canonical::{Event, Happening, OrderChange};

/// Tracking numbers shown of one fulfilment.
const NUMBERS_MAX: usize = 5;

/// Reads a fulfilment or what happened to it: a change of its order.
pub fn read(context: &Context<'_>, payload: &Fields<'_>) -> Result<Vec<Event>, Error> {
    let id = payload.required("id", |payload, _| own_id(payload))?;
    let order = payload.required("order_id", |payload, _| order_id(payload))?;
    // Where the parcel is says more than that the fulfilment succeeded.
    let status = ["shipment_status", "status"].into_iter().find_map(|name| given(payload.line(name)));
    let status = status.unwrap_or_else(|| "updated".to_owned()).replace('_', " ").to_lowercase();
    let change = OrderChange {
        status: sellerdesk_adapter::text::line(&format!("fulfilment {status}")),
        detail: joined(
            [given(payload.line("name")), given(payload.line("message")), given(payload.line("tracking_company"))]
                .into_iter()
                .chain(tracking_numbers(payload).into_iter().map(Some)),
        ),
        total: None,
    };
    Ok(vec![context.event(&id, order_thread(&order), Happening::Order(change))])
}

fn tracking_numbers(payload: &Fields<'_>) -> Vec<String> {
    let numbers = payload.ids("tracking_numbers", NUMBERS_MAX).unwrap_or_default();
    if numbers.is_empty() { given(payload.line("tracking_number")).into_iter().collect() } else { numbers }
}

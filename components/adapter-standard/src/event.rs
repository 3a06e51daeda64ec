//! One event: `{"type": "...", "timestamp": "...", "data": {...}}`.

use crate::{failure, message, order, risk};
use sellerdesk_adapter::Error;
use sellerdesk_adapter::json::Fields;
use sellerdesk_canonical::limits::ID_BYTES_MAX;
use sellerdesk_canonical::{Buyer, Event, Happening, RiskState};

/// What stands before the order id in a thread made of one.
const ORDER_PREFIX: &str = "order:";
/// Longest order id that a thread is made of, in bytes.
const ORDER_ID_BYTES_MAX: usize = ID_BYTES_MAX - ORDER_PREFIX.len();

/// Reads one event; `default_id` is its id where `data.id` isn't given.
pub fn read(payload: &Fields<'_>, default_id: &str) -> Result<Event, Error> {
    let at = payload.required("timestamp", Fields::instant)?;
    let data = payload.required("data", Fields::object)?;
    let happening = match payload.required("type", Fields::text)? {
        "message.received" => Happening::Message(message::read(&data)?),
        "message.failed" => Happening::Failed(failure::read(&data)?),
        "order.changed" => Happening::Order(order::read(&data)?),
        "risk.opened" => Happening::Risk(risk::read(&data, RiskState::Opened)?),
        "risk.updated" => Happening::Risk(risk::read(&data, RiskState::Updated)?),
        "risk.closed" => Happening::Risk(risk::read(&data, RiskState::Closed)?),
        _ => return Err(payload.wrong("type", "is none of the documented types")),
    };
    let order_id = data.id("order_id")?;
    Ok(Event {
        id: data.id("id")?.unwrap_or_else(|| default_id.to_owned()),
        thread: thread(&data, order_id.as_deref())?,
        at,
        buyer: data.object("buyer")?.map(|buyer| read_buyer(&buyer)).transpose()?,
        order_id,
        product_id: data.id("product_id")?,
        site: data.line("site")?,
        happening,
    })
}

/// The conversation's key: `thread`, or the order where there is just one conversation for each order.
fn thread(data: &Fields<'_>, order_id: Option<&str>) -> Result<String, Error> {
    match (data.id("thread")?, order_id) {
        (Some(thread), _) => Ok(thread),
        (None, Some(order_id)) if order_id.len() > ORDER_ID_BYTES_MAX => {
            Err(data.wrong("order_id", "is too long to be the thread too"))
        }
        (None, Some(order_id)) => Ok(format!("{ORDER_PREFIX}{order_id}")),
        (None, None) => Err(data.wrong("thread", "is missing, and so is order_id")),
    }
}

fn read_buyer(buyer: &Fields<'_>) -> Result<Buyer, Error> {
    Ok(Buyer { id: buyer.required("id", Fields::id)?, name: buyer.line("name")? })
}

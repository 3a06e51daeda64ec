//! What an event code stands for.

use crate::authenticate::Callback;
use crate::fields::{given, happened_at, number, order};
use crate::payload::Payload;
use crate::risk;
use sellerdesk_adapter::Error;
use sellerdesk_adapter::json::Fields;
use sellerdesk_canonical::limits::EVENTS_MAX;
use sellerdesk_canonical::{Event, Happening, Instant, OrderChange};

/// The code of returns by buyers.
const RETURN: &str = "return_order_push_notice";
/// The code of the end of an authorization.
const AUTHORIZATION: &str = "authorization_change_notice";

/// What all events of one callback share.
pub struct Context<'callback> {
    /// The callback.
    pub callback: &'callback Callback<'callback>,
    /// The event's code.
    pub code: &'callback str,
    /// The plaintext's digest.
    pub digest: &'callback str,
}

/// The events of a callback.
///
/// # Errors
/// The event's code is missing, or nothing of it is understood.
pub fn read(callback: &Callback<'_>, payload: &Payload) -> Result<Vec<Event>, Error> {
    let code = callback.code.as_deref().ok_or(Error::HeaderMissing("x-lt-eventcode"))?;
    let context = Context { callback, code, digest: &payload.digest };
    let items = payload.items.iter().take(EVENTS_MAX);
    let events = items.map(|item| {
        let item = Fields::root(item)?;
        match code {
            RETURN => risk::read_return(&context, &item),
            AUTHORIZATION => Ok(risk::read_authorization(&context, &item)),
            _ => read_change(&context, &item),
        }
    });
    let events: Vec<Event> = events.collect::<Result<_, _>>()?;
    if events.is_empty() {
        return Err(Error::Field { path: "the event".to_owned(), problem: "has nothing in it" });
    }
    Ok(events)
}

impl Context<'_> {
    /// An event about one thing, at its own time where it has one.
    pub fn event(&self, item: &Fields<'_>, thing: &str, thread: String, happening: Happening) -> Event {
        let at: Option<Instant> = happened_at(item);
        let version = at.map_or_else(|| self.digest.to_owned(), |at| at.to_string());
        Event {
            id: format!("{}:{thing}:{version}", self.code),
            thread,
            at: at.unwrap_or(self.callback.sent_at),
            buyer: None,
            order_id: order(item),
            product_id: None,
            site: None,
            happening,
        }
    }
}

/// A change of an order, by the name of its status, else by its number, else by the event's code.
fn read_change(context: &Context<'_>, item: &Fields<'_>) -> Result<Event, Error> {
    let order = order(item).ok_or_else(|| item.wrong("orderNo", "is missing, and nothing else is understood"))?;
    let status = number(item, ["orderStatus", "state", "status"]);
    let name = given(item.line("stateName"));
    let change = OrderChange {
        status: name
            .or_else(|| status.map(|status| format!("status {status}")))
            .unwrap_or_else(|| "changed".to_owned()),
        detail: Some(context.code.to_owned()),
        total: None,
    };
    Ok(context.event(item, &order, format!("order:{order}"), Happening::Order(change)))
}

//! What all pushes share, and how ids and times are read from any of them.

use crate::signature::Shop;
use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::{Error, text, time};
use sellerdesk_canonical::{Event, Happening, Instant, Risk, RiskKind, RiskState};

/// Longest id, in bytes; they have about 20.
const ID_BYTES_MAX: usize = 60;
/// How far in the future a time may lie and still be believed, in milliseconds: one day.
const FUTURE_MS_MAX: i64 = 24 * 60 * 60 * 1_000;
/// From here on a number is milliseconds and no longer seconds since the epoch: in seconds it is the year 5138.
const MILLISECONDS_FROM: i64 = 100_000_000_000;
/// What stands before an order's number in its thread.
const ORDER_PREFIX: &str = "order:";

/// What all events of one push share.
#[derive(Clone, Debug)]
pub struct Context<'push> {
    /// The account's shop.
    pub shop: &'push Shop,
    /// When Shopee says it sent the push.
    pub sent_at: Option<Instant>,
    received_at: Instant,
}

impl<'push> Context<'push> {
    /// Of a push that arrived then.
    pub fn new(payload: &Fields<'_>, shop: &'push Shop, received_at: Instant) -> Self {
        Self { shop, sent_at: instant(payload, "timestamp"), received_at }
    }

    /// An event that happened `at`, or else when the push was sent.
    pub fn event(&self, id: String, thread: String, at: Option<Instant>, happening: Happening) -> Event {
        let latest = self.received_at.saturating_add(FUTURE_MS_MAX);
        let at = [at, self.sent_at].into_iter().flatten().find(|at| *at <= latest);
        Event {
            id,
            order_id: thread.strip_prefix(ORDER_PREFIX).map(str::to_owned),
            thread,
            at: at.unwrap_or(self.received_at),
            buyer: None,
            product_id: None,
            site: None,
            happening,
        }
    }

    /// The thread of the shop's own affairs.
    pub fn own_thread(&self) -> String {
        format!("account:{}", self.shop.id)
    }
}

/// The thread of an order.
pub fn order_thread(order: &str) -> String {
    format!("{ORDER_PREFIX}{order}")
}

/// A risk that names no amount.
pub fn risk(kind: RiskKind, state: RiskState, reference: String, reason: Option<String>) -> Risk {
    Risk { kind, state, reference, amount: None, reason, due_at: None }
}

/// A field that is decoration: what can't be read is left out.
pub fn given<T>(field: Result<Option<T>, Error>) -> Option<T> {
    field.ok().flatten()
}

/// The object `data`, which every push that is read has.
pub fn data<'json>(payload: &Fields<'json>) -> Result<Fields<'json>, Error> {
    payload.required("data", Fields::object)
}

/// An id that threads and events may be named by: letters, digits, `_` and `-`.
pub fn plain_id(fields: &Fields<'_>, name: &'static str) -> Result<Option<String>, Error> {
    let Some(id) = fields.id(name)? else {
        return Ok(None);
    };
    if id.len() > ID_BYTES_MAX || !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte)) {
        return Err(fields.wrong(name, "is not an id of Shopee's"));
    }
    Ok(Some(id))
}

/// An id that different pushes name differently; the last name is the one that an error names.
pub fn either_id(fields: &Fields<'_>, names: [&'static str; 2]) -> Result<String, Error> {
    let [first, second] = names;
    match plain_id(fields, first)? {
        Some(id) => Ok(id),
        None => fields.required(second, plain_id),
    }
}

/// An instant: a number or text, of seconds or milliseconds.
pub fn instant(fields: &Fields<'_>, name: &'static str) -> Option<Instant> {
    let number: i64 = given(fields.id(name))?.parse().ok()?;
    time::plausible(if number < MILLISECONDS_FROM { number.checked_mul(1_000)? } else { number })
}

/// Parts that are there, as one line.
pub fn joined(parts: impl IntoIterator<Item = Option<String>>) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| text::line(&parts.join("; ")))
}

//! What one delivery makes, and how ids and times are read from any part of it.

use crate::ITEMS_MAX;
use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::{Error, time};
use sellerdesk_canonical::limits::EVENTS_MAX;
use sellerdesk_canonical::{Buyer, Event, Happening, Instant};

/// Longest id of a page, account, number or buyer, in bytes.
const ID_BYTES_MAX: usize = 100;
/// How far in the future a time may lie and still be believed, in milliseconds: one day.
const FUTURE_MS_MAX: i64 = 24 * 60 * 60 * 1_000;
/// From here on a number is milliseconds and no longer seconds since the epoch: in seconds it is the year 5138.
const MILLISECONDS_FROM: i64 = 100_000_000_000;

/// The events of one delivery.
#[derive(Debug)]
pub struct Batch {
    /// In the order in which they stand.
    pub events: Vec<Event>,
    /// The first thing that was not understood.
    pub unknown: Option<String>,
    received_at: Instant,
}

/// The conversation that an event is on.
#[derive(Clone, Copy, Debug)]
pub struct Place<'delivery> {
    /// `messenger`, `instagram` or `whatsapp`.
    pub site: &'static str,
    /// The page, Instagram account or phone number id.
    pub own: &'delivery str,
    /// The buyer's id.
    pub buyer: &'delivery str,
    /// When the item says it happened.
    pub at: Option<Instant>,
}

impl Batch {
    /// Nothing yet, of a delivery that arrived then.
    pub fn new(received_at: Instant) -> Self {
        Self { events: Vec::new(), unknown: None, received_at }
    }

    /// Notes what is not read; it counts where the delivery makes no events.
    pub fn not_understood(&mut self, what: &str) {
        self.unknown.get_or_insert_with(|| sellerdesk_adapter::text::cut(what, ID_BYTES_MAX).to_owned());
    }

    /// Adds what happened with a buyer.
    pub fn add(&mut self, place: &Place<'_>, id: String, happening: Happening) -> Result<&mut Event, Error> {
        self.push(Event {
            id,
            thread: format!("{}:{}:{}", place.site, place.own, place.buyer),
            at: self.dated(place.at),
            buyer: Some(Buyer { id: place.buyer.to_owned(), name: None }),
            order_id: None,
            product_id: None,
            site: Some(place.site.to_owned()),
            happening,
        })
    }

    /// Adds what happened to the account itself.
    pub fn add_of_account(
        &mut self,
        site: &'static str,
        own: &str,
        at: Option<Instant>,
        id: String,
        happening: Happening,
    ) -> Result<(), Error> {
        let event = Event {
            id,
            thread: format!("account:{own}"),
            at: self.dated(at),
            buyer: None,
            order_id: None,
            product_id: None,
            site: Some(site.to_owned()),
            happening,
        };
        self.push(event).map(|_| ())
    }

    fn dated(&self, at: Option<Instant>) -> Instant {
        let latest = self.received_at.saturating_add(FUTURE_MS_MAX);
        at.filter(|at| *at <= latest).unwrap_or(self.received_at)
    }

    fn push(&mut self, event: Event) -> Result<&mut Event, Error> {
        if self.events.len() >= EVENTS_MAX {
            return Err(Error::Field { path: "entry".to_owned(), problem: "holds more than 100 events" });
        }
        Ok(self.events.push_mut(event))
    }
}

/// A field that is decoration: what can't be read is left out.
pub fn given<T>(field: Result<Option<T>, Error>) -> Option<T> {
    field.ok().flatten()
}

/// A list of objects, all of it.
pub fn items<'json>(fields: &Fields<'json>, name: &'static str) -> Result<Vec<Fields<'json>>, Error> {
    if fields.items(name) > ITEMS_MAX {
        return Err(fields.wrong(name, "has more than 1000 items"));
    }
    fields.objects(name, ITEMS_MAX)
}

/// An id that a thread may be named by: letters, digits and `._-`.
pub fn plain_id(fields: &Fields<'_>, name: &'static str) -> Result<Option<String>, Error> {
    let Some(id) = fields.id(name)? else {
        return Ok(None);
    };
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    if id.len() > ID_BYTES_MAX || !id.bytes().all(is_plain) {
        return Err(fields.wrong(name, "is not an id of Meta's"));
    }
    Ok(Some(id))
}

/// An instant: a number or text, of seconds or milliseconds.
pub fn instant(fields: &Fields<'_>, name: &'static str) -> Option<Instant> {
    let number: i64 = given(fields.id(name))?.parse().ok()?;
    time::plausible(if number < MILLISECONDS_FROM { number.checked_mul(1_000)? } else { number })
}

/// Parts that are there, as one line.
pub fn joined(parts: impl IntoIterator<Item = Option<String>>) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| sellerdesk_adapter::text::line(&parts.join("; ")))
}

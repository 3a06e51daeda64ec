//! The envelope of every webhook, and what all events of a delivery share.

use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::{Error, text, time};
use sellerdesk_canonical::{Event, Happening, Instant};
use serde_json::Value;

/// Longest id in a delivery, in bytes; they are numbers of about 20 digits.
const OWN_ID_BYTES_MAX: usize = 100;
/// Times below this many are in seconds, others in milliseconds: the year 2100 in seconds.
const SECONDS_END: i64 = time::INSTANT_END_MS / 1_000;

/// A delivery's envelope.
#[derive(Clone, Debug)]
pub struct Notification {
    /// What it tells: 14 for a message.
    pub kind: u64,
    id: Option<String>,
    shop: Option<String>,
    at: Option<Instant>,
    received_at: Instant,
}

impl Notification {
    /// Reads the envelope; the type is the only field that has to be there.
    pub fn read(root: &Fields<'_>, received_at: Instant) -> Result<Self, Error> {
        Ok(Self {
            kind: root.required("type", Fields::whole)?,
            id: given(own_id(root, "tts_notification_id")),
            shop: given(root.id("shop_id")),
            at: instant(root, "timestamp"),
            received_at,
        })
    }

    /// Refuses a delivery for another shop than the account's.
    pub fn verify_shop(&self, own: Option<&str>) -> Result<(), Error> {
        match own {
            Some(own) if self.shop.as_deref() != Some(own) => {
                Err(Error::Settings { key: "shop_id".to_owned(), problem: "is not the shop that the delivery names" })
            }
            _ => Ok(()),
        }
    }

    /// When it happened: the first of the data's times that can be read, or else the envelope's.
    pub fn at(&self, data: &Fields<'_>, times: &[&'static str]) -> Instant {
        let own = times.iter().find_map(|name| instant(data, name));
        own.or(self.at).unwrap_or(self.received_at)
    }

    /// An event of an order. `told` are the parts that tell this event apart where TikTok gave no notification id.
    pub fn event(&self, thread: String, at: Instant, told: &[&str], happening: Happening) -> Event {
        let id = match &self.id {
            Some(id) => format!("notification:{id}"),
            None => {
                let told: Vec<&str> = told.iter().map(|part| text::cut(part, OWN_ID_BYTES_MAX)).collect();
                format!("type{}:{}:{at}", self.kind, told.join(":"))
            }
        };
        Event {
            id,
            order_id: thread.strip_prefix(ORDER_PREFIX).map(str::to_owned),
            thread,
            at,
            buyer: None,
            product_id: None,
            site: None,
            happening,
        }
    }
}

/// What stands before the order's number in its thread.
pub const ORDER_PREFIX: &str = "order:";

/// The delivery's own id, for what can't be read otherwise.
pub fn sent_id(body: &Value) -> Option<String> {
    Fields::root(body).ok().and_then(|root| given(own_id(&root, "tts_notification_id")))
}

/// A field that is decoration: what can't be read is left out.
pub fn given<T>(field: Result<Option<T>, Error>) -> Option<T> {
    field.ok().flatten()
}

/// An id of TikTok's: digits, in text or as a number; letters are taken too, for the days when they come.
pub fn own_id(fields: &Fields<'_>, name: &'static str) -> Result<Option<String>, Error> {
    let id = fields.id(name)?;
    match id {
        Some(id) if !is_id(&id) => Err(fields.wrong(name, "is not an id of TikTok's")),
        id => Ok(id),
    }
}

/// Whether a text may stand in a path of the API as it is.
pub fn is_id(text: &str) -> bool {
    text::is_plain_id(text, OWN_ID_BYTES_MAX)
}

/// An instant in seconds or milliseconds since the Unix epoch, as a number or in digits.
pub fn instant(fields: &Fields<'_>, name: &'static str) -> Option<Instant> {
    let number: i64 = given(fields.id(name))?.parse().ok()?;
    time::plausible(if number < SECONDS_END { number.checked_mul(1_000)? } else { number })
}

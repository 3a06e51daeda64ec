//! What pushes share, and how ids and times are read from any of them.

use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::{Error, Request};
use sellerdesk_canonical::{Event, Happening, Instant};

/// Longest id of OZON's that is taken, in bytes; chats have UUIDs.
const OWN_ID_BYTES_MAX: usize = 100;
/// How far in the future a time may lie and still be believed, in milliseconds: one day.
const FUTURE_MS_MAX: i64 = 24 * 60 * 60 * 1_000;

/// A push.
#[derive(Clone, Debug)]
pub struct Push<'json> {
    /// `message_type`.
    pub kind: String,
    /// All of it.
    pub root: Fields<'json>,
    received_at: Instant,
}

impl<'json> Push<'json> {
    /// Reads the type.
    pub fn read(root: Fields<'json>, request: &Request) -> Result<Self, Error> {
        Ok(Self { kind: root.required("message_type", own_id)?, root, received_at: request.received_at })
    }

    /// Whether it is for the account's seller, where the settings name one.
    pub fn verify_seller(&self, own: Option<&str>) -> Result<(), Error> {
        let named = given(own_id(&self.root, "seller_id"));
        if own.is_none() || named.as_deref() == own {
            return Ok(());
        }
        Err(self.root.wrong("seller_id", "is not the account's seller"))
    }

    /// Nobody asked this adapter to understand it.
    pub fn unknown(&self) -> Error {
        self.root.wrong("message_type", "is not one that SellerDesk reads")
    }

    /// The message's own id, for what can't be read otherwise.
    pub fn sent_id(&self) -> Option<String> {
        given(own_id(&self.root, "message_id"))
    }

    /// When it happened, as the first of some fields that can be believed says.
    pub fn at(&self, names: &[&'static str]) -> Instant {
        let believed = |at: &Instant| *at <= self.received_at.saturating_add(FUTURE_MS_MAX);
        let times = names.iter().filter_map(|name| given(self.root.instant(name)));
        times.into_iter().find(believed).unwrap_or(self.received_at)
    }

    /// An event on a conversation.
    pub fn event(&self, id: String, thread: String, at: Instant, happening: Happening) -> Event {
        Event { id, thread, at, buyer: None, order_id: None, product_id: None, site: None, happening }
    }
}

/// A field that is decoration: what can't be read is left out.
pub fn given<T>(field: Result<Option<T>, Error>) -> Option<T> {
    field.ok().flatten()
}

/// An id of OZON's.
pub fn own_id(fields: &Fields<'_>, name: &'static str) -> Result<Option<String>, Error> {
    match fields.id(name)? {
        Some(id) if id.len() > OWN_ID_BYTES_MAX => Err(fields.wrong(name, "is too long for an id of OZON's")),
        id => Ok(id),
    }
}

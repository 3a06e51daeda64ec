//! An authentic delivery: `{"scope", "store_id", "producer", "hash", "created_at", "data": {"type", "id", ...}}`.

use sellerdesk_adapter::json::{self, Fields};
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::standard_webhooks::{self, Delivery};
use sellerdesk_adapter::{Error, Request, time};
use sellerdesk_canonical::{Event, Happening, Instant};
use serde_json::Value;

/// The API's host; the store's hash follows.
pub const OWN_BASE: &str = "https://api.bigcommerce.com";

/// What stands before the store's hash in `producer`.
const PRODUCER_PREFIX: &str = "stores/";
/// Longest store hash, in bytes; they have about ten.
const STORE_BYTES_MAX: usize = 40;
/// Longest scope and hash, in bytes.
const NAME_BYTES_MAX: usize = 100;
/// Digits of an id.
const ID_DIGITS_MAX: usize = 20;
/// Seconds to milliseconds.
const MS_PER_S: i64 = 1_000;

/// What all events of one delivery share.
pub struct Context<'delivery> {
    /// The request as received.
    pub request: &'delivery Request,
    /// `store/order/message/created`.
    pub scope: String,
    /// The store's hash, as URLs have it.
    pub store: String,
    /// What it is about.
    pub data: Fields<'delivery>,
    /// The same each time that the same thing is told.
    pub hash: String,
    /// When it happened.
    pub at: Instant,
}

/// Verifies the signature; gives the store that the settings name too.
pub fn authenticate(request: &Request) -> Result<(Delivery<'_>, Option<String>), Error> {
    let settings = Settings::parse(&request.settings)?;
    let secrets = settings.secrets()?;
    let store = settings.text("store_hash")?;
    if store.is_some_and(|store| !is_store(store)) {
        return Err(store_wrong());
    }
    Ok((standard_webhooks::verify_keys(request, &secrets)?, store.map(str::to_owned)))
}

/// The body, parsed.
pub fn parse(body: &[u8], bytes_max: usize) -> Result<Value, Error> {
    json::parse(body, bytes_max)
}

impl<'delivery> Context<'delivery> {
    /// Reads what every delivery has.
    pub fn read(request: &'delivery Request, delivery: &Delivery<'_>, body: &'delivery Value) -> Result<Self, Error> {
        let payload = Fields::root(body)?;
        let scope = payload.required("scope", Fields::text)?;
        if !is_name(scope) {
            return Err(payload.wrong("scope", "is not a scope"));
        }
        let producer = payload.required("producer", Fields::text)?;
        let store = producer.strip_prefix(PRODUCER_PREFIX).filter(|store| is_store(store));
        let hash = given(payload.text("hash")).filter(|hash| is_name(hash)).unwrap_or(delivery.id);
        let created_at = given(payload.whole("created_at")).and_then(|at| i64::try_from(at).ok());
        let at = created_at.and_then(|at| at.checked_mul(MS_PER_S)).and_then(time::plausible);
        Ok(Self {
            request,
            scope: scope.to_owned(),
            store: store.ok_or_else(|| payload.wrong("producer", "is not a store"))?.to_owned(),
            data: payload.required("data", Fields::object)?,
            hash: hash.to_owned(),
            at: at.unwrap_or(request.received_at),
        })
    }

    /// The order: the thing itself, or what it belongs to.
    pub fn order(&self) -> Result<Option<String>, Error> {
        if self.scope.starts_with("store/order/") {
            return number(&self.data, "id");
        }
        Ok(given(number(&self.data, "orderId")).or_else(|| given(number(&self.data, "order_id"))))
    }

    /// An event of an order, or of a thread of its own where there is none.
    pub fn event(&self, id: String, order: Option<&str>, happening: Happening) -> Event {
        Event {
            id,
            thread: order.map_or_else(|| format!("topic:{}", self.scope), |order| format!("order:{order}")),
            at: self.at,
            buyer: None,
            order_id: order.map(str::to_owned),
            product_id: None,
            site: None,
            happening,
        }
    }
}

/// The store's own part of the API.
pub fn store_base(base: &str, store: &str) -> String {
    format!("{base}/stores/{store}")
}

/// A field that is decoration: what can't be read is left out.
pub fn given<T>(field: Result<Option<T>, Error>) -> Option<T> {
    field.ok().flatten()
}

/// An id: digits.
pub fn number(fields: &Fields<'_>, name: &'static str) -> Result<Option<String>, Error> {
    match fields.id(name)? {
        Some(id) if !is_number(&id) => Err(fields.wrong(name, "is not a number")),
        id => Ok(id),
    }
}

/// Whether a text is an id.
pub fn is_number(text: &str) -> bool {
    (1..=ID_DIGITS_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text can be a store's hash.
pub fn is_store(text: &str) -> bool {
    (1..=STORE_BYTES_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The setting `store_hash` is no store's.
pub fn store_wrong() -> Error {
    Error::Settings { key: "store_hash".to_owned(), problem: "must be the letters and digits of a store's hash" }
}

fn is_name(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/_-.".contains(&byte);
    (1..=NAME_BYTES_MAX).contains(&text.len()) && text.bytes().all(plain)
}

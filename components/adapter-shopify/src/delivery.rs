//! What the headers say. They are not signed: nothing here is trusted with more than naming things.
//!
//! Shopify has two families, `X-Shopify-Topic` and the newer `shopify-topic`; where both are there the newer
//! one counts. The newer family names a resource and an action (`Order`, `update`), the older one both in one
//! (`orders/updated`).

use sellerdesk_adapter::signature::encode_hex;
use sellerdesk_adapter::{Error, Request, header, time};
use sellerdesk_canonical::Instant;
use sha2::{Digest, Sha256};
use std::borrow::Cow;

/// A header's name in both families, the newer one first.
type Family = [&'static str; 2];

/// Which shop it is about.
pub const SHOP: Family = ["shopify-shop-domain", "x-shopify-shop-domain"];
const TOPIC: Family = ["shopify-topic", "x-shopify-topic"];
const EVENT_ID: Family = ["shopify-event-id", "x-shopify-event-id"];
const WEBHOOK_ID: Family = ["shopify-webhook-id", "x-shopify-webhook-id"];
const TRIGGERED_AT: Family = ["shopify-triggered-at", "x-shopify-triggered-at"];
const ACTION: &str = "shopify-action";

/// Longest topic, in bytes.
const TOPIC_BYTES_MAX: usize = 100;
/// Longest event, webhook or shop name from a header that is used, in bytes.
const NAME_BYTES_MAX: usize = 100;

/// A delivery's headers.
#[derive(Clone, Debug)]
pub struct Delivery<'request> {
    /// In lower case, resource and verb with a slash between: `orders/create`.
    pub topic: String,
    /// The same for every attempt: the event's id, the webhook's, or else the body's digest.
    pub id: Cow<'request, str>,
    /// When Shopify says it happened, where that can be read.
    pub triggered_at: Option<Instant>,
    /// The shop's domain, in lower case.
    pub shop: Option<String>,
}

impl<'request> Delivery<'request> {
    /// Reads the headers; the topic is the only one that has to be there.
    pub fn read(request: &'request Request) -> Result<Self, Error> {
        let digest = || format!("sha256-{}", encode_hex(&Sha256::digest(&request.body)));
        Ok(Self {
            topic: read_topic(request)?,
            id: names(request).next().map_or_else(|| Cow::Owned(digest()), Cow::Borrowed),
            triggered_at: either(request, TRIGGERED_AT)?.and_then(time::parse_rfc3339),
            shop: either(request, SHOP)?.filter(|shop| is_name(shop)).map(str::to_ascii_lowercase),
        })
    }
}

/// The id that was sent with the delivery, for what can't be read otherwise.
pub fn sent_id(request: &Request) -> Option<String> {
    names(request).next().map(str::to_owned)
}

/// A header in the newer family, or else in the older one; empty ones don't count.
///
/// # Errors
///
/// [`Error::HeaderRepeated`] for a header with several values.
pub fn either(request: &Request, family: Family) -> Result<Option<&str>, Error> {
    let [newer, older] = family.map(|name| header::optional(request, name));
    let filled = |value: &&str| !value.is_empty();
    Ok(newer?.filter(filled).or(older?.filter(filled)))
}

/// The usable ids, the best first.
fn names(request: &Request) -> impl Iterator<Item = &str> {
    [EVENT_ID, WEBHOOK_ID]
        .into_iter()
        .filter_map(|family| either(request, family).ok().flatten())
        .filter(|name| is_name(name))
}

fn is_name(text: &str) -> bool {
    (1..=NAME_BYTES_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn read_topic(request: &Request) -> Result<String, Error> {
    let resource = either(request, TOPIC)?.ok_or(Error::HeaderMissing(TOPIC[1]))?;
    let topic = match header::optional(request, ACTION)? {
        Some(action) if !resource.contains('/') => format!("{resource}/{action}"),
        _ => resource.to_owned(),
    };
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/_.-".contains(&byte);
    if topic.len() > TOPIC_BYTES_MAX || !topic.bytes().all(plain) {
        return Err(Error::HeaderInvalid { name: TOPIC[1], expected: "a topic" });
    }
    Ok(topic.to_ascii_lowercase())
}

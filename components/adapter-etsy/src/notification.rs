//! A notification: `{"event_type": "order.paid", "resource_url": ".../shops/12345/receipts/54321", "shop_id": 42}`.

use sellerdesk_adapter::json::{self, Fields};
use sellerdesk_adapter::standard_webhooks::Delivery;
use sellerdesk_adapter::{Error, text};
use sellerdesk_canonical::{Event, Happening, Instant, OrderChange};

/// Digits of a receipt's number; they have about ten.
const RECEIPT_DIGITS_MAX: usize = 20;
/// What stands before the word of an order's event.
const ORDER_PREFIX: &str = "order.";
/// What stands before the receipt's number in `resource_url`.
const RECEIPTS: &str = "/receipts/";

/// What of an account's settings a notification is read with.
#[derive(Clone, Debug)]
pub struct Account {
    /// The shop that the account is about; `None` takes every shop's.
    pub shop_id: Option<String>,
}

/// The events of an authentic body: one, or none where it is about another shop.
pub fn read(body: &[u8], bytes_max: usize, delivery: &Delivery<'_>, account: &Account) -> Result<Vec<Event>, Error> {
    let body = json::parse(body, bytes_max)?;
    let payload = Fields::root(&body)?;
    let shop = match &account.shop_id {
        Some(own) => Some(payload.required("shop_id", Fields::id)?).filter(|shop| shop == own),
        None => payload.id("shop_id").unwrap_or_default(),
    };
    if account.shop_id.is_some() && shop.is_none() {
        return Ok(Vec::new());
    }
    let kind = payload.required("event_type", Fields::line)?;
    let receipt = payload.required("resource_url", |payload, name| match payload.text(name)? {
        Some(url) => receipt_id(url).map(Some).ok_or_else(|| payload.wrong(name, "names no receipt")),
        None => Ok(None),
    })?;
    let change = OrderChange {
        status: status(&kind),
        detail: shop.map(|shop| text::line(&format!("receipt {receipt} of shop {shop}"))),
        total: None,
    };
    Ok(vec![Event {
        id: delivery.id.to_owned(),
        thread: format!("order:{receipt}"),
        at: at(delivery),
        buyer: None,
        order_id: Some(receipt),
        product_id: None,
        site: None,
        happening: Happening::Order(change),
    }])
}

/// `order.paid` is `paid`; `order.something_new` is `something new`.
fn status(kind: &str) -> String {
    let word = kind.strip_prefix(ORDER_PREFIX).filter(|word| !word.is_empty()).unwrap_or(kind);
    word.replace('_', " ")
}

/// The number after the last `/receipts/`.
fn receipt_id(url: &str) -> Option<String> {
    let (_, rest) = url.rsplit_once(RECEIPTS)?;
    let digits = rest.split(['?', '#', '/']).next().unwrap_or_default();
    let plausible =
        (1..=RECEIPT_DIGITS_MAX).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    plausible.then(|| digits.to_owned())
}

/// The attempt's time: verified to be near the time of arrival, so it is within range.
fn at(delivery: &Delivery<'_>) -> Instant {
    delivery.timestamp_s.saturating_mul(1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn receipts_are_found_in_every_form_of_the_url() {
        for url in [
            "https://openapi.etsy.com/v3/application/shops/12345/receipts/54321",
            "https://api.etsy.com/v3/application/shops/12345/receipts/54321?includes=Transactions",
            "https://openapi.etsy.com/v3/application/shops/12345/receipts/54321/",
        ] {
            assert_eq!(receipt_id(url).as_deref(), Some("54321"), "{url}");
        }
        let long = format!("/receipts/{}", "1".repeat(RECEIPT_DIGITS_MAX + 1));
        for url in ["", "/receipts/", "/receipts/abc", "/receipts/../1", "/listings/1", "/receipts/1%32", &long] {
            assert_eq!(receipt_id(url), None, "{url}");
        }
    }

    #[test]
    fn statuses_are_words() {
        assert_eq!(status("order.paid"), "paid");
        assert_eq!(status("order.partially_shipped"), "partially shipped");
        assert_eq!(status("order."), "order.");
        assert_eq!(status("listing.created"), "listing.created");
    }
}

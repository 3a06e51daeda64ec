//! The channel `shopify`: a topic in the headers, a resource in the body, an HMAC over the raw body.

use crate::{Account, Delivery, time};
use sellerdesk_adapter::signing;
use serde_json::{Value, json};

/// The shop that test and demo accounts are for.
pub const SHOP: &str = "sellerdesk-demo.myshopify.com";

/// What a delivery is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Topic<'a> {
    /// `disputes/create`, `orders/create`, ...
    pub name: &'a str,
    /// The id that stays the same over every attempt.
    pub event_id: &'a str,
    /// When it happened, in milliseconds since the epoch; Shopify does not sign it.
    pub at: i64,
}

/// A delivery with the headers that Shopify has always sent (`X-Shopify-...`).
pub fn deliver(account: &Account, topic: Topic<'_>, body: impl Into<Vec<u8>>) -> Delivery {
    let body = body.into();
    let signature = signing::shopify(&account.secret, &body);
    Delivery::post("shopify", &account.name, "application/json", body, topic.at)
        .with_header("x-shopify-topic", topic.name)
        .with_header("x-shopify-shop-domain", SHOP)
        .with_header("x-shopify-api-version", "2026-10")
        .with_header("x-shopify-event-id", topic.event_id)
        .with_header("x-shopify-webhook-id", &format!("wh-{}", topic.event_id))
        .with_header("x-shopify-triggered-at", &time::rfc3339(topic.at))
        .with_header("x-shopify-hmac-sha256", &signature)
}

/// A delivery with the newer family of headers (`shopify-...`).
pub fn deliver_newer(account: &Account, topic: Topic<'_>, body: impl Into<Vec<u8>>) -> Delivery {
    let mut delivery = deliver(account, topic, body);
    for (name, _) in &mut delivery.headers {
        if let Some(newer) = name.strip_prefix("x-") {
            *name = newer.to_owned();
        }
    }
    delivery
}

/// The body of `disputes/create`: a chargeback of one order's payment.
pub fn chargeback(dispute_id: u64, order_id: u64, amount: &str, currency: &str, at: i64, due_at: i64) -> Value {
    json!({
        "id": dispute_id, "order_id": order_id, "type": "chargeback", "amount": amount, "currency": currency,
        "reason": "product_not_received", "network_reason_code": "13.1", "status": "needs_response",
        "evidence_due_by": time::rfc3339(due_at), "evidence_sent_on": null, "finalized_on": null,
        "initiated_at": time::rfc3339(at),
    })
}

/// The body of `orders/...`.
pub fn order(order_id: u64, name: &str, at: i64) -> Value {
    json!({
        "id": order_id, "admin_graphql_api_id": format!("gid://shopify/Order/{order_id}"), "name": name,
        "created_at": time::rfc3339(at), "updated_at": time::rfc3339(at), "currency": "EUR",
        "financial_status": "paid", "fulfillment_status": null, "cancel_reason": null, "note": null,
        "source_name": "web", "test": false, "total_price": "59.90", "user_id": null,
    })
}

/// The body of `returns/request`.
pub fn return_request(return_id: u64, order_id: u64, reason: &str, note: &str) -> Value {
    json!({
        "id": return_id, "admin_graphql_api_id": format!("gid://shopify/Return/{return_id}"),
        "name": "#R1", "status": "requested",
        "order": {"id": order_id, "admin_graphql_api_id": format!("gid://shopify/Order/{order_id}")},
        "return_line_items": [{"id": 1, "quantity": 1, "return_reason": reason, "customer_note": note}],
        "total_return_line_items": 1,
    })
}

/// The body of `refunds/create`: all of it went back to the card.
pub fn refund(refund_id: u64, order_id: u64, amount: &str, currency: &str, note: &str, at: i64) -> Value {
    json!({
        "id": refund_id, "order_id": order_id, "created_at": time::rfc3339(at), "processed_at": time::rfc3339(at),
        "note": note, "restock": false, "refund_line_items": [],
        "transactions": [{"kind": "refund", "status": "success", "amount": amount, "currency": currency}],
    })
}

//! The channel `woocommerce`: an order, and what its customer typed at the checkout.

use crate::{Account, Delivery};
use chrono::DateTime;
use sellerdesk_adapter::signing;
use serde_json::{Value, json};

/// The body of `order.created` and `order.updated`.
pub fn order(number: u64, buyer: &str, status: &str, note: &str, at: i64) -> Value {
    let (first, last) = buyer.split_once(' ').unwrap_or((buyer, ""));
    let at = DateTime::from_timestamp_millis(at).unwrap_or_default().format("%Y-%m-%dT%H:%M:%S").to_string();
    json!({
        "id": number, "parent_id": 0, "number": number.to_string(), "created_via": "checkout",
        "status": status, "currency": "EUR", "date_created": at, "date_created_gmt": at, "date_modified": at,
        "date_modified_gmt": at, "total": "29.35", "customer_id": number, "customer_note": note,
        "billing": {"first_name": first, "last_name": last, "email": format!("customer-{number}@mail.example")},
        "payment_method_title": "Card", "line_items": [{"id": 315, "name": "Cup", "quantity": 1}],
        "refunds": [],
    })
}

/// A delivery of `topic`, such as `order.created`.
pub fn deliver(account: &Account, topic: &str, id: &str, at: i64, body: &Value) -> Delivery {
    let body = body.to_string().into_bytes();
    let signature = signing::woocommerce(&account.secret, &body);
    let (resource, event) = topic.split_once('.').unwrap_or((topic, ""));
    Delivery::post("woocommerce", &account.name, "application/json", body, at)
        .with_header("x-wc-webhook-source", "https://shop.example/")
        .with_header("x-wc-webhook-topic", topic)
        .with_header("x-wc-webhook-resource", resource)
        .with_header("x-wc-webhook-event", event)
        .with_header("x-wc-webhook-signature", &signature)
        .with_header("x-wc-webhook-id", "7")
        .with_header("x-wc-webhook-delivery-id", id)
}

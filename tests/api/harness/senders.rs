//! Webhooks for a desk's accounts, dated and signed now.

use super::{TestApp, now_ms};
use sellerdesk_tests::Delivery;
use sellerdesk_tests::webhook::amazon::{self, Mail};
use sellerdesk_tests::webhook::shopify::{self, Topic};
use sellerdesk_tests::webhook::standard::{self, Event};
use serde_json::Value;

impl TestApp {
    /// An event of the channel `standard`, under a `webhook-id`.
    pub fn standard(&self, id: &str, event: &Event) -> Delivery {
        standard::deliver_event(&self.accounts().standard, id, now_ms(), event).unwrap()
    }

    /// Any body on the channel `standard`, properly signed.
    pub fn standard_body(&self, id: &str, body: impl Into<Vec<u8>>) -> Delivery {
        standard::deliver(&self.accounts().standard, id, now_ms(), body).unwrap()
    }

    /// A Shopify topic.
    pub fn shopify(&self, name: &str, event_id: &str, at: i64, body: &Value) -> Delivery {
        shopify::deliver(&self.accounts().shopify, Topic { name, event_id, at }, body.to_string())
    }

    /// A mail at Mailgun's route.
    pub fn amazon(&self, mail: &Mail) -> Delivery {
        amazon::deliver(&self.accounts().amazon, mail, now_ms())
    }

    /// A buyer's first message about an order of its own: the delivery and the order's number.
    pub fn buyer_message(&self, text: &str) -> (Delivery, String) {
        let order = super::fresh_number().to_string();
        let event = Event::from_buyer(now_ms(), &order, text);
        (self.standard(&format!("msg_{order}"), &event), order)
    }
}

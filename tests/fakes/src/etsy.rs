//! The fake of `etsy`: orders only. Etsy tells of no messages and takes none.
//!
//! Source: developers.etsy.com, "Webhooks", and Standard Webhooks 1.0.0 for the signature.

use crate::crypto::standard_webhook;
use crate::{Call, Marketplace, Story, Told, World, json_response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sellerdesk_adapter::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

/// The endpoint's signing secret.
const SECRET: &str = "whsec_ZXRzeS1mYWtlLXNpZ25pbmctc2VjcmV0LTAx";
/// The shop.
const SHOP_ID: u64 = 424_242;

/// The marketplace.
#[derive(Clone, Copy, Debug)]
pub struct Etsy;

impl Etsy {
    /// The webhook that tells that an order was paid.
    pub fn order_paid(&self, story: &Story, endpoint: &str) -> HttpRequest {
        let receipt = story.number;
        let body = json!({
            "event_type": "order.paid",
            "resource_url": format!("https://openapi.etsy.com/v3/application/shops/{SHOP_ID}/receipts/{receipt}"),
            "shop_id": SHOP_ID,
        });
        let key = STANDARD.decode(SECRET.trim_start_matches("whsec_")).unwrap_or_default();
        standard_webhook(&key, endpoint, &format!("msg_{receipt}"), story.at / 1_000, &body)
    }
}

impl Marketplace for Etsy {
    fn channel(&self) -> &'static str {
        "etsy"
    }

    fn webhook_settings(&self) -> Value {
        json!({"secret": SECRET, "shop_id": SHOP_ID.to_string()})
    }

    fn api_settings(&self) -> Value {
        json!({})
    }

    fn tell(&self, _world: &mut World, _story: &Story, _told: Told, _endpoint: &str) -> Option<HttpRequest> {
        None
    }

    fn answer(&self, _world: &mut World, _call: &Call) -> HttpResponse {
        json_response(404, &json!({"error": "Resource not found"}))
    }
}

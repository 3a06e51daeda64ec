//! Stories in a Shopify shop.

use super::story::{Moment, Story, What, hours_ms};
use crate::webhook::shopify::{self, Topic};
use crate::{Account, Delivery};
use serde_json::{Value, json};

/// Added to the ids made from day and story: Shopify's have 13 digits and more.
const ID_BASE: i64 = 5_000_000_000_000;
/// Stories that one day's ids have room for.
const STORIES_PER_DAY: i64 = 1_000;

/// The webhook of one step; `None` for a kind that Shopify does not send.
pub(super) fn deliver(account: &Account, story: &Story, moment: &Moment, what: &What) -> Option<Delivery> {
    let at = moment.at;
    let number = i64::try_from(moment.number).ok()?;
    let order_id = u64::try_from(ID_BASE + moment.day * STORIES_PER_DAY + number).ok()?;
    let case_id = order_id + 1_000_000_000_000;
    let (topic, body) = match what {
        What::Order { status, note, .. } => {
            let mut body = shopify::order(order_id, &format!("#{}", 1_000 + number), at);
            set(&mut body, "note", json!(note));
            (format!("orders/{status}"), body)
        }
        What::Dispute { amount, currency, due_in_hours } => {
            let due_at = moment.now_ms + hours_ms(*due_in_hours);
            ("disputes/create".to_owned(), shopify::chargeback(case_id, order_id, amount, currency, at, due_at))
        }
        What::Return { reason: Some(reason), text, .. } => {
            ("returns/request".to_owned(), shopify::return_request(case_id, order_id, reason, text))
        }
        What::Refund { amount: Some(amount), currency: Some(currency), text, .. } => {
            ("refunds/create".to_owned(), shopify::refund(case_id, order_id, amount, currency, text, at))
        }
        _ => return None,
    };
    let mut body = body;
    set(&mut body, "customer", customer(order_id, &story.buyer));
    let topic = Topic { name: &topic, event_id: &moment.id, at };
    Some(shopify::deliver(account, topic, body.to_string()))
}

fn customer(order_id: u64, name: &str) -> Value {
    let (first, last) = name.split_once(' ').unwrap_or((name, ""));
    json!({"id": order_id + 2_000_000_000_000, "first_name": first, "last_name": last})
}

fn set(body: &mut Value, field: &str, value: Value) {
    if let Some(fields) = body.as_object_mut() {
        fields.insert(field.to_owned(), value);
    }
}

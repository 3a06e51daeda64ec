//! The channel `shopify`: order, refund, return, dispute and compliance webhooks of one Shopify shop.
//!
//! Source: shopify.dev, "Webhooks" and "Privacy law compliance"; shopify-app-js for the two header families.
//!
//! Settings: `{"secret": "...", "previous_secret": null, "shop": "example.myshopify.com"}`. `secret` is the
//! app's client secret; `previous_secret` helps over a rotation; with `shop` set, deliveries that name another
//! shop are refused, because one app's secret signs for every shop it is installed in.
//!
//! - **Topics.** Those in `read_events` are understood; of `customers/...` only the compliance topics make events.
//!   Any other authentic JSON object becomes a change of status on its order's conversation, or on one named after
//!   the topic: dropping it would lose it without a trace, and an operator who sees it can end the subscription.
//!   Only what can't be read at all (no JSON object, no topic, a missing id) is unreadable, which is kept for people.
//! - **What must be readable** are the ids. Amounts, reasons, names and dates that can't be read are left out:
//!   a chargeback must not wait in quarantine for its decoration.
//! - **Threads.** Returns, refunds, disputes and changes of an order share the order's conversation,
//!   `order:<id>`. Two topics (`returns/update`, disputes of no order) don't say which order: they are on
//!   `return:<id>` and `dispute:<id>`.
//! - **Event ids** are topic, delivery and the thing's id. Shopify's event id stands for one action of a person
//!   and spans topics, and an action on many orders may share it.
//! - **Time.** No time is signed, so nothing is stale; `Triggered-At`, then the payload's own times, then the
//!   time of arrival say when it happened.
//! - **Order notes.** The `note` of `orders/create` is what the buyer typed at the checkout, a message, unless
//!   the order was made by staff (point of sale, draft order, a `user_id`). Later notes are the staff's.
//!
//! Answers are 200 with no body. Shopify ends a subscription after 8 failed deliveries in a row.

mod app;
mod delivery;
mod dispute;
mod event;
mod fulfillment;
mod order;
mod other;
mod privacy;
mod refund;
mod returns;
mod signature;

use delivery::Delivery;
use event::Context;
use sellerdesk_adapter::json::{self, Fields};
use sellerdesk_adapter::{Adapter, Answer, Description, Error, Evidence, Reason, Received, Request};
use sellerdesk_canonical::Event;

/// Largest body, in bytes: an order of many hundred lines.
const BODY_BYTES_MAX: u32 = 4 * 1024 * 1024;
/// Any 2xx acknowledges; this is the one the documentation names.
const STATUS_ACCEPTED: u16 = 200;

/// The channel `shopify`.
#[derive(Clone, Copy, Debug)]
pub struct Shopify;

impl Adapter for Shopify {
    const DESCRIPTION: Description = Description { channel: "shopify", body_bytes_max: BODY_BYTES_MAX };

    fn receive(request: &Request, _evidence: &[Evidence]) -> Received {
        if request.method != "POST" {
            return Received::rejected(Reason::MethodWrong, "only POST is taken");
        }
        if let Err(error) = signature::verify(request) {
            return error.into();
        }
        let answer = Answer::empty(STATUS_ACCEPTED);
        match Delivery::read(request).and_then(|delivery| read_events(request, &delivery)) {
            Ok(events) => Received::accepted(events, answer),
            Err(error) => Received::unreadable(delivery::sent_id(request), error.to_string(), answer),
        }
    }
}

/// The events of an authentic delivery.
fn read_events(request: &Request, delivery: &Delivery<'_>) -> Result<Vec<Event>, Error> {
    let body = json::parse(&request.body, BODY_BYTES_MAX as usize)?;
    let payload = Fields::root(&body)?;
    let context = Context::new(delivery, &payload, request.received_at);
    match delivery.topic.split_once('/') {
        Some(("disputes", verb)) => dispute::read(&context, &payload, verb),
        Some(("refunds", "create")) => refund::read(&context, &payload),
        Some(("returns", verb)) => returns::read(&context, &payload, verb),
        Some(("orders", "risk_assessment_changed")) => order::read_assessment(&context, &payload),
        Some(("orders", verb)) => order::read(&context, &payload, verb),
        Some(("customers", "data_request")) => privacy::read_data_request(&context, &payload),
        Some(("customers", "redact")) => privacy::read_customer_redact(&context, &payload),
        Some(("shop", "redact")) => privacy::read_shop_redact(&context, &payload),
        Some(("fulfillments" | "fulfillment_events", _)) => fulfillment::read(&context, &payload),
        // A customer's record changed: it asks for nothing and is on no conversation.
        Some(("customers", _)) => Ok(Vec::new()),
        Some(("app", "uninstalled")) => app::read_uninstalled(&context, &payload),
        _ => other::read(&context, &payload),
    }
}

sellerdesk_contract::export_adapter!(Shopify);

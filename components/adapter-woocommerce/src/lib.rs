//! The channel `woocommerce`: order webhooks of one WooCommerce shop, and replies as notes to the customer.
//!
//! Sources: woocommerce/woocommerce `class-wc-webhook.php`, and the WooCommerce REST API documentation, v3.
//!
//! - **Webhook settings:** `{"secret": "...", "previous_secret": null}`: the secret of the shop's webhook.
//! - **API settings:** `{"url": "https://shop.example", "consumer_key": "ck_...", "consumer_secret": "cs_...",
//!   "rest_path": "/wp-json/wc/v3"}`. `rest_path` is optional and only differs where a shop has moved it.
//! - **What buyers write.** WooCommerce has no messages. What a buyer types at the checkout (`customer_note` of
//!   `order.created`) is a message, unless the order was entered by staff. Later notes are not the buyer's.
//! - **Replies** are order notes that WooCommerce mails to the buyer. What the buyer answers to that mail goes to the
//!   shop's mailbox. Notes aren't announced by webhooks, so there are no echoes.
//! - **Threads** are `order:<id>`. Topics of no order are on `topic:<topic>`.
//! - **Event ids** are topic, id and the time of the change: a delivery's own id is new for each. A refund is on every
//!   later delivery of its order too, so its event is named after the refund alone.
//! - **Time** is the shop's `date_created_gmt` and `date_modified_gmt`. No time is signed, so nothing is stale.
//! - **Never sent twice.** WooCommerce doesn't try again, and ends a webhook after five failures in a row.
//!
//! Unverified: the body of the customer note, that its text is read as HTML, and that there is no limit on its length.
//!
//! Answers are 200 with no body, also for the unsigned ping that a new webhook begins with.

mod delivery;
mod event;
mod order;
mod refund;
mod reply;

use sellerdesk_adapter::json::{self, Fields};
use sellerdesk_adapter::{
    Adapter, Answer, ApiAccount, Description, Error, Evidence, HttpRequest, HttpResponse, Outcome, Reason, Received,
    Refusal, Reply, ReplyApi, ReplyLimits, Request,
};
use sellerdesk_canonical::Event;

/// Largest body, in bytes: an order of many hundred lines with the fields that plugins add.
const BODY_BYTES_MAX: u32 = 4 * 1024 * 1024;
/// What a ping has to be answered with; any status to 302 acknowledges the rest.
const STATUS_ACCEPTED: u16 = 200;
/// Replies of one account in a minute. WooCommerce names no limit; each makes the shop send a mail.
const REPLIES_PER_MINUTE_MAX: u32 = 60;

/// The channel `woocommerce`.
#[derive(Clone, Copy, Debug)]
pub struct Woocommerce;

impl Adapter for Woocommerce {
    const DESCRIPTION: Description = Description { channel: "woocommerce", body_bytes_max: BODY_BYTES_MAX };

    fn receive(request: &Request, _evidence: &[Evidence]) -> Received {
        let answer = Answer::empty(STATUS_ACCEPTED);
        if request.method != "POST" {
            return Received::rejected(Reason::MethodWrong, "only POST is taken");
        }
        if delivery::is_ping(request) {
            return Received::Handshake(answer);
        }
        if let Err(error) = delivery::verify(request) {
            return error.into();
        }
        match read_events(request) {
            Ok(events) => Received::accepted(events, answer),
            Err(error) => Received::unreadable(delivery::sent_id(request), error.to_string(), answer),
        }
    }
}

/// The events of an authentic delivery.
fn read_events(request: &Request) -> Result<Vec<Event>, Error> {
    let topic = delivery::topic(request)?;
    let body = json::parse(&request.body, BODY_BYTES_MAX as usize)?;
    let payload = Fields::root(&body)?;
    match topic.split_once('.') {
        Some(("order", verb)) => order::read(request, &payload, &topic, verb),
        _ => event::other(request, &payload, &topic),
    }
}

impl ReplyApi for Woocommerce {
    const LIMITS: ReplyLimits = ReplyLimits {
        text_chars_max: reply::TEXT_CHARS_MAX as u32,
        per_minute_max: REPLIES_PER_MINUTE_MAX,
        is_idempotent: false,
    };

    fn compose(account: &ApiAccount, reply: &Reply) -> Result<HttpRequest, Refusal> {
        reply::compose(account, reply)
    }

    fn interpret(_account: &ApiAccount, _reply: &Reply, response: &HttpResponse) -> Outcome {
        reply::interpret(response)
    }
}

sellerdesk_contract::export_channel!(Woocommerce);

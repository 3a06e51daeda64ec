//! The channel `bigcommerce`: order messages, statuses and refunds of one BigCommerce store.
//!
//! Sources: bigcommerce/docs, "Webhooks overview" (April 2026), the webhook callbacks, and the v2 Orders API.
//!
//! - **Webhook settings:** `{"secret": "...", "previous_secret": null, "store_hash": "abc123"}`. `secret` is the app's
//!   client secret; its bytes as they stand are the key. One app's secret signs for every store it is installed in:
//!   with `store_hash` set, another store's deliveries are acknowledged and left alone, for that store's account hears
//!   of them too, and BigCommerce blocks a host that refuses more than a tenth.
//! - **API settings:** `{"store_hash": "abc123", "access_token": "...", "reply_path": "/v2/orders/{order}/messages"}`.
//! - **Deliveries are thin.** A message's says its number only; the messages of its order are fetched
//!   (`GET /v2/orders/<id>/messages`, `X-Auth-Token`), and the one that was announced is taken.
//! - **Authors.** A message with a `staff_id`, or of type `admin`, is the shop's own: echoes of replies among them.
//! - **Threads** are `order:<id>`; topics of no order are on `topic:<scope>`.
//! - **Event ids** are `message:<number>` and `refund:<number>`; else scope and `hash`, the same for each firing.
//! - **Time** is the message's `date_created`, else the delivery's `created_at`.
//!
//! Unverified: sending. The documentation lists messages but has no call that makes one, and the official clients
//! switch it off; `reply_path` is where a store may take it. A store that doesn't answers 404 or 405, which fails the
//! reply for good and says so: answer in the control panel or by mail there. Also unverified: `type` of a buyer's
//! message, that a reply through the API is announced like one from the control panel, and that every attempt at a
//! delivery is signed anew (Standard Webhooks 1.0.0 says so; otherwise those after five minutes are refused as stale).
//!
//! Answers are 200 with no body.

mod context;
mod event;
mod message;
mod refund;
mod reply;
mod status;

use context::Context;
use sellerdesk_adapter::{
    Adapter, Answer, ApiAccount, Description, Evidence, HttpRequest, HttpResponse, Outcome, Reason, Received, Refusal,
    Reply, ReplyApi, ReplyLimits, Request,
};

/// Largest body, in bytes: a delivery has about 300.
const BODY_BYTES_MAX: u32 = 64 * 1024;
/// Any 2xx acknowledges.
const STATUS_ACCEPTED: u16 = 200;
/// Replies of one account in a minute, well below the 150 calls in 30 s that the smallest plan has.
const REPLIES_PER_MINUTE_MAX: u32 = 60;

/// The channel `bigcommerce`.
#[derive(Clone, Copy, Debug)]
pub struct Bigcommerce;

impl Adapter for Bigcommerce {
    const DESCRIPTION: Description = Description { channel: "bigcommerce", body_bytes_max: BODY_BYTES_MAX };

    fn receive(request: &Request, evidence: &[Evidence]) -> Received {
        if request.method != "POST" {
            return Received::rejected(Reason::MethodWrong, "only POST is taken");
        }
        let (delivery, store) = match context::authenticate(request) {
            Ok(authentic) => authentic,
            Err(error) => return error.into(),
        };
        let answer = Answer::empty(STATUS_ACCEPTED);
        let judged = context::parse(&request.body, BODY_BYTES_MAX as usize).and_then(|body| {
            let context = Context::read(request, &delivery, &body)?;
            if store.is_some_and(|store| store != context.store) {
                return Ok(Received::accepted(Vec::new(), answer.clone()));
            }
            event::judge(&context, evidence, &answer)
        });
        judged.unwrap_or_else(|error| Received::unreadable(Some(delivery.id.to_owned()), error.to_string(), answer))
    }
}

impl ReplyApi for Bigcommerce {
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

    fn fetch(account: &ApiAccount, url: &str) -> Result<HttpRequest, Refusal> {
        reply::fetch(account, url)
    }
}

sellerdesk_contract::export_channel!(Bigcommerce);

//! The channel `shein`: encrypted event callbacks of SHEIN's open platform. It is only listened to: no document shows
//! an API for buyers' messages.
//!
//! Sources: sheinsight/open-sdk-js (signature, decryption, published ciphertexts); open.sheincorp.com, "Event callback
//! guide" and "After-sales", as third parties quote them, for headers, event codes and fields.
//!
//! Settings: `{"app_id": "...", "secret": "...", "previous_secret": null, "open_key_id": null, "path": null,
//! "iv": "fixed", "tolerance_s": 300, "return_closed": []}`.
//!
//! - **Signature.** `x-lt-signature` is five letters, then base64 of the hexadecimal HMAC-SHA256 of `id&timestamp&path`
//!   under the secret with the five letters behind it. For callbacks the id is the app's (`app_id`, `x-lt-appid`) and the
//!   secret the app's; without `app_id` it is the seller's (`open_key_id`, `x-lt-openKeyId`, the seller's secret key).
//!   `path` is the callback's as SHEIN knows it, by default that of this endpoint.
//! - **The body is not signed**, only encrypted (AES-128-CBC without a check of its own). Letters and timestamp are
//!   therefore the replay key: one signature can't carry two bodies. Whatever fails between base64 and JSON has one
//!   wording and one answer, which is the answer to everything else too: who can't read the event learns nothing about
//!   the padding.
//! - **Sellers.** With both ids set, the callbacks of the app's other sellers are acknowledged and left alone.
//! - **Events.** Orders, returns and the end of an authorization are understood (`event.rs`); any other with an order's
//!   number is a change of that order. The rest is unreadable, which is kept for people.
//! - **Threads** are `order:<orderNo>`, and `return:<returnOrderNo>` for a return that names no order.
//! - **Event ids** are the event code, the order or return, and its time; where there is no time, the plaintext's digest.
//! - **Time** is the event's own in milliseconds, else `x-lt-timestamp`.
//!
//! Unverified: the form of callbacks (multipart, a form or JSON with `eventData`: all are taken), everything about
//! returns but the event's code, which statuses end a return (`return_closed`), the replay window (`tolerance_s`), and
//! that an address is checked by an empty unsigned request, which is answered and nothing more.
//!
//! Answers are 200 with no body; SHEIN takes any 2xx within 1.5 s.

mod authenticate;
mod cipher;
mod event;
mod fields;
mod payload;
mod risk;

use authenticate::Callback;
use sellerdesk_adapter::{Adapter, Answer, Description, Evidence, Reason, Received, Request};

/// Largest body, in bytes: what the SDK's users allow.
const BODY_BYTES_MAX: u32 = 1024 * 1024;
/// Any 2xx acknowledges.
const STATUS_ACCEPTED: u16 = 200;

/// The channel `shein`.
#[derive(Clone, Copy, Debug)]
pub struct Shein;

impl Adapter for Shein {
    const DESCRIPTION: Description = Description { channel: "shein", body_bytes_max: BODY_BYTES_MAX };

    fn receive(request: &Request, _evidence: &[Evidence]) -> Received {
        let answer = Answer::empty(STATUS_ACCEPTED);
        if request.method != "POST" {
            return Received::rejected(Reason::MethodWrong, "only POST is taken");
        }
        if authenticate::is_check(request) {
            return Received::Handshake(answer);
        }
        match authenticate::verify(request) {
            Ok(callback) => read(request, &callback, answer),
            Err(error) => error.into(),
        }
    }
}

/// What an authentic callback says.
fn read(request: &Request, callback: &Callback<'_>, answer: Answer) -> Received {
    if callback.is_another_sellers {
        return Received::accepted(Vec::new(), answer);
    }
    let events = payload::open(request, callback).and_then(|payload| event::read(callback, &payload));
    match events {
        Ok(events) => Received::Accepted(sellerdesk_adapter::Acceptance {
            events,
            answer,
            replay_key: Some(callback.replay_key.clone()),
        }),
        Err(error) => Received::unreadable(Some(callback.replay_key.clone()), error.to_string(), answer),
    }
}

sellerdesk_contract::export_adapter!(Shein);

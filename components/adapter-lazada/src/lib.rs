//! The channel `lazada`: pushes of the Lazada Push Mechanism (LPM), and replies through the IM API.
//!
//! Source: open.lazada.com, "Lazada Push Mechanism" and the "Webhook APIs" pages, "Lazada IM Open API", "Signature
//! algorithm", "Seller authorization introduction".
//!
//! Webhook settings: `{"app_key": "...", "secret": "<app secret>", "previous_secret": null, "seller_ids": ["..."]}`.
//! One app's pushes for all its sellers come to one address: with `seller_ids` set (a cross-border seller has one for
//! each country), what is for others is kept unread and acknowledged, since Lazada stops pushing where most fails.
//! `review_stars_max` (default 2) is the highest rating that counts as a bad review; with `fetch_reviews` set to true
//! a review is fetched for its rating.
//!
//! API settings: `{"app_key": "...", "app_secret": "...", "refresh_token": "...", "site": "SG",
//! "text_chars_max": 2000}`; `site` is where replies go whose conversation names none.
//!
//! - **Signature.** `Authorization` is hex HMAC-SHA256 of app key and raw body under the app secret. No time is
//!   signed, so nothing is stale.
//! - **Threads.** An IM session is its `session_id`; trade orders, reverse orders and reviews are `order:<id>`; the
//!   shop's own state is `account:<seller id>`. Only sessions can be answered.
//! - **Event ids.** A message is its `message_id`, which the API answers to a reply too. A message taken back is
//!   `recalled:<id>`, one that Lazada blocked `blocked:<id>`; orders are line and status, as Lazada advises.
//! - **Time.** Some pushes give milliseconds, some seconds: what is too small for milliseconds is seconds.
//! - **Roles.** `type` 2 is the platform; `from_account_type` 1 the buyer, 2 the seller, by a machine with
//!   `auto_reply`. Anybody else is the platform. A seller's message with `process_msg` never reached the buyer.
//! - **Orders.** Type 0 tells every status, also of returns, and asks for nothing; requests to cancel, return and
//!   refund are type 10.
//! - **Reviews.** A push (type 21) names the review and not its rating, which the API's `/review/seller/list/v2` has.
//!   Few stars are a risk; a review without a rating is noted on its order. It is fetched only where the settings say
//!   so, for Lazada waits half a second for an answer.
//!
//! Unverified: the longest text of a message (`text_chars_max`), the codes of the IM API's
//! errors beyond the gateway's, the form of the test push (kept unread where it isn't one of the known ones).
//!
//! Answers are 200 with no body; Lazada wants them within 500 ms, from a host with an OV or EV certificate.

mod api;
mod chat;
mod content;
mod order;
mod push;
mod reply;
mod review;
mod shop;
mod signature;
mod token;

use push::Push;
use review::Stop;
use sellerdesk_adapter::json::{self, Fields};
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{Adapter, Answer, Description, Error, Evidence, Need, Reason, Received, Request, text};
use sellerdesk_canonical::Event;

/// Largest body, in bytes; pushes have a few hundred.
const BODY_BYTES_MAX: u32 = 1024 * 1024;
/// What Lazada takes as an acknowledgement.
const STATUS_ACCEPTED: u16 = 200;

/// The channel `lazada`.
#[derive(Clone, Copy, Debug)]
pub struct Lazada;

impl Adapter for Lazada {
    const DESCRIPTION: Description = Description { channel: "lazada", body_bytes_max: BODY_BYTES_MAX };

    fn receive(request: &Request, evidence: &[Evidence]) -> Received {
        if request.method != "POST" {
            return Received::rejected(Reason::MethodWrong, "only POST is taken");
        }
        let settings = match Settings::parse(&request.settings) {
            Ok(settings) => settings,
            Err(error) => return error.into(),
        };
        if let Err(error) = signature::verify(request, &settings) {
            return error.into();
        }
        let answer = Answer::empty(STATUS_ACCEPTED);
        let body = json::parse(&request.body, BODY_BYTES_MAX as usize);
        let push = body.as_ref().map_err(Clone::clone).and_then(|body| Push::read(Fields::root(body)?, request));
        let read = match &push {
            Ok(push) => read_events(push, &settings, request, evidence),
            Err(error) => Err(error.clone().into()),
        };
        match read {
            Ok(events) => Received::accepted(events, answer),
            Err(Stop::Needs(url)) => Received::Needs(vec![Need::of_account(url)]),
            // The signature is good: Lazada comes again after half an hour.
            Err(Stop::Failing(reason)) => {
                Received::rejected(Reason::Misconfigured, text::line(&format!("the review can't be fetched: {reason}")))
            }
            // So does it after wrong settings, which are for the operator to mend.
            Err(Stop::Error(error @ Error::Settings { .. })) => error.into(),
            Err(Stop::Error(error)) => {
                Received::unreadable(push.ok().and_then(|push| push.sent_id()), error.to_string(), answer)
            }
        }
    }
}

/// The events of an authentic push.
fn read_events(
    push: &Push<'_>,
    settings: &Settings,
    request: &Request,
    evidence: &[Evidence],
) -> Result<Vec<Event>, Stop> {
    push.verify_seller(&settings.texts("seller_ids")?)?;
    Ok(match push.kind.as_str() {
        "0" => order::read_trade(push)?,
        "2" => chat::read(push)?,
        "8" => shop::read_expiry(push)?,
        "10" => order::read_reverse(push)?,
        "13" => shop::read_status(push)?,
        // Read positions: nothing to do.
        "19" => Vec::new(),
        "21" => review::read(push, settings, request, evidence)?,
        _ => return Err(push.unknown().into()),
    })
}

sellerdesk_contract::export_channel!(Lazada);

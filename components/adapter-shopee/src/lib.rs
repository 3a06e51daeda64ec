//! The channel `shopee`: chats, orders, returns and warnings of one Shopee shop, by pushes, and replies by the API.
//!
//! Source: open.shopee.com, "Push Mechanism" (its overview, and the pages of `webchat_push`, `order_status_push`,
//! `return_updates_push`, `violation_item_push`, `shop_penalty_update_push`, `open_api_authorization_expiry`,
//! `shop_authorization_canceled_push`), "API calls and signature", "Authorization and authentication",
//! `v2.sellerchat.send_message`.
//!
//! Webhook settings: `{"secret": "...", "previous_secret": null, "shop_id": "...", "shop_user_id": null,
//! "callback_url": null}`. `secret` is the key shown beside the callback URL (the push partner key, where there is one,
//! else the partner key). One app has one callback URL for all its shops: pushes for other shops than `shop_id` are
//! acknowledged and leave no trace. `callback_url` is the registered URL, byte for byte, where it isn't the account's
//! endpoint: it is signed together with the body.
//!
//! API settings: `{"partner_id": "...", "partner_key": "...", "shop_id": "...", "refresh_token": "...",
//! "platform": "global", "text_chars_max": 1000}`; `platform` is `global`, `china`, `brazil` or `sandbox`.
//!
//! - **Threads** are Shopee's conversation ids; orders and returns are on `order:<order number>`, listings on
//!   `item:<id>`, the shop's own affairs on `account:<shop>`.
//! - **Event ids** are Shopee's message ids. Other pushes have none: they are named by what they are about, the time
//!   of the change, and its new value.
//! - **Time** is the change's own, in seconds, milliseconds, or either as text; else the push's.
//! - **Roles.** A message is the seller's when `from_shop_id` is the shop, else when `from_id` is `shop_user_id`, else
//!   when a sub-account sent it. Where nothing tells, it counts as the buyer's: a clock too many is better than a
//!   buyer nobody answers. Shopee's auto-replies and chatbot are automatic; chats with affiliates
//!   (`business_type` other than 0) are nobody's clock.
//! - **Codes.** 1, 2, 12: authorisation; 3, 4, 30: orders; 6, 16: listings; 10: chat; 28: penalties; 29: returns.
//!   Those of stock, prices, promotions, documents and videos ask for nothing. Others are kept for people.
//! - **Replies** need an access token of four hours. Its refresh token is good once: the new one is in the token's own
//!   text. A refresh token in the settings that the token doesn't come from replaces it.
//!
//! Unverified: the longest text of a message (1000 characters assumed), the API's error words beyond those of its
//! overview, the fields of codes 4, 6 and 30, that returns name neither amount nor deadline, and `status` values
//! `blocked` and `censored_blacklist` for messages that were held back. In Taiwan the API is said not to send.
//!
//! Answers are 200 with no body: Shopee takes nothing else.

mod account;
mod chat;
mod content;
mod listing;
mod order;
mod outcome;
mod push;
mod reply;
mod returns;
mod sign;
mod signature;
mod token;

use push::{Context, given};
use sellerdesk_adapter::json::{self, Fields};
use sellerdesk_adapter::{
    Adapter, Answer, ApiAccount, Description, Error, Evidence, HttpRequest, HttpResponse, Outcome, Reason, Received,
    Refusal, Reply, ReplyApi, ReplyLimits, Request,
};
use sellerdesk_canonical::Event;

/// Largest body, in bytes.
const BODY_BYTES_MAX: u32 = 1024 * 1024;
/// Any 2xx without a body acknowledges.
const STATUS_ACCEPTED: u16 = 200;

/// The channel `shopee`.
#[derive(Clone, Copy, Debug)]
pub struct Shopee;

impl Adapter for Shopee {
    const DESCRIPTION: Description = Description { channel: "shopee", body_bytes_max: BODY_BYTES_MAX };

    fn receive(request: &Request, _evidence: &[Evidence]) -> Received {
        if request.method != "POST" {
            return Received::rejected(Reason::MethodWrong, "only POST is taken");
        }
        let shop = match signature::verify(request) {
            Ok(shop) => shop,
            Err(error) => return error.into(),
        };
        let answer = Answer::empty(STATUS_ACCEPTED);
        match read(request, &shop) {
            Ok(events) => Received::accepted(events, answer),
            Err(error) => Received::unreadable(None, error.to_string(), answer),
        }
    }
}

/// The events of an authentic push.
fn read(request: &Request, shop: &signature::Shop) -> Result<Vec<Event>, Error> {
    let body = json::parse(&request.body, BODY_BYTES_MAX as usize)?;
    let payload = Fields::root(&body)?;
    let code = payload.required("code", Fields::id)?;
    let context = Context::new(&payload, shop, request.received_at);
    if given(payload.id("shop_id")).is_some_and(|id| id != shop.id) {
        return Ok(Vec::new());
    }
    match code.as_str() {
        "1" | "2" => account::read_authorization(&context, &payload, &code),
        "3" => order::read_status(&context, &payload),
        "4" => order::read_tracking(&context, &payload),
        "6" | "16" => listing::read(&context, &payload),
        "10" => chat::read(&context, &payload),
        "12" => account::read_expiry(&context, &payload),
        "28" => account::read_penalty(&context, &payload),
        "29" => returns::read(&context, &payload),
        "30" => order::read_parcel(&context, &payload),
        // The test push, news for all sellers, promotions, stock, brands, documents, prices, bookings, videos, parcels.
        "0" | "5" | "7" | "8" | "9" | "11" | "13" | "15" | "18" | "19" | "20" | "21" | "22" | "23" | "24" | "25"
        | "27" | "36" | "37" | "38" | "47" => Ok(Vec::new()),
        _ => Err(payload.wrong("code", "is of a kind that SellerDesk does not read")),
    }
}

impl ReplyApi for Shopee {
    const LIMITS: ReplyLimits = reply::LIMITS;

    fn authorize(account: &ApiAccount) -> Result<Option<HttpRequest>, Refusal> {
        token::authorize(account)
    }

    fn token(account: &ApiAccount, response: &HttpResponse) -> Result<String, Outcome> {
        token::read(account, response)
    }

    fn compose(account: &ApiAccount, reply: &Reply) -> Result<HttpRequest, Refusal> {
        reply::compose(account, reply)
    }

    fn interpret(account: &ApiAccount, _reply: &Reply, response: &HttpResponse) -> Outcome {
        outcome::interpret(account, response)
    }
}

sellerdesk_contract::export_channel!(Shopee);

//! The channel `tiktok-shop`: customer service messages, cancellations, returns and orders of one TikTok Shop.
//!
//! Source: TikTok Shop Partner Center, "Webhooks overview", "Sign your API request", "Customer service API overview"
//! and the webhook pages of the types below; EcomPHP's `tiktokshop-php` for the signature's exact bytes.
//!
//! Webhook settings: `{"app_key": "...", "secret": "...", "previous_secret": null, "shop_id": "7494..."}`. `secret` is
//! the app's secret and `app_key` is part of what is signed; with `shop_id` set, deliveries that name another shop are
//! refused, because one app's secret signs for every shop that authorized it.
//!
//! API settings: `{"app_key": "...", "app_secret": "...", "shop_cipher": "...", "refresh_token": "...",
//! "auth_url": null}` (`api/token.rs`).
//!
//! - **Types.** 14 (message), 13 (new conversation: asks for nothing), 1 (order), 11 (cancellation) and 12 (return) are
//!   understood. Any other authentic object becomes a note on its order's conversation, or on `type:<number>`.
//! - **Roles.** `SHOP` and `CUSTOMER_SERVICE` are the seller, our own replies among them; `ROBOT` is automatic;
//!   `SYSTEM`, unknown roles and what TikTok writes in the buyer's name (`BUYER_ENTER_FROM_...`) are the platform.
//! - **Threads** are conversation ids; orders, cancellations and returns are on `order:<id>`: `im_user_id` doesn't say
//!   whose order it is, so the two can't be joined.
//! - **Event ids** are the message's id, or `notification:<tts_notification_id>`; types that come without the latter are
//!   told apart by what they say.
//! - **Time** is the data's own, in seconds, then the envelope's. No time is in a header; a replayed delivery has the
//!   ids of the first one. TikTok's `index` orders messages of one second, which an event can't say.
//! - **Hidden messages** (`is_visible` false) of others than the buyer are left out.
//!
//! Answers are 200 with an empty body: TikTok takes nothing else, within 3 s, and tries four times more.
//!
//! Unverified: types beyond those above; the return and cancellation status words (the documents spell some in two ways);
//! the token endpoint and its error numbers (from public clients); the tolerance of 5 minutes on our requests' time.

mod aftersales;
mod api;
mod content;
mod message;
mod notification;
mod order;
mod signature;

use notification::Notification;
use sellerdesk_adapter::json::{self, Fields};
use sellerdesk_adapter::{Adapter, Answer, Description, Error, Evidence, Reason, Received, Request};
use sellerdesk_canonical::Event;

/// Largest body, in bytes; messages have a few kilobytes.
const BODY_BYTES_MAX: u32 = 1024 * 1024;
/// The only acknowledgement that TikTok takes.
const STATUS_ACCEPTED: u16 = 200;

/// The channel `tiktok-shop`.
#[derive(Clone, Copy, Debug)]
pub struct TiktokShop;

impl Adapter for TiktokShop {
    const DESCRIPTION: Description = Description { channel: "tiktok-shop", body_bytes_max: BODY_BYTES_MAX };

    fn receive(request: &Request, _evidence: &[Evidence]) -> Received {
        if request.method != "POST" {
            return Received::rejected(Reason::MethodWrong, "only POST is taken");
        }
        let shop = match signature::verify(request) {
            Ok(shop) => shop,
            Err(error) => return error.into(),
        };
        let answer = Answer::empty(STATUS_ACCEPTED);
        let body = match json::parse(&request.body, BODY_BYTES_MAX as usize) {
            Ok(body) => body,
            Err(error) => return Received::unreadable(None, error.to_string(), answer),
        };
        let id = notification::sent_id(&body);
        match Fields::root(&body).and_then(|root| read(&root, shop.as_deref(), request.received_at)) {
            Ok(events) => Received::accepted(events, answer),
            Err(error @ Error::Settings { .. }) => error.into(),
            Err(error) => Received::unreadable(id, error.to_string(), answer),
        }
    }
}

/// The events of an authentic delivery to the account of `shop`.
fn read(root: &Fields<'_>, shop: Option<&str>, received_at: i64) -> Result<Vec<Event>, Error> {
    let notification = Notification::read(root, received_at)?;
    notification.verify_shop(shop)?;
    let data = root.required("data", Fields::object)?;
    match notification.kind {
        1 => order::read(&notification, &data),
        11 => aftersales::read_cancellation(&notification, &data),
        12 => aftersales::read_return(&notification, &data),
        13 => Ok(Vec::new()),
        14 => message::read(&notification, &data),
        _ => order::read_other(&notification, &data),
    }
}

sellerdesk_contract::export_channel!(TiktokShop);

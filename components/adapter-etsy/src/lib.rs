//! The channel `etsy`: what becomes of the orders of one Etsy shop.
//!
//! Source: developers.etsy.com, "Webhooks", and etsy/open-api, discussions 1509 and 1564, for the shape of the
//! payload. Webhooks are for apps with commercial access only.
//!
//! Settings: `{"secret": "whsec_...", "previous_secret": null, "shop_id": "12345"}`. `secret` is the endpoint's
//! signing secret from Etsy's webhook portal; `previous_secret` helps over a rotation.
//!
//! - **There are no messages.** Etsy has no API for its buyers' messages, neither to read nor to answer, and its
//!   notification mails take no replies: this channel shows orders only, and has no reply API.
//! - **Shops.** One app's endpoints hear of every shop that the app is connected to. With `shop_id` set, another
//!   shop's deliveries (the portal's test among them) are acknowledged and left alone: that shop's account has an
//!   endpoint of its own and hears of them too. Refusing them would have Etsy send them again and switch the
//!   endpoint off.
//! - **Events.** `order.paid` is the documented one. Any other event whose `resource_url` names a receipt becomes a
//!   change of that order by its own word (`order.shipped` is in use and less documented); one that names none is
//!   unreadable, which is kept for people.
//! - **Threads** are `order:<receipt id>`; Etsy calls orders receipts.
//! - **Event ids** are `webhook-id`, the same for every attempt.
//! - **Time** is `webhook-timestamp`, when the attempt was made: the payload has none.
//! - **`resource_url`** is read for its number and never fetched.
//!
//! Unverified: the times of Etsy's retries, how many failures it takes to switch an endpoint off, and that the
//! `v1,` stands before every signature (Standard Webhooks 1.0.0 says so, Etsy's page shows the headers only).
//!
//! Answers are 200 with no body.

mod notification;

use notification::Account;
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::standard_webhooks::{self, Delivery};
use sellerdesk_adapter::{Adapter, Answer, Description, Error, Evidence, Reason, Received, Request};

/// Largest body, in bytes: a notification has about 200.
const BODY_BYTES_MAX: u32 = 64 * 1024;
/// Any 2xx acknowledges.
const STATUS_ACCEPTED: u16 = 200;

/// The channel `etsy`.
#[derive(Clone, Copy, Debug)]
pub struct Etsy;

impl Adapter for Etsy {
    const DESCRIPTION: Description = Description { channel: "etsy", body_bytes_max: BODY_BYTES_MAX };

    fn receive(request: &Request, _evidence: &[Evidence]) -> Received {
        if request.method != "POST" {
            return Received::rejected(Reason::MethodWrong, "only POST is taken");
        }
        let (delivery, account) = match authenticate(request) {
            Ok(authentic) => authentic,
            Err(error) => return error.into(),
        };
        let answer = Answer::empty(STATUS_ACCEPTED);
        match notification::read(&request.body, BODY_BYTES_MAX as usize, &delivery, &account) {
            Ok(events) => Received::accepted(events, answer),
            Err(error) => Received::unreadable(Some(delivery.id.to_owned()), error.to_string(), answer),
        }
    }
}

fn authenticate(request: &Request) -> Result<(Delivery<'_>, Account), Error> {
    let settings = Settings::parse(&request.settings)?;
    let account = Account { shop_id: settings.text("shop_id")?.map(str::to_owned) };
    Ok((standard_webhooks::verify(request, &settings.secrets()?)?, account))
}

sellerdesk_contract::export_adapter!(Etsy);

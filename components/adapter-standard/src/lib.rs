//! The channel `standard`: Standard Webhooks 1.0.0 carrying SellerDesk's own canonical event, for ERPs, shop
//! systems and anything without an adapter of its own. `docs/canonical-event.md` is what senders read.
//!
//! Settings: `{"secret": "whsec_...", "previous_secret": "whsec_..."}`; the second is optional, for rotation.
//!
//! | what came | answer |
//! |---|---|
//! | authentic and understood | 204, no body |
//! | authentic, but not JSON, of an unknown `type`, or with a wrong field | 202, no body: kept for people to look at, and not worth sending again |
//! | anything else | refused |

mod event;
mod failure;
mod message;
mod order;
mod payload;
mod risk;

use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::standard_webhooks::{self, Delivery};
use sellerdesk_adapter::{Adapter, Answer, Description, Error, Evidence, Reason, Received, Request};

/// Largest body, in bytes: a batch of 100 events of 10 KB each.
const BODY_BYTES_MAX: u32 = 1024 * 1024;
/// The event was taken; there is nothing to say.
const STATUS_ACCEPTED: u16 = 204;
/// It was kept, but nobody can tell yet what it means.
const STATUS_KEPT: u16 = 202;

/// The channel `standard`.
#[derive(Clone, Copy, Debug)]
pub struct Standard;

impl Adapter for Standard {
    const DESCRIPTION: Description = Description { channel: "standard", body_bytes_max: BODY_BYTES_MAX };

    fn receive(request: &Request, _evidence: &[Evidence]) -> Received {
        if request.method != "POST" {
            return Received::rejected(Reason::MethodWrong, "only POST is taken");
        }
        let delivery = match authenticate(request) {
            Ok(delivery) => delivery,
            Err(error) => return error.into(),
        };
        match payload::read(&request.body, BODY_BYTES_MAX as usize, delivery.id) {
            Ok(events) => Received::accepted(events, Answer::empty(STATUS_ACCEPTED)),
            Err(error) => {
                Received::unreadable(Some(delivery.id.to_owned()), error.to_string(), Answer::empty(STATUS_KEPT))
            }
        }
    }
}

fn authenticate(request: &Request) -> Result<Delivery<'_>, Error> {
    let settings = Settings::parse(&request.settings)?;
    standard_webhooks::verify(request, &settings.secrets()?)
}

sellerdesk_contract::export_adapter!(Standard);

//! The channel `standard`: Standard Webhooks 1.0.0 carrying SellerDesk's own canonical event, for ERPs, shop
//! systems and anything without an adapter of its own. `docs/canonical-event.md` is what senders read.
//!
//! Sources: the Standard Webhooks specification 1.0.0 and its reference libraries. Nothing here is unverified.
//!
//! - **Webhook settings:** `{"secret": "whsec_...", "previous_secret": "whsec_..."}`; the second is optional, for
//!   rotation.
//! - **API settings:** `{"url": "https://erp.example/sellerdesk", "secret": "whsec_...", "previous_secret": null}`.
//!   `url` may be a path where the variable `api_standard` gives the base; the secret may be another than the
//!   webhooks'. With both secrets set, replies carry two signatures.
//! - **Replies** are messages of type `message.send` (`reply.rs`), `webhook-id` being the reply's id: a receiver that
//!   follows the specification takes each once.
//! - **Threads, event ids, times and authors** are what the sender says (`event.rs`). A reply's echo is a
//!   `message.received` whose `data.id` is the `message_id` that the receiver answered with.
//!
//! | what came | answer |
//! |---|---|
//! | authentic and understood | 204, no body |
//! | authentic, but not JSON, of an unknown `type`, or with a wrong field | 202, no body: kept for people to look at, and not worth sending again |
//! | anything else | refused |

mod destination;
mod event;
mod failure;
mod message;
mod order;
mod payload;
mod reply;
mod risk;

use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::standard_webhooks::{self, Delivery};
use sellerdesk_adapter::{
    Adapter, Answer, ApiAccount, Description, Error, Evidence, HttpRequest, HttpResponse, Outcome, Reason, Received,
    Refusal, Reply, ReplyApi, ReplyLimits, Request,
};

/// Largest body, in bytes: a batch of 100 events of 10 KB each.
const BODY_BYTES_MAX: u32 = 1024 * 1024;
/// Replies of one account in a minute: ten a second, for any receiver; one that takes less answers 429.
const REPLIES_PER_MINUTE_MAX: u32 = 600;
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

impl ReplyApi for Standard {
    const LIMITS: ReplyLimits = ReplyLimits {
        text_chars_max: reply::TEXT_CHARS_MAX as u32,
        per_minute_max: REPLIES_PER_MINUTE_MAX,
        is_idempotent: true,
    };

    fn compose(account: &ApiAccount, reply: &Reply) -> Result<HttpRequest, Refusal> {
        reply::compose(account, reply)
    }

    fn interpret(account: &ApiAccount, _reply: &Reply, response: &HttpResponse) -> Outcome {
        reply::interpret(response, account.now)
    }
}

sellerdesk_contract::export_channel!(Standard);

//! `reply-api.wit` and `sellerdesk_adapter`: the marketplace's side and the courier's side.

use crate::wit::{outgoing as wit, reply_api as imported};
use sellerdesk_adapter as plain;
use sellerdesk_adapter::{Refusal, ReplyApi};

/// The composed adapter, for the courier.
#[derive(Clone, Copy, Debug)]
pub struct Channel;

impl Channel {
    /// What the API takes.
    pub fn limits(self) -> plain::ReplyLimits {
        imported::limits().into()
    }

    /// As [`ReplyApi::authorize`].
    ///
    /// # Errors
    /// The adapter's.
    pub fn authorize(self, account: &plain::ApiAccount) -> Result<Option<plain::HttpRequest>, Refusal> {
        let request = imported::authorize(&account.clone().into()).map_err(Refusal::new)?;
        Ok(request.map(Into::into))
    }

    /// As [`ReplyApi::token`].
    ///
    /// # Errors
    /// What the answer means instead.
    pub fn token(self, account: &plain::ApiAccount, response: &plain::HttpResponse) -> Result<String, plain::Outcome> {
        imported::token(&account.clone().into(), &response.clone().into()).map_err(Into::into)
    }

    /// As [`ReplyApi::compose`].
    ///
    /// # Errors
    /// The adapter's.
    pub fn compose(self, account: &plain::ApiAccount, reply: &plain::Reply) -> Result<plain::HttpRequest, Refusal> {
        let request = imported::compose(&account.clone().into(), &reply.clone().into()).map_err(Refusal::new)?;
        Ok(request.into())
    }

    /// As [`ReplyApi::interpret`].
    pub fn interpret(
        self,
        account: &plain::ApiAccount,
        reply: &plain::Reply,
        response: &plain::HttpResponse,
    ) -> plain::Outcome {
        imported::interpret(&account.clone().into(), &reply.clone().into(), &response.clone().into()).into()
    }

    /// As [`ReplyApi::fetch`].
    ///
    /// # Errors
    /// The adapter's.
    pub fn fetch(self, account: &plain::ApiAccount, url: &str) -> Result<plain::HttpRequest, Refusal> {
        let request = imported::fetch(&account.clone().into(), url).map_err(Refusal::new)?;
        Ok(request.into())
    }
}

/// The marketplace's side: answers with the rules of `A`, function by function.
#[derive(Clone, Copy, Debug)]
pub struct Served<A>(std::marker::PhantomData<A>);

#[allow(missing_docs, reason = "the functions of `reply-api.wit`")]
impl<A: ReplyApi> Served<A> {
    pub fn limits() -> wit::ReplyLimits {
        A::LIMITS.into()
    }

    pub fn authorize(account: wit::ApiAccount) -> Result<Option<wit::OutgoingRequest>, String> {
        let request = A::authorize(&account.into()).map_err(|refusal| refusal.reason)?;
        Ok(request.map(Into::into))
    }

    pub fn token(account: wit::ApiAccount, response: wit::IncomingResponse) -> Result<String, wit::Outcome> {
        A::token(&account.into(), &response.into()).map_err(Into::into)
    }

    pub fn compose(account: wit::ApiAccount, reply: wit::Reply) -> Result<wit::OutgoingRequest, String> {
        let request = A::compose(&account.into(), &reply.into()).map_err(|refusal| refusal.reason)?;
        Ok(request.into())
    }

    pub fn interpret(account: wit::ApiAccount, reply: wit::Reply, response: wit::IncomingResponse) -> wit::Outcome {
        A::interpret(&account.into(), &reply.into(), &response.into()).into()
    }

    pub fn fetch(account: wit::ApiAccount, url: String) -> Result<wit::OutgoingRequest, String> {
        let request = A::fetch(&account.into(), &url).map_err(|refusal| refusal.reason)?;
        Ok(request.into())
    }
}

same_fields!(ReplyLimits: text_chars_max, per_minute_max, is_idempotent);
same_fields!(ApiAccount: name, settings, api, token, now);
same_fields!(Reply: id, thread, buyer(map), order_id, product_id, site, subject, text, in_reply_to, references,
    buyer_wrote_at, is_automatic);
same_fields!(OutgoingRequest = HttpRequest: method, url, headers, body);
same_fields!(IncomingResponse = HttpResponse: status, headers, body);

impl From<wit::Outcome> for plain::Outcome {
    fn from(value: wit::Outcome) -> Self {
        match value {
            wit::Outcome::Delivered(message_id) => Self::Delivered { message_id },
            wit::Outcome::Temporary(failure) => {
                Self::Temporary { reason: failure.reason, retry_after_s: failure.retry_after_s }
            }
            wit::Outcome::Unauthorized(reason) => Self::Unauthorized { reason },
            wit::Outcome::Permanent(reason) => Self::Permanent { reason },
        }
    }
}

impl From<plain::Outcome> for wit::Outcome {
    fn from(value: plain::Outcome) -> Self {
        match value {
            plain::Outcome::Delivered { message_id } => Self::Delivered(message_id),
            plain::Outcome::Temporary { reason, retry_after_s } => {
                Self::Temporary(wit::FailureLater { reason, retry_after_s })
            }
            plain::Outcome::Unauthorized { reason } => Self::Unauthorized(reason),
            plain::Outcome::Permanent { reason } => Self::Permanent(reason),
        }
    }
}

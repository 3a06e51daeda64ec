//! `webhook` of `adapter.wit` and `sellerdesk_adapter`: the adapter's side and the caller's side.

use crate::wit::{adapter as imported, mailroom, webhook as wit};
use sellerdesk_adapter as plain;

/// The caller's side: asks the composed adapter.
pub fn receive(request: plain::Request, evidence: Vec<plain::Evidence>) -> plain::Received {
    let evidence: Vec<_> = evidence.into_iter().map(Into::into).collect();
    imported::receive(&request.into(), &evidence).into()
}

/// The caller's side: asks the composed mailroom for what an adapter needs of it.
///
/// # Errors
/// What the request is answered with instead.
pub fn open(request: plain::Request, url: &str, evidence: Vec<plain::Evidence>) -> Result<Vec<u8>, plain::Received> {
    let evidence: Vec<_> = evidence.into_iter().map(Into::into).collect();
    mailroom::open(&request.into(), url, &evidence).map_err(Into::into)
}

/// The adapter's side: answers with the rules of `A`.
pub fn serve<A: plain::Adapter>(request: wit::Request, evidence: Vec<wit::Evidence>) -> wit::Received {
    let evidence: Vec<_> = evidence.into_iter().map(Into::into).collect();
    A::receive(&request.into(), &evidence).into()
}

impl From<plain::Description> for wit::Description {
    fn from(value: plain::Description) -> Self {
        Self { channel: value.channel.to_owned(), body_bytes_max: value.body_bytes_max }
    }
}

same_fields!(Request: method, path_and_query, endpoint, headers, body, received_at, account, client_address, api, settings);
same_fields!(Need: url, with_credentials, keep_s);
same_fields!(Evidence: url, status, body);
same_fields!(Answer: status, headers, body);

same_cases!(Reason: SignatureMissing, SignatureWrong, Stale, MethodWrong, Malformed, Misconfigured);

impl From<wit::Received> for plain::Received {
    fn from(value: wit::Received) -> Self {
        match value {
            wit::Received::Accepted(value) => Self::Accepted(plain::Acceptance {
                events: value.events.into_iter().map(Into::into).collect(),
                answer: value.answer.into(),
                replay_key: value.replay_key,
            }),
            wit::Received::Unreadable(value) => Self::Unreadable(plain::Unreadable {
                id: value.id,
                problem: value.problem,
                answer: value.answer.into(),
            }),
            wit::Received::Rejected(value) => {
                Self::Rejected(plain::Rejection { reason: value.reason.into(), detail: value.detail })
            }
            wit::Received::Handshake(answer) => Self::Handshake(answer.into()),
            wit::Received::Needs(needs) => Self::Needs(needs.into_iter().map(Into::into).collect()),
        }
    }
}

impl From<plain::Received> for wit::Received {
    fn from(value: plain::Received) -> Self {
        match value {
            plain::Received::Accepted(value) => Self::Accepted(wit::Acceptance {
                events: value.events.into_iter().map(Into::into).collect(),
                answer: value.answer.into(),
                replay_key: value.replay_key,
            }),
            plain::Received::Unreadable(value) => {
                Self::Unreadable(wit::Unreadable { id: value.id, problem: value.problem, answer: value.answer.into() })
            }
            plain::Received::Rejected(value) => {
                Self::Rejected(wit::Rejection { reason: value.reason.into(), detail: value.detail })
            }
            plain::Received::Handshake(answer) => Self::Handshake(answer.into()),
            plain::Received::Needs(needs) => Self::Needs(needs.into_iter().map(Into::into).collect()),
        }
    }
}

//! Asking the composed adapter, and on channels whose buyers write by mail the composed mailroom.

use sellerdesk_adapter::{Evidence, Received, Request};
use sellerdesk_contract as composed;

/// What a request is, by the documents that there are.
#[cfg(not(feature = "mail"))]
#[expect(clippy::ptr_arg, reason = "one signature with the feature and without")]
pub fn judge(request: &Request, evidence: &mut Vec<Evidence>) -> Received {
    composed::receive(request.clone(), evidence.clone())
}

/// What a request is, by the documents that there are and those that the mailroom opens.
#[cfg(feature = "mail")]
pub fn judge(request: &Request, evidence: &mut Vec<Evidence>) -> Received {
    sellerdesk_relay_mail::judge(
        evidence,
        |evidence| composed::receive(request.clone(), evidence.to_vec()),
        |url, evidence| composed::open(request.clone(), url, evidence.to_vec()),
    )
}

//! What a marketplace's notice tells: by its subject only, for bodies mention refunds and disputes in passing.
//!
//! English only, and unverified. What none of it recognises stays a message of the platform's: visible, without a
//! clock.

use sellerdesk_canonical::{RiskKind, RiskState};

/// Subject phrases in lower case, the graver first.
const SUBJECTS: &[(RiskKind, &[&str])] = &[
    (RiskKind::Chargeback, &["chargeback"]),
    (RiskKind::Dispute, &["dispute"]),
    (RiskKind::Claim, &["claim"]),
    (
        RiskKind::AccountAtRisk,
        &[
            "account is at risk",
            "account suspen",
            "account will be suspended",
            "store suspen",
            "violation",
            "penalty notice",
        ],
    ),
    (
        RiskKind::CancellationRequest,
        &["cancellation request", "cancel request", "request to cancel", "requested cancellation", "wants to cancel"],
    ),
    (
        RiskKind::ReturnOpened,
        &["return request", "requested a return", "return has been requested", "return authorization"],
    ),
    (RiskKind::RefundRequested, &["refund request", "requested a refund", "refund application", "after-sales request"]),
    (RiskKind::RefundIssued, &["refund issued", "has been refunded", "refund completed", "refund successful"]),
    (RiskKind::NegativeFeedback, &["negative feedback", "negative review", "1-star", "1 star", "low rating"]),
];
/// Words of a subject that say that it is over.
const ENDS: &[&str] =
    &["closed", "resolved", "withdrawn", "has been cancelled", "has been canceled", "completed", "finished"];

/// What a subject tells, and whether it still asks for something.
pub fn notice(subject: &str) -> Option<(RiskKind, RiskState)> {
    let subject = subject.to_lowercase();
    let (kind, _) = SUBJECTS.iter().find(|(_, phrases)| phrases.iter().any(|phrase| subject.contains(phrase)))?;
    let is_over = *kind == RiskKind::RefundIssued || ENDS.iter().any(|end| subject.contains(end));
    Some((*kind, if is_over { RiskState::Closed } else { RiskState::Opened }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_tell_kind_and_end() {
        assert_eq!(notice("Dispute opened for order 1"), Some((RiskKind::Dispute, RiskState::Opened)));
        assert_eq!(notice("Your DISPUTE has been resolved"), Some((RiskKind::Dispute, RiskState::Closed)));
        assert_eq!(
            notice("The buyer wants to cancel order 1"),
            Some((RiskKind::CancellationRequest, RiskState::Opened))
        );
        assert_eq!(notice("Refund issued"), Some((RiskKind::RefundIssued, RiskState::Closed)));
        assert_eq!(notice("Order 1 was shipped"), None);
    }
}

//! Amazon's own notices: what each one tells, from its type header, its sender and its subject.
//!
//! Phrases are compared folded (see [`crate::fold`]) and in the subject only: bodies mention refunds and claims in
//! passing. Only the two answers to mails of ours, undeliverable and opted out, are also looked for in the body.
//! Whatever none of this recognises stays a message of the platform: visible, without a clock.

use crate::fold::fold;
use sellerdesk_adapter::text;
use sellerdesk_canonical::{RiskKind, RiskState};

/// Body looked at, in bytes.
const BODY_BYTES_MAX: usize = 16 * 1024;
/// A deadline in hours that is believed: one week.
const DUE_HOURS_MAX: i64 = 168;

/// What a notice tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// A mail of ours did not reach the buyer, and the stable word why.
    Undelivered(&'static str),
    /// Something happened beyond words.
    Risk {
        /// What.
        kind: RiskKind,
        /// Whether it asks for something.
        state: RiskState,
        /// Hours in which Amazon wants an answer, where the text says so.
        due_hours: Option<i64>,
    },
}

const UNDELIVERED: &[&str] = &[
    "unable to deliver the message you sent",
    "could not deliver the message you sent",
    "message you sent could not be delivered",
    "your message could not be delivered",
];
const OPTED_OUT: &[&str] =
    &["chosen to opt out", "has opted out of", "opted out of receiving", "opt out of receiving unsolicited messages"];
/// Ends of a claim. A claim that was granted is over too: what is left is an appeal.
const CLAIM_ENDS: &[&str] = &[
    "claim has been closed",
    "claim was closed",
    "claim closed",
    "claim has been granted",
    "claim was granted",
    "claim denied",
    "claim was denied",
    "claim has been denied",
    "claim was withdrawn",
    "claim has been withdrawn",
    "claim withdrawn",
];
/// `X-Space-Notification-Type` values and what they tell. Claims come in several types, see [`by_type`].
const TYPES: &[(&str, RiskKind)] =
    &[("RETURN_REQUEST", RiskKind::ReturnOpened), ("BRC_SELLER_NOTIFICATION", RiskKind::CancellationRequest)];
/// Senders and what all their mails are about: beginnings of local parts, hyphens left out.
const SENDERS: &[(&str, RiskKind)] = &[
    ("atozguarantee", RiskKind::Claim),
    ("chargeback", RiskKind::Chargeback),
    ("cbteam", RiskKind::Chargeback),
    ("sellerperformance", RiskKind::AccountAtRisk),
    ("accounthealth", RiskKind::AccountAtRisk),
];
/// Subject phrases, the graver first.
const SUBJECTS: &[(RiskKind, &[&str])] = &[
    (
        RiskKind::Claim,
        &[
            "a-to-z guarantee",
            "a-to-z claim",
            "a to z guarantee",
            "a-z guarantee",
            "a-bis-z-garantie",
            "garantia de la a a la z",
            "garantia de la a a z",
            "garantia de a a z",
            "garantia a-z",
            "garantie a a z",
            "garantie de a a z",
            "garanzia dalla a alla z",
            "a-tot-z-garantie",
        ],
    ),
    (
        RiskKind::Chargeback,
        &["chargeback", "contracargo", "retrofacturation", "ruckbelastung", "riaddebito", "contestacao de cobranca"],
    ),
    (
        RiskKind::AccountAtRisk,
        &[
            "at risk of deactivation",
            "account is at risk",
            "account has been deactivated",
            "account has been suspended",
            "account deactivation",
            "selling privileges",
            "risk of suspension",
            "account health rating",
            "konto ist gefahrdet",
            "konto wurde deaktiviert",
            "cuenta ha sido desactivada",
            "cuenta corre el riesgo",
            "compte a ete desactive",
            "account e stato disattivato",
            "conta foi desativada",
        ],
    ),
    (
        RiskKind::ReturnOpened,
        &[
            "return request",
            "return requested",
            "return authorization",
            "return authorisation",
            "rucksendeantrag",
            "rucksendeanfrage",
            "rucksendegenehmigung",
            "solicitud de devolucion",
            "autorizacion de devolucion",
            "demande de retour",
            "autorisation de retour",
            "richiesta di reso",
            "autorizzazione al reso",
            "solicitacao de devolucao",
            "autorizacao de devolucao",
            "retourverzoek",
        ],
    ),
    (
        RiskKind::CancellationRequest,
        &[
            "cancellation request",
            "request to cancel",
            "requested cancellation",
            "stornierungsanfrage",
            "solicitud de cancelacion",
            "demande d'annulation",
            "richiesta di cancellazione",
            "solicitacao de cancelamento",
        ],
    ),
    (
        RiskKind::RefundIssued,
        &[
            "refund initiated",
            "refund issued",
            "refund notification",
            "refund confirmation",
            "ruckerstattung veranlasst",
            "erstattung veranlasst",
            "reembolso iniciado",
            "reembolso emitido",
            "remboursement effectue",
            "remboursement initie",
            "rimborso emesso",
            "rimborso effettuato",
        ],
    ),
];
/// The word for hours, folded.
const HOURS: &[&str] = &["hours", "stunden", "heures", "horas", "ore", "uur"];

/// What a notice of Amazon's tells; `None` when it is not one of the known ones.
pub fn notice(notification_type: &str, local_part: &str, subject: &str, body: &str) -> Option<Notice> {
    let subject = fold(subject);
    let body = fold(text::cut(body, BODY_BYTES_MAX));
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| subject.contains(phrase) || body.contains(phrase));
    if let Some(found) = by_type(notification_type, &body) {
        return Some(found);
    }
    if says(OPTED_OUT) {
        return Some(Notice::Undelivered("buyer_opted_out"));
    }
    if says(UNDELIVERED) {
        return Some(Notice::Undelivered("undelivered"));
    }
    let kind = by_sender(local_part).or_else(|| by_subject(&subject))?;
    let state = match kind {
        RiskKind::RefundIssued => RiskState::Closed,
        RiskKind::Claim if says(CLAIM_ENDS) => RiskState::Closed,
        _ => RiskState::Opened,
    };
    Some(risk(kind, state, &body))
}

fn by_type(notification_type: &str, body: &str) -> Option<Notice> {
    if notification_type.starts_with("A_Z_CLAIM") {
        let is_over = notification_type.ends_with("_CLOSE") || notification_type.ends_with("_CLOSED");
        let state = if is_over { RiskState::Closed } else { RiskState::Opened };
        return Some(risk(RiskKind::Claim, state, body));
    }
    let (_, kind) = TYPES.iter().find(|(name, _)| *name == notification_type)?;
    Some(risk(*kind, RiskState::Opened, body))
}

fn by_sender(local_part: &str) -> Option<RiskKind> {
    let letters: String = local_part.chars().filter(char::is_ascii_alphanumeric).collect();
    SENDERS.iter().find(|(start, _)| letters.starts_with(start)).map(|(_, kind)| *kind)
}

fn by_subject(subject: &str) -> Option<RiskKind> {
    SUBJECTS.iter().find(|(_, phrases)| phrases.iter().any(|phrase| subject.contains(phrase))).map(|(kind, _)| *kind)
}

fn risk(kind: RiskKind, state: RiskState, body: &str) -> Notice {
    let due_hours = if state == RiskState::Opened { stated_hours(body) } else { None };
    Notice::Risk { kind, state, due_hours }
}

/// The first `<number> hours` of a folded text.
fn stated_hours(body: &str) -> Option<i64> {
    let mut previous = "";
    for word in body.split([' ', '-']) {
        let letters = word.trim_end_matches(['.', ',', ';', ':', '!', ')']);
        if HOURS.contains(&letters) {
            let hours = previous.trim_start_matches('(').parse().ok();
            if let Some(hours) = hours.filter(|hours| (1..=DUE_HOURS_MAX).contains(hours)) {
                return Some(hours);
            }
        }
        previous = word;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(notification_type: &str, local_part: &str, subject: &str) -> Option<(RiskKind, RiskState)> {
        match notice(notification_type, local_part, subject, "") {
            Some(Notice::Risk { kind, state, .. }) => Some((kind, state)),
            _ => None,
        }
    }

    #[test]
    fn types_senders_and_subjects_each_suffice() {
        use RiskKind::{AccountAtRisk, CancellationRequest, Chargeback, Claim, RefundIssued, ReturnOpened};
        use RiskState::{Closed, Opened};
        for (notification_type, local_part, subject, expected) in [
            ("RETURN_REQUEST", "donotreply", "", (ReturnOpened, Opened)),
            ("BRC_SELLER_NOTIFICATION", "donotreply", "", (CancellationRequest, Opened)),
            ("A_Z_CLAIM_RESPONDENT_CLOSE", "atoz-guarantee-no-reply", "", (Claim, Closed)),
            ("A_Z_CLAIM_RESPONDENT_OPEN", "donotreply", "", (Claim, Opened)),
            ("", "atoz-guarantee-no-reply", "Action required", (Claim, Opened)),
            ("", "seller-performance", "Notice", (AccountAtRisk, Opened)),
            ("", "donotreply", "A-to-z Guarantee claim filed for order", (Claim, Opened)),
            ("", "donotreply", "Antrag auf A-bis-z-Garantie", (Claim, Opened)),
            ("", "donotreply", "Solicitud de devolución", (ReturnOpened, Opened)),
            ("", "payments-messages", "Refund initiated for order", (RefundIssued, Closed)),
            ("", "donotreply", "Chargeback claim notification", (Chargeback, Opened)),
            ("", "donotreply", "Your account is at risk of deactivation", (AccountAtRisk, Opened)),
        ] {
            assert_eq!(kind(notification_type, local_part, subject), Some(expected), "{subject} {local_part}");
        }
        assert_eq!(kind("", "donotreply", "Your payment is on the way"), None);
    }

    #[test]
    fn a_deadline_is_only_what_the_text_states() {
        let due = |body: &str| match notice("", "atoz-guarantee-no-reply", "Claim", body) {
            Some(Notice::Risk { due_hours, .. }) => due_hours,
            _ => None,
        };
        assert_eq!(due("Please respond within 72 hours, or we decide."), Some(72));
        assert_eq!(due("Antworten Sie innerhalb von 48 Stunden."), Some(48));
        assert_eq!(due("within 72-hours"), Some(72));
        for none in ["", "soon", "many hours", "0 hours", "999 hours", "99999999999999999999 hours"] {
            assert_eq!(due(none), None, "{none}");
        }
    }

    #[test]
    fn refusals_of_our_own_mails_are_found_in_the_body() {
        assert_eq!(
            notice("", "donotreply", "Your e-mail to Anna", "We were unable to deliver the message you sent."),
            Some(Notice::Undelivered("undelivered"))
        );
        assert_eq!(
            notice("", "donotreply", "", "This buyer has chosen to opt out of receiving unsolicited messages."),
            Some(Notice::Undelivered("buyer_opted_out"))
        );
    }
}

//! `risk.opened`, `risk.updated`, `risk.closed`: a return, claim, dispute and the like.

use sellerdesk_adapter::Error;
use sellerdesk_adapter::json::Fields;
use sellerdesk_canonical::{Money, Risk, RiskKind, RiskState};

/// Reads `data.risk`; the state comes from the event's type.
pub fn read(data: &Fields<'_>, state: RiskState) -> Result<Risk, Error> {
    let risk = data.required("risk", Fields::object)?;
    Ok(Risk {
        kind: read_kind(&risk)?,
        state,
        reference: risk.required("reference", Fields::id)?,
        amount: risk.object("amount")?.map(|amount| read_money(&amount)).transpose()?,
        reason: risk.line("reason")?,
        due_at: risk.instant("due_at")?,
    })
}

fn read_kind(risk: &Fields<'_>) -> Result<RiskKind, Error> {
    match risk.required("kind", Fields::text)? {
        "return_opened" => Ok(RiskKind::ReturnOpened),
        "refund_requested" => Ok(RiskKind::RefundRequested),
        "refund_issued" => Ok(RiskKind::RefundIssued),
        "claim" => Ok(RiskKind::Claim),
        "dispute" => Ok(RiskKind::Dispute),
        "chargeback" => Ok(RiskKind::Chargeback),
        "negative_feedback" => Ok(RiskKind::NegativeFeedback),
        "cancellation_request" => Ok(RiskKind::CancellationRequest),
        "account_at_risk" => Ok(RiskKind::AccountAtRisk),
        _ => Err(risk.wrong("kind", "is none of the documented kinds")),
    }
}

/// Reads an amount with its currency.
pub fn read_money(amount: &Fields<'_>) -> Result<Money, Error> {
    Ok(Money {
        amount: amount.required("amount", Fields::amount)?.to_owned(),
        currency: amount.required("currency", Fields::currency)?.to_owned(),
    })
}

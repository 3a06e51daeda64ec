//! `store/order/refund/created`: the shop sent money back. How much stands in the payment actions, which aren't fetched.

use crate::context::{Context, number};
use sellerdesk_adapter::Error;
use sellerdesk_adapter::json::Fields;
use sellerdesk_canonical::{Event, Happening, Risk, RiskKind, RiskState};

/// Reads a refund. It asks for nothing more, so its state is closed.
pub fn read(context: &Context<'_>) -> Result<Vec<Event>, Error> {
    let order = context.data.required("id", number)?;
    let refund = context.data.required("refund", Fields::object)?.required("refund_id", number)?;
    let risk = Risk {
        kind: RiskKind::RefundIssued,
        state: RiskState::Closed,
        reference: refund.clone(),
        amount: None,
        reason: None,
        due_at: None,
    };
    Ok(vec![context.event(format!("refund:{refund}"), Some(&order), Happening::Risk(risk))])
}

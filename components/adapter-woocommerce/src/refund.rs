//! Refunds: they are listed on the order, whole or in part, with their own numbers.

use crate::event::{given, money, number};
use sellerdesk_adapter::json::Fields;
use sellerdesk_canonical::{Risk, RiskKind, RiskState};

/// Refunds read of one order.
const REFUNDS_MAX: usize = 50;
/// The status of an order that was refunded in full.
const REFUNDED: &str = "refunded";

/// The refunds of an order, each with its event's id. They ask for nothing more, so their state is closed.
///
/// A status of `refunded` without a list (set by hand, or by a plugin) is one refund of an unknown amount.
pub fn read(payload: &Fields<'_>, order: &str) -> Vec<(String, Risk)> {
    let listed = payload.objects("refunds", REFUNDS_MAX).unwrap_or_default();
    let refunds: Vec<_> = listed.iter().filter_map(|refund| read_one(payload, refund)).collect();
    let by_status = given(payload.text("status")) == Some(REFUNDED);
    if refunds.is_empty() && by_status {
        return vec![(format!("order:{order}:{REFUNDED}"), risk(order.to_owned()))];
    }
    refunds
}

fn read_one(payload: &Fields<'_>, refund: &Fields<'_>) -> Option<(String, Risk)> {
    let id = given(number(refund, "id"))?;
    let amount = money(payload, given(refund.amount("total")));
    let reason = given(refund.line("reason"));
    Some((format!("refund:{id}"), Risk { amount, reason, ..risk(id) }))
}

fn risk(reference: String) -> Risk {
    Risk { kind: RiskKind::RefundIssued, state: RiskState::Closed, reference, amount: None, reason: None, due_at: None }
}

//! `refunds/create`: the shop sent money back.

use crate::event::{Context, given, order_id, order_thread, own_id};
use sellerdesk_adapter::json::Fields;
use sellerdesk_adapter::{Error, money};
use sellerdesk_canonical::{Event, Happening, Money, Risk, RiskKind, RiskState};

/// Transactions added up for one refund; with more of them the amount is left out.
const TRANSACTIONS_MAX: usize = 100;

/// Reads a refund. It asks for nothing more, so its state is closed.
pub fn read(context: &Context<'_>, payload: &Fields<'_>) -> Result<Vec<Event>, Error> {
    let id = payload.required("id", |payload, _| own_id(payload))?;
    let order = payload.required("order_id", |payload, _| order_id(payload))?;
    let risk = Risk {
        kind: RiskKind::RefundIssued,
        state: RiskState::Closed,
        reference: id.clone(),
        amount: read_amount(payload),
        reason: given(payload.line("note")),
        due_at: None,
    };
    Ok(vec![context.event(&id, order_thread(&order), Happening::Risk(risk))])
}

/// What went back: the sum of the successful refund transactions, where they can all be read.
fn read_amount(payload: &Fields<'_>) -> Option<Money> {
    if payload.items("transactions") > TRANSACTIONS_MAX {
        return None;
    }
    let transactions = payload.objects("transactions", TRANSACTIONS_MAX).ok()?;
    let is = |transaction: &Fields<'_>, name, expected| {
        given(transaction.text(name)).is_some_and(|value| value.eq_ignore_ascii_case(expected))
    };
    let refunds = transactions.iter().filter(|one| is(one, "kind", "refund") && is(one, "status", "success"));
    let amounts: Option<Vec<Money>> = refunds.map(|one| one.money("amount", "currency")).collect();
    money::sum(&amounts?)
}

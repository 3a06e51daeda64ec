//! What a scope stands for.

use crate::context::{Context, given, number};
use crate::{message, refund, status};
use sellerdesk_adapter::{Answer, Error, Evidence, Received};
use sellerdesk_canonical::{Event, Happening, OrderChange, Risk, RiskKind, RiskState};

/// Judges a delivery of the account's store.
pub fn judge(context: &Context<'_>, evidence: &[Evidence], answer: &Answer) -> Result<Received, Error> {
    let events = match context.scope.as_str() {
        "store/order/message/created" => return message::judge(context, evidence, answer),
        "store/order/refund/created" => refund::read(context)?,
        "store/order/statusUpdated" => status::read(context)?,
        "store/app/uninstalled" => vec![read_uninstalled(context)],
        _ => vec![read_other(context)?],
    };
    Ok(Received::accepted(events, answer.clone()))
}

/// The end of an installation: the account no longer hears of anything.
fn read_uninstalled(context: &Context<'_>) -> Event {
    let risk = Risk {
        kind: RiskKind::AccountAtRisk,
        state: RiskState::Opened,
        reference: context.store.clone(),
        amount: None,
        reason: Some("the app was uninstalled from the store: no more webhooks will come".to_owned()),
        due_at: None,
    };
    context.event(format!("{}:{}", context.scope, context.hash), None, Happening::Risk(risk))
}

/// A change of an order by the scope's last words, or a note of a scope that nobody asked this adapter to understand.
fn read_other(context: &Context<'_>) -> Result<Event, Error> {
    let order = context.order()?;
    let change = match (&order, context.scope.strip_prefix("store/order/")) {
        (Some(_), Some(verb)) => OrderChange { status: verb.replace('/', " "), detail: None, total: None },
        _ => {
            let id = given(number(&context.data, "id"));
            let detail = id.map(|id| format!("of {id}; SellerDesk does not read this scope"));
            OrderChange { status: context.scope.clone(), detail, total: None }
        }
    };
    Ok(context.event(format!("{}:{}", context.scope, context.hash), order.as_deref(), Happening::Order(change)))
}

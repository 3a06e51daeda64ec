//! `return_order_push_notice` and `authorization_change_notice`.

use crate::event::Context;
use crate::fields::{given, number, order};
use sellerdesk_adapter::Error;
use sellerdesk_adapter::json::Fields;
use sellerdesk_canonical::{Event, Happening, Risk, RiskKind, RiskState};

/// Milliseconds of a day.
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// A return by the buyer. Which statuses end it is a setting: no document at hand lists them.
pub fn read_return(context: &Context<'_>, item: &Fields<'_>) -> Result<Event, Error> {
    let names = ["returnOrderNo", "return_order_no", "returnNo", "returnOrderId"];
    let reference = number(item, names).ok_or_else(|| item.wrong("returnOrderNo", "is missing"))?;
    let status = number(item, ["returnOrderStatus", "returnStatus", "orderStatus", "status"]);
    let closed = context.callback.settings.texts("return_closed")?;
    let is_closed = status.as_deref().is_some_and(|status| closed.contains(&status));
    let thread = order(item).map_or_else(|| format!("return:{reference}"), |order| format!("order:{order}"));
    let risk = Risk {
        kind: RiskKind::ReturnOpened,
        state: if is_closed { RiskState::Closed } else { RiskState::Opened },
        reference: reference.clone(),
        amount: None,
        reason: status.map(|status| format!("return status {status}")),
        due_at: None,
    };
    Ok(context.event(item, &reference, thread, Happening::Risk(risk)))
}

/// The end of an authorization: the account may hear of nothing any more.
///
/// It has no time of its own, so that a second one would be the first again; the day tells them apart, and the two
/// or three attempts at one don't.
pub fn read_authorization(context: &Context<'_>, item: &Fields<'_>) -> Event {
    let supplier = number(item, ["srmSupplierId", "supplierId", "openKeyId"]).unwrap_or_else(|| "-".to_owned());
    let kind = match given(item.whole("type")) {
        Some(1) => Some("the seller withdrew the authorization"),
        Some(2) => Some("the seller changed the secret key"),
        Some(3) => Some("the shop is no longer valid"),
        _ => None,
    };
    let message = given(item.line("message"));
    let risk = Risk {
        kind: RiskKind::AccountAtRisk,
        state: RiskState::Opened,
        reference: supplier.clone(),
        amount: None,
        reason: kind.map(str::to_owned).or(message).or_else(|| Some("the authorization changed".to_owned())),
        due_at: None,
    };
    let day = context.callback.sent_at.div_euclid(DAY_MS);
    let event = context.event(item, &supplier, format!("account:{supplier}"), Happening::Risk(risk));
    Event { id: format!("{}:day-{day}", event.id), ..event }
}

//! Stories from the shop's ERP and from marketplaces without an adapter of their own.

use super::story::{Moment, Story, What, hours_ms};
use crate::webhook::standard::{self, Event};
use crate::{Account, Delivery, time};
use sellerdesk_adapter::Error;
use serde_json::{Value, json};

/// The webhook of one step; `None` for a kind that this channel does not send.
pub(super) fn deliver(
    account: &Account,
    story: &Story,
    moment: &Moment,
    what: &What,
) -> Result<Option<Delivery>, Error> {
    if matches!(what, What::Unreadable) {
        // A newer ERP than the desk knows.
        let body = json!({"type": "ticket.created", "timestamp": time::rfc3339(moment.at), "data": {"ticket": 7}});
        let delivery = standard::deliver(account, &moment.id, moment.now_ms, body.to_string())?;
        return Ok(Some(Delivery { at: moment.at, ..delivery }));
    }
    let order = format!("SO-{}-{:03}", moment.day, moment.number);
    let Some((kind, part, value)) = part(story, moment, what, &order) else { return Ok(None) };
    let data = json!({
        "thread": format!("demo:{order}"),
        "order_id": (!story.before_sale).then_some(&order),
        "site": story.site,
        "buyer": {"id": format!("demo-{}", moment.number), "name": story.buyer},
        part: value,
    });
    let event = Event { kind, at: moment.at, data };
    standard::deliver_event(account, &moment.id, moment.now_ms, &event).map(Some)
}

/// The event's type, and the part of its data that tells what happened.
fn part(story: &Story, moment: &Moment, what: &What, order: &str) -> Option<(&'static str, &'static str, Value)> {
    let message = |author: &str, text: &str| {
        let message = json!({"author": author, "subject": story.subject, "text": text.replace("{order}", order)});
        ("message.received", "message", message)
    };
    Some(match what {
        What::Buyer { text } => message("buyer", text),
        What::Seller { text } => message("seller", text),
        What::Order { status, text, .. } => ("order.changed", "order", json!({"status": status, "detail": text})),
        What::Claim { subject, amount, currency, due_in_hours, .. } => {
            let money = amount.as_ref().zip(currency.as_ref());
            let money = money.map(|(amount, currency)| json!({"amount": amount, "currency": currency}));
            let due_at = due_in_hours.map(|hours| time::rfc3339(moment.now_ms + hours_ms(hours)));
            let reference = format!("claim-{order}");
            let risk =
                json!({"kind": "claim", "reference": reference, "reason": subject, "amount": money, "due_at": due_at});
            ("risk.opened", "risk", risk)
        }
        What::Feedback { text } => {
            let reference = format!("feedback-{order}");
            ("risk.opened", "risk", json!({"kind": "negative_feedback", "reference": reference, "reason": text}))
        }
        _ => return None,
    })
}

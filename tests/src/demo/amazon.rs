//! Stories on Amazon, as relay mail.

use super::story::{Moment, Story, What};
use crate::webhook::amazon::{self, Buyer, Mail};
use crate::{Account, Delivery};

/// The webhook of one step; `None` for a kind that Amazon does not send.
pub(super) fn deliver(account: &Account, story: &Story, moment: &Moment, what: &What) -> Option<Delivery> {
    let (id, at, site) = (moment.id.as_str(), moment.at, story.site.as_str());
    let order = format!("306-{:07}-{:07}", moment.day % 10_000_000, moment.number);
    let alias = format!("demo{}story{}", moment.day, moment.number);
    let filled = |text: &str| text.replace("{order}", &order);
    let notice =
        |mailbox: &str, subject: &str, text: &str| Mail::notice(site, mailbox, id, at, &filled(subject), &filled(text));
    let mail = match what {
        What::Buyer { text } => {
            let order_id = (!story.before_sale).then_some(order.as_str());
            let buyer = Buyer { site, alias: &alias, name: &story.buyer, order_id };
            Mail::from_buyer(buyer, id, at, &story.subject, &filled(text))
        }
        What::Seller { text } => Mail::seller_copy(site, id, at, &story.buyer, &order, &filled(text)),
        What::Claim { subject, text, .. } => notice("atoz-guarantee-no-reply", subject, text),
        What::Return { subject: Some(subject), text, .. } => {
            notice("donotreply", subject, text).with_header("X-Space-Notification-Type", "RETURN_REQUEST")
        }
        What::Refund { subject: Some(subject), text, .. } => notice("payments-messages", subject, text),
        _ => return None,
    };
    Some(amazon::deliver(account, &mail, moment.now_ms))
}

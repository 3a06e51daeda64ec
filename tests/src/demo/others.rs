//! Stories in chats, in mailboxes and in a WooCommerce shop.

use super::story::{Channel, Moment, Story, What};
use crate::time::HOUR_MS;
use crate::webhook::chats::{self, Words};
use crate::webhook::{mail, woocommerce};
use crate::{Account, Delivery};
use serde_json::json;

/// Added to the numbers made from day and story, for ids of the usual length.
const NUMBER_BASE: i64 = 40_000_000;
/// Stories that one day's numbers have room for.
const STORIES_PER_DAY: i64 = 1_000;

/// The webhook of one step; `None` for a kind that the channel does not send.
pub(super) fn deliver(account: &Account, story: &Story, moment: &Moment, what: &What) -> Option<Delivery> {
    let place = NUMBER_BASE + moment.day * STORIES_PER_DAY + i64::try_from(moment.number).ok()?;
    let number = u64::try_from(place).ok()?;
    match story.channel {
        Channel::Mail => by_mail(account, story, moment, what, number),
        Channel::Woocommerce => by_shop(account, story, moment, what, number),
        Channel::TiktokShop | Channel::Lazada | Channel::Meta => by_chat(account, story, moment, what, number),
        Channel::Amazon | Channel::Shopify | Channel::Standard => None,
    }
}

fn by_chat(account: &Account, story: &Story, moment: &Moment, what: &What, number: u64) -> Option<Delivery> {
    let (text, is_own) = match what {
        What::Buyer { text } => (text, false),
        What::Seller { text } => (text, true),
        What::Return { .. } => return returned(account, story.channel, moment, number),
        _ => return None,
    };
    let words = Words { id: &moment.id, number, buyer: &story.buyer, is_own, text, at: moment.at };
    match story.channel {
        Channel::TiktokShop => Some(chats::tiktok(account, words)),
        Channel::Lazada => Some(chats::lazada(account, words)),
        _ => Some(chats::whatsapp(account, words)),
    }
}

fn returned(account: &Account, channel: Channel, moment: &Moment, number: u64) -> Option<Delivery> {
    let seconds = moment.at / 1_000;
    match channel {
        Channel::TiktokShop => {
            let data = json!({"order_id": format!("5766840196{number}"), "return_role": "BUYER",
                "return_type": "RETURN_AND_REFUND", "return_status": "RETURN_OR_REFUND_REQUEST_PENDING",
                "return_id": format!("4035313142{number}"), "create_time": seconds, "update_time": seconds});
            Some(chats::tiktok_push(account, 12, &moment.id, moment.at, &data))
        }
        Channel::Lazada => {
            let data = json!({"reverse_order_id": 658_960_000_000_000 + number, "reverse_status": "RTM_INIT",
                "trade_order_id": 416_557_000_000_000 + number, "buyer_id": number,
                "trade_order_line_id": 416_558_000_000_000 + number, "seller_id": 1_000_143_772,
                "reverse_order_line_id": 663_790_000_000_000 + number, "status_update_time": seconds});
            Some(chats::lazada_push(account, 10, moment.at, &data))
        }
        _ => None,
    }
}

fn by_mail(account: &Account, story: &Story, moment: &Moment, what: &What, number: u64) -> Option<Delivery> {
    let domain = if story.site == "temu" { "temuemail.com" } else { "buyer.example" };
    let buyer = format!("\"{}\" <buyer{number}@{domain}>", story.buyer);
    let id = |step: usize| format!("demo-{}-{}-{step}@{domain}", moment.day, moment.number);
    let own = format!("{}@shop.example", moment.id);
    let mail = match what {
        What::Buyer { text } if moment.step == 1 => mail::to_shop(&buyer, &id(1), moment.at, &story.subject, text),
        What::Buyer { text } => {
            let thread = format!("<{}>", id(1));
            let subject = format!("Re: {}", story.subject);
            mail::to_shop(&buyer, &id(moment.step), moment.at, &subject, text).with_header("References", &thread)
        }
        What::Seller { text } => mail::from_shop(&buyer, &own, &id(1), moment.at, &story.subject, text),
        What::Claim { subject, text, .. } => {
            let order = format!("81{number:014}");
            let from = "AliExpress <transaction@notice.aliexpress.com>";
            mail::to_shop(from, &own, moment.at, &subject.replace("{order}", &order), text)
        }
        _ => return None,
    };
    Some(mail::deliver(account, &mail, moment.now_ms))
}

/// WooCommerce's ids are times of changes: these are counted from the day's beginning, the same for every demo of a day.
fn by_shop(account: &Account, story: &Story, moment: &Moment, what: &What, number: u64) -> Option<Delivery> {
    let What::Order { status, note, .. } = what else { return None };
    let at = moment.at - moment.now_ms.rem_euclid(24 * HOUR_MS);
    let topic = if moment.step == 1 { "order.created" } else { "order.updated" };
    let body = woocommerce::order(number, &story.buyer, status, note.as_deref().unwrap_or_default(), at);
    Some(woocommerce::deliver(account, topic, &moment.id, at, &body))
}

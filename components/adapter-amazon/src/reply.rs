//! Answers go by mail to the buyer's relay address (Seller Central, "Communicate with buyers using the Buyer-Seller
//! Messaging Service"): from an approved sender, to the whole address with its case id, in the thread of the buyer's
//! mail, with the order number in the body. Amazon drops mail from any other sender, and says so by a bounce at best.

use crate::Amazon;
use crate::address::RelayAddress;
use sellerdesk_adapter::{ApiAccount, HttpRequest, HttpResponse, Outcome, Refusal, Reply, ReplyApi, ReplyLimits};
use sellerdesk_relay_mail::{Mail, TEXT_CHARS_MAX};

/// Mails of one account in a minute: Amazon publishes no limit, providers allow more.
const PER_MINUTE_MAX: u32 = 60;

impl ReplyApi for Amazon {
    const LIMITS: ReplyLimits =
        ReplyLimits { text_chars_max: TEXT_CHARS_MAX, per_minute_max: PER_MINUTE_MAX, is_idempotent: false };

    fn compose(account: &ApiAccount, reply: &Reply) -> Result<HttpRequest, Refusal> {
        let settings = account.settings()?;
        let buyer = reply.buyer.as_ref().and_then(|buyer| RelayAddress::parse(&buyer.id));
        let Some(buyer) = buyer else {
            return Err(Refusal::new("no relay address of the buyer is known: answer in Seller Central"));
        };
        let mail = Mail::answer(&settings, reply, &buyer.full, with_order(&reply.text, reply.order_id.as_deref()))?;
        sellerdesk_relay_mail::compose(account, &mail)
    }

    fn interpret(account: &ApiAccount, reply: &Reply, response: &HttpResponse) -> Outcome {
        sellerdesk_relay_mail::interpret(account, reply, response)
    }
}

/// The text, and below it the order number where the text doesn't name it: in brackets, which need no language.
fn with_order(text: &str, order: Option<&str>) -> String {
    match order {
        Some(order) if crate::identifier::order_id(order) == Some(order) && !text.contains(order) => {
            format!("{}\n\n({order})", text.trim_end())
        }
        _ => text.to_owned(),
    }
}

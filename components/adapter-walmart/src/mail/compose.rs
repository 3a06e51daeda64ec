//! Answers, as mails to the buyer's relay address.

use super::Mailbox;
use super::layout::named_order;
use sellerdesk_adapter::mail::Address;
use sellerdesk_adapter::{ApiAccount, HttpRequest, HttpResponse, Outcome, Refusal, Reply, ReplyLimits};
use sellerdesk_relay_mail::Mail;

/// Mail has no limit of Walmart's; the rate is a careful one, for the providers' own are higher.
pub const LIMITS: ReplyLimits =
    ReplyLimits { text_chars_max: sellerdesk_relay_mail::TEXT_CHARS_MAX, per_minute_max: 60, is_idempotent: false };

/// The subject of an answer to a mail without one.
const SUBJECT_DEFAULT: &str = "Your message";

/// The provider's request that sends an answer. The order's number goes into the subject, where the shop's own copy
/// and bounces keep it.
pub fn compose(account: &ApiAccount, reply: &Reply) -> Result<HttpRequest, Refusal> {
    let settings = account.settings()?;
    let mailbox = Mailbox::read(&settings)?;
    let no_buyer = || Refusal::new("Walmart takes answers by mail only, to a buyer who has written");
    let address = &reply.buyer.as_ref().ok_or_else(no_buyer)?.id;
    if !mailbox.is_relay(&Address { name: None, address: address.clone() }) {
        return Err(Refusal::new("the buyer's address is none of Walmart's relay addresses (setting relay_domains)"));
    }
    let mut named = reply.clone();
    let subject = reply.subject.as_deref().filter(|subject| !subject.trim().is_empty()).unwrap_or(SUBJECT_DEFAULT);
    let order = reply.thread.strip_prefix("order:").filter(|order| named_order(subject) != Some(order));
    named.subject = Some(order.map_or_else(|| subject.to_owned(), |order| format!("{subject} (Order {order})")));
    let mail = Mail::answer(&settings, &named, address, reply.text.clone())?;
    sellerdesk_relay_mail::compose(account, &mail)
}

/// What the provider's answer means.
pub fn interpret(account: &ApiAccount, reply: &Reply, response: &HttpResponse) -> Outcome {
    sellerdesk_relay_mail::interpret(account, reply, response)
}

//! Answers, as mails in the conversation's thread.

use crate::mailbox::is_nobody;
use crate::site::SITES;
use crate::thread::ROOT;
use sellerdesk_adapter::{ApiAccount, HttpRequest, Refusal, Reply, ReplyLimits};
use sellerdesk_relay_mail::Mail;

/// Mail has no limit of its own; the rate is a careful one, for the providers' own are higher.
pub const LIMITS: ReplyLimits =
    ReplyLimits { text_chars_max: sellerdesk_relay_mail::TEXT_CHARS_MAX, per_minute_max: 60, is_idempotent: false };
/// Mails before the answered one that are named besides the root, so that the root is among those that are kept.
const REFERENCES_MAX: usize = 16;
/// The subject of an answer to a mail without one.
const SUBJECT_DEFAULT: &str = "Your message";

/// The provider's request that sends an answer.
///
/// The conversation's first mail stays the first of `References`, and a marketplace's order goes into the subject:
/// that is what the next mails, the shop's own copy and bounces are recognised by.
pub fn compose(account: &ApiAccount, reply: &Reply) -> Result<HttpRequest, Refusal> {
    let settings = account.settings()?;
    let no_buyer = || Refusal::new("nobody has written in this conversation: there is no address to answer to");
    let address = &reply.buyer.as_ref().ok_or_else(no_buyer)?.id;
    let is_conversation = *address == reply.thread;
    if is_conversation || !address.contains('@') || is_nobody(address) {
        return Err(Refusal::new(
            "this mail came from an address that takes no answers: answer on the marketplace itself",
        ));
    }
    let mut named = reply.clone();
    let surplus = named.references.len().saturating_sub(REFERENCES_MAX);
    named.references.drain(..surplus);
    if let Some(root) = reply.thread.strip_prefix(ROOT) {
        let is_answered = reply.in_reply_to.as_deref() == Some(root);
        named.references.retain(|id| id != root);
        if !is_answered {
            named.references.insert(0, root.to_owned());
        }
    }
    named.subject = Some(subject(reply));
    let mail = Mail::answer(&settings, &named, address, reply.text.clone())?;
    sellerdesk_relay_mail::compose(account, &mail)
}

/// The subject, with the order of a site's conversation where it isn't in it yet.
fn subject(reply: &Reply) -> String {
    let subject = reply.subject.as_deref().filter(|subject| !subject.trim().is_empty()).unwrap_or(SUBJECT_DEFAULT);
    let site = SITES.iter().find_map(|site| {
        let order = reply.thread.strip_prefix(site.name)?.strip_prefix(":order:")?;
        Some((site, order))
    });
    match site {
        Some((site, order)) if (site.order_in)(subject).as_deref() != Some(order) => {
            format!("{subject} (Order {order})")
        }
        _ => subject.to_owned(),
    }
}

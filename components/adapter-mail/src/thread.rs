//! Which conversation a mail belongs to.

use sellerdesk_adapter::mail::{Address, without_prefixes};
use sellerdesk_relay_mail::{Posted, bounded_id};

/// What stands before the id of a conversation's first mail.
pub const ROOT: &str = "mail:";

/// The conversation of a mail that no marketplace's order names; `correspondent` is who is not the shop.
pub fn of_mail(mail: &Posted, id: &str, correspondent: &Address) -> String {
    let root = mail.references.first().or(mail.in_reply_to.as_ref());
    if let Some(root) = root.filter(|root| !root.trim().is_empty()) {
        return bounded_id(&format!("{ROOT}{root}"));
    }
    let subject = mail.subject.as_deref().unwrap_or_default();
    match without_prefixes(subject) {
        (rest, true) if !rest.is_empty() => {
            bounded_id(&format!("subject:{}:{}", correspondent.address.to_lowercase(), rest.to_lowercase()))
        }
        _ => bounded_id(&format!("{ROOT}{id}")),
    }
}

/// The conversation of an order of a site's.
pub fn of_order(site: &str, order: &str) -> String {
    bounded_id(&format!("{site}:order:{order}"))
}

/// The conversation of a buyer whom a site names, without an order.
pub fn of_buyer(site: &str, name: &str) -> String {
    bounded_id(&format!("{site}:buyer:{}", name.to_lowercase()))
}

/// What a bounce says about the mail that failed: its conversation, and its id.
///
/// Its own `References` and `In-Reply-To` count, and else the header of the failed mail where it stands in the text.
pub fn of_bounce(mail: &Posted, id: &str, correspondent: &Address) -> (String, Option<String>) {
    let returned = |name: &str| {
        let begins = |line: &&str| line.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
        let line = mail.text().lines().map(str::trim_start).find(begins)?;
        let mut words = line.get(name.len()..)?.split(|char: char| char.is_whitespace() || "<>".contains(char));
        words.find(|word| !word.is_empty()).map(str::to_owned)
    };
    let failed = mail.in_reply_to.clone().or_else(|| returned("message-id:"));
    let root =
        mail.references.first().cloned().or_else(|| returned("references:")).or_else(|| returned("in-reply-to:"));
    let thread = match root {
        Some(root) => bounded_id(&format!("{ROOT}{root}")),
        None => of_mail(mail, id, correspondent),
    };
    (thread, failed.map(|id| bounded_id(&id)))
}

//! Answers that the provider could not deliver, posted by its event webhook.

use super::{Mailbox, settings};
use sellerdesk_adapter::mail::Address;
use sellerdesk_adapter::{Acceptance, Answer, Evidence, Received, Request};
use sellerdesk_canonical::Event;
use sellerdesk_relay_mail::Undelivered;

/// Judges a request; the error is what it is answered with instead.
pub fn receive(request: &Request, evidence: &[Evidence]) -> Result<Received, Received> {
    let settings = settings(request)?;
    let (failures, replay_key) = sellerdesk_relay_mail::failures(request, evidence)?;
    let mailbox = Mailbox::read(&settings)?;
    let events = failures.into_iter().filter_map(|failure| event(failure, &mailbox)).collect();
    Ok(Received::Accepted(Acceptance { events, answer: Answer::empty(crate::STATUS_ACCEPTED), replay_key }))
}

/// On the conversation that the provider kept with the mail, else on that of whom it should have reached; `None` for
/// mail that the shop sent to others through the same provider.
fn event(failure: Undelivered, mailbox: &Mailbox) -> Option<Event> {
    let to = Address { name: None, address: failure.to.clone()? };
    mailbox.is_relay(&to).then(|| failure.event(format!("buyer:{}", to.address.to_ascii_lowercase())))
}

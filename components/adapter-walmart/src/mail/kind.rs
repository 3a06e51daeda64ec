//! What kind of mail has arrived, and the events that it makes.

use super::layout::{Extracted, extract, named_order};
use super::{Mailbox, is_walmart, relay_recipient, sender};
use sellerdesk_adapter::mail::Address;
use sellerdesk_adapter::text;
use sellerdesk_canonical::{Author, Buyer, Event, Failure, Happening, Message};
use sellerdesk_relay_mail::{Posted, bounded_id};

/// The kinds of mail; `machine` is a stable word saying why a mail is known to come from a machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind<'mail> {
    /// A buyer's words, perhaps sent by the buyer's vacation responder.
    Buyer { address: Address, machine: Option<&'mail str> },
    /// A copy of what the seller, or a machine of the shop's, wrote to a relay address.
    SellerCopy { to: Address, machine: Option<&'mail str> },
    /// A mail of ours that did not arrive.
    Undelivered { to: Option<Address> },
    /// A mail of Walmart's own.
    Platform { machine: &'mail str },
    /// Claims to come from Walmart or the shop and fails SPF or DKIM.
    SuspectedPhishing,
    /// From nobody known.
    Stranger { address: Address, machine: &'mail str },
}

impl<'mail> Kind<'mail> {
    /// Recognises a mail by its `From`. Anybody can write anything there, so a mail that fails SPF or DKIM explicitly
    /// is suspected phishing, whatever else it says.
    pub fn of(mail: &'mail Posted, mailbox: &Mailbox) -> Self {
        let sender = sender(mail, mailbox);
        let machine = mail.machine.as_deref();
        let is_relay = mailbox.is_relay(&sender);
        let is_own = mailbox.is_own(&sender);
        if (is_relay || is_own || is_walmart(&sender.domain())) && mail.authentication_failure(is_walmart).is_some() {
            return Self::SuspectedPhishing;
        }
        // Before bounces: a buyer's vacation notice has no return path either.
        if is_relay {
            return Self::Buyer { address: sender, machine };
        }
        if machine == Some("bounce") {
            return Self::Undelivered { to: failed_recipient(mail, mailbox) };
        }
        match relay_recipient(mail, mailbox) {
            Some(to) if is_own => return Self::SellerCopy { to, machine },
            _ if is_own => return Self::Stranger { address: sender, machine: "own_address" },
            _ => {}
        }
        if is_walmart(&sender.domain()) {
            return Self::Platform { machine: machine.unwrap_or("walmart_notification") };
        }
        Self::Stranger { address: sender, machine: machine.unwrap_or("unknown_sender") }
    }

    /// The events of the mail: a message always, and before it a failure where there is one.
    pub fn events(self, mail: &Posted) -> Vec<Event> {
        let id = mail.event_id.clone();
        match self {
            Self::Buyer { address, machine } => vec![from_buyer(mail, id, address, machine)],
            Self::SellerCopy { to, machine } => vec![seller_copy(mail, id, to, machine)],
            Self::Undelivered { to } => undelivered(mail, id, to),
            Self::Platform { machine } => {
                let thread = thread(named_order(subject(mail)), None, &id);
                vec![event(mail, id, thread, message(mail, Author::Platform, mail.text(), Some(machine)))]
            }
            Self::SuspectedPhishing => {
                // Its own namespace: a forged Message-ID must not take a genuine mail's place.
                let id = bounded_id(&format!("suspect:{id}"));
                let thread = bounded_id(&format!("mail:{id}"));
                let message = message(mail, Author::Platform, mail.text(), Some("suspected_phishing"));
                vec![event(mail, id, (thread, None), message)]
            }
            Self::Stranger { address, machine } => {
                let id = bounded_id(&format!("stranger:{id}"));
                let thread = bounded_id(&format!("sender:{}", address.address.to_lowercase()));
                vec![event(mail, id, (thread, None), message(mail, Author::Platform, mail.text(), Some(machine)))]
            }
        }
    }
}

fn from_buyer(mail: &Posted, id: String, address: Address, machine: Option<&str>) -> Event {
    let Extracted { order, item, name, words } = extract(&mail.plain, &mail.html_as_text);
    let by_walmart = thread(order.as_deref(), Some(&address), &id);
    let message = message(mail, Author::Buyer, &words, machine);
    let name = name.or_else(|| address.name.as_deref().map(text::line)).filter(|name| !name.is_empty());
    Event {
        product_id: item,
        // For display only: the thread does not follow from what a buyer wrote.
        order_id: order.or_else(|| named_order(subject(mail)).map(str::to_owned)),
        site: site(&address),
        buyer: Some(Buyer { id: address.address, name }),
        ..event(mail, id, by_walmart, message)
    }
}

fn seller_copy(mail: &Posted, id: String, to: Address, machine: Option<&str>) -> Event {
    let author = if machine.is_some() { Author::Automatic } else { Author::Seller };
    let words = sellerdesk_adapter::mail::without_quotes(mail.text());
    let subject = subject(mail);
    let thread = thread(named_order(subject), Some(&to), &id);
    let event = event(mail, id, thread, message(mail, author, &words, machine));
    Event { site: site(&to), ..event }
}

fn undelivered(mail: &Posted, id: String, to: Option<Address>) -> Vec<Event> {
    let subject = subject(mail);
    let order = named_order(subject).or_else(|| named_order(mail.text()));
    let thread = thread(order, to.as_ref(), &id);
    let failure = Failure { message_id: mail.in_reply_to.as_deref().map(bounded_id), reason: "bounce".to_owned() };
    let message = message(mail, Author::Platform, mail.text(), Some("bounce"));
    vec![
        event(mail, bounded_id(&format!("{id}#notice")), thread.clone(), Happening::Failed(failure)),
        event(mail, id, thread, message),
    ]
}

/// Thread and order: of the order where one is named, else of the relay address, else of the mail.
fn thread(order: Option<&str>, relay: Option<&Address>, id: &str) -> (String, Option<String>) {
    match (order, relay) {
        (Some(order), _) => (format!("order:{order}"), Some(order.to_owned())),
        (None, Some(relay)) => (format!("buyer:{}", relay.address.to_ascii_lowercase()), None),
        (None, None) => (bounded_id(&format!("mail:{id}")), None),
    }
}

fn event(mail: &Posted, id: String, (thread, order_id): (String, Option<String>), happening: Happening) -> Event {
    Event { id, thread, at: mail.at, buyer: None, order_id, product_id: None, site: None, happening }
}

fn message(mail: &Posted, author: Author, words: &str, machine: Option<&str>) -> Happening {
    let cut = text::body(words.trim());
    Happening::Message(Message {
        author,
        text: cut.text,
        subject: mail.subject.clone(),
        attachments: mail.attachments.clone(),
        language: None,
        machine: machine.map(str::to_owned),
        truncated: cut.truncated,
    })
}

fn subject(mail: &Posted) -> &str {
    mail.subject.as_deref().unwrap_or_default()
}

/// `walmart.com` of `relay.walmart.com`.
fn site(relay: &Address) -> Option<String> {
    let domain = relay.domain();
    Some(text::line(domain.strip_prefix("relay.").unwrap_or(&domain)))
}

/// Whom a mail of ours did not reach: `X-Failed-Recipients`, or the first relay address in the bounce.
fn failed_recipient(mail: &Posted, mailbox: &Mailbox) -> Option<Address> {
    let failed = mail.headers.get("x-failed-recipients").unwrap_or_default();
    let is_edge = |char: char| char.is_whitespace() || "<>()[]\"',;:".contains(char);
    let words = failed.split(is_edge).chain(mail.text().split(is_edge));
    words
        .filter(|word| word.contains('@'))
        .map(|word| Address { name: None, address: word.trim_end_matches('.').to_owned() })
        .find(|address| mailbox.is_relay(address))
}

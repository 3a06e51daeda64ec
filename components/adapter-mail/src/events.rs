//! The events that a mail makes: a message always, and before it what else it tells.

use crate::kind::Kind;
use crate::mailbox::is_plain;
use crate::notice::notice;
use crate::site::{Found, Site};
use crate::thread;
use sellerdesk_adapter::mail::{Address, without_quotes};
use sellerdesk_adapter::text;
use sellerdesk_canonical::{Author, Buyer, Event, Failure, Happening, Message, Risk};
use sellerdesk_relay_mail::{Posted, bounded_id};

/// The events of a mail.
pub fn of(mail: &Posted, kind: Kind<'_>) -> Vec<Event> {
    let id = mail.event_id.clone();
    match kind {
        Kind::Buyer { from, site, machine } => {
            let thread = thread::of_mail(mail, &id, &from);
            let message = message(mail, Author::Buyer, &without_quotes(mail.text()), machine);
            // For display only: the thread does not follow from what a buyer wrote.
            let order_id = site.and_then(|site| (site.order_in)(mail.subject.as_deref().unwrap_or_default()));
            vec![Event {
                buyer: buyer(&from, None),
                order_id,
                site: site.map(|site| site.name.to_owned()),
                ..event(mail, id, thread, message)
            }]
        }
        Kind::OfSite { site, found, reply_to, machine } => {
            vec![of_site(mail, id, site, found, reply_to.as_ref(), machine)]
        }
        Kind::Notice { site, found, machine } => noticed(mail, id, site, &found, &machine),
        Kind::Own { to, site, machine } => vec![own(mail, id, &to, site, machine)],
        Kind::Undelivered { from } => undelivered(mail, id, &from),
        Kind::Impersonal { from, machine } => {
            let thread = bounded_id(&format!("sender:{}", from.address.to_lowercase()));
            let message = message(mail, Author::Platform, mail.text(), Some(machine));
            vec![event(mail, bounded_id(&format!("stranger:{id}")), thread, message)]
        }
        Kind::SuspectedPhishing => {
            // Its own namespace: a forged Message-ID must not take a genuine mail's place.
            let id = bounded_id(&format!("suspect:{id}"));
            let thread = bounded_id(&format!("{}{id}", thread::ROOT));
            vec![event(mail, id, thread, message(mail, Author::Platform, mail.text(), Some("suspected_phishing")))]
        }
    }
}

fn of_site(
    mail: &Posted,
    id: String,
    site: &Site,
    found: Found,
    reply_to: Option<&Address>,
    machine: Option<&str>,
) -> Event {
    let Found { order, buyer: name, product, words } = found;
    let thread = match (&order, &name, reply_to) {
        (Some(order), _, _) => thread::of_order(site.name, order),
        (None, Some(name), None) => thread::of_buyer(site.name, name),
        (None, _, reply_to) => thread::of_mail(mail, &id, reply_to.unwrap_or(&Address::default())),
    };
    let message = message(mail, Author::Buyer, &words.unwrap_or_default(), machine);
    // Nobody to answer to: the conversation stands for the buyer, and an answer is refused.
    let buyer = match reply_to {
        Some(address) => buyer(address, name),
        None => Some(Buyer { id: thread.clone(), name }),
    };
    Event {
        buyer,
        order_id: order,
        product_id: product,
        site: Some(site.name.to_owned()),
        ..event(mail, id, thread, message)
    }
}

fn noticed(mail: &Posted, id: String, site: &Site, found: &Found, machine: &str) -> Vec<Event> {
    let subject = mail.subject.as_deref().unwrap_or_default();
    let own_thread = || bounded_id(&format!("{}{id}", thread::ROOT));
    let thread = found.order.as_ref().map_or_else(own_thread, |order| thread::of_order(site.name, order));
    let dressed = |event: Event| Event {
        order_id: found.order.clone(),
        product_id: found.product.clone(),
        site: Some(site.name.to_owned()),
        ..event
    };
    let mut events = Vec::new();
    if let Some((kind, state)) = notice(subject) {
        let risk = Risk {
            kind,
            state,
            reference: found.order.clone().unwrap_or_else(|| id.clone()),
            amount: None,
            reason: Some(subject.to_owned()),
            due_at: None,
        };
        events.push(dressed(event(mail, bounded_id(&format!("{id}#notice")), thread.clone(), Happening::Risk(risk))));
    }
    events.push(dressed(event(mail, id, thread, message(mail, Author::Platform, mail.text(), Some(machine)))));
    events
}

/// A copy of what the shop wrote. Its subject is the shop's, so an order in it counts.
fn own(mail: &Posted, id: String, to: &Address, site: Option<&Site>, machine: Option<&str>) -> Event {
    let subject = mail.subject.as_deref().unwrap_or_default();
    let order = site.and_then(|site| (site.order_in)(subject));
    let thread = match (site, &order) {
        (Some(site), Some(order)) => thread::of_order(site.name, order),
        _ => thread::of_mail(mail, &id, to),
    };
    let author = if machine.is_some() { Author::Automatic } else { Author::Seller };
    let message = message(mail, author, &without_quotes(mail.text()), machine);
    Event { order_id: order, site: site.map(|site| site.name.to_owned()), ..event(mail, id, thread, message) }
}

fn undelivered(mail: &Posted, id: String, from: &Address) -> Vec<Event> {
    let (thread, message_id) = thread::of_bounce(mail, &id, from);
    let failure = Happening::Failed(Failure { message_id, reason: "bounce".to_owned() });
    let message = message(mail, Author::Platform, mail.text(), Some("bounce"));
    vec![event(mail, bounded_id(&format!("{id}#notice")), thread.clone(), failure), event(mail, id, thread, message)]
}

/// The buyer by the address that answers go to.
fn buyer(address: &Address, name: Option<String>) -> Option<Buyer> {
    let name = name.or_else(|| address.name.as_deref().map(text::line)).filter(|name| !name.is_empty());
    is_plain(&address.address).then(|| Buyer { id: address.address.clone(), name })
}

fn event(mail: &Posted, id: String, thread: String, happening: Happening) -> Event {
    Event { id, thread, at: mail.at, buyer: None, order_id: None, product_id: None, site: None, happening }
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

//! Canonical events out of a recognised mail.
//!
//! # Threads
//!
//! An adapter sees one mail at a time, so a thread must follow from that mail alone:
//!
//! | mail | thread |
//! |---|---|
//! | names an order where Amazon writes (subject, text before the start marker), or anywhere in a notice or seller's copy | `order:<order id>` |
//! | a buyer's, the order only in the buyer's own words | `buyer:<alias>@<domain>:<order id>` |
//! | a buyer's, without an order (a question before the sale) | `buyer:<alias>@<domain>` |
//! | a bounce that quotes a relay address | `buyer:<alias>@<domain>` |
//! | from a stranger | `sender:<address>` |
//! | anything else | `mail:<message id>` |
//!
//! One order has one buyer and an alias is constant for a buyer and a seller, so within an account `order:<order id>`
//! holds exactly the mails of one alias and order, and the notices and seller's copies about that order, which carry
//! no alias, meet them there. An order number in a buyer's own words opens no other buyer's conversation: it counts
//! together with the alias only.
//!
//! Not knowable from one mail, and so left apart: which order a seller's copy without an order number belongs to
//! (`In-Reply-To` names a mail, not a thread), that a question before the sale continues after it, and whether a
//! seller's copy repeats an automatic reply.

use crate::address::{RelayAddress, site_of_marketplace};
use crate::extract::extract;
use crate::identifier::{asin, order_id};
use crate::notice::Notice;
use crate::recognise::Kind;
use sellerdesk_adapter::mail::Address;
use sellerdesk_adapter::text;
use sellerdesk_canonical::{Author, Buyer, Event, Failure, Happening, Message, Risk};
use sellerdesk_relay_mail::{Posted, bounded_id};

/// One hour, in milliseconds.
const HOUR_MS: i64 = 3_600_000;

/// Hexadecimal digits of a reply's id.
const REPLY_ID_BYTES: usize = 32;

/// The events of a mail: a message always, and what else the mail tells before it.
pub fn compose(mail: &Posted, sender: &Address, kind: Kind<'_>) -> Vec<Event> {
    let id = mail.event_id.clone();
    match kind {
        Kind::Buyer { address, name, machine } => vec![from_buyer(mail, id, address, name, machine)],
        Kind::SellerCopy => vec![seller_copy(mail, id)],
        Kind::Notice { notice, machine } => noticed(mail, id, &notice, machine),
        Kind::Platform { machine } => {
            let order = order_id(mail.subject.as_deref().unwrap_or_default()).map(str::to_owned);
            let thread = order_thread(order.as_deref()).unwrap_or_else(|| mail_thread(&id));
            let message = message(mail, Author::Platform, mail.text(), Some(machine));
            vec![event(mail, id, thread, order, Happening::Message(message))]
        }
        Kind::Undelivered { address } => undelivered(mail, id, &address),
        Kind::SuspectedPhishing => {
            // Its own namespace: a forged Message-ID must not take a genuine mail's place.
            let id = bounded_id(&format!("suspect:{id}"));
            let message = message(mail, Author::Platform, mail.text(), Some("suspected_phishing"));
            vec![event(mail, id.clone(), mail_thread(&id), None, Happening::Message(message))]
        }
        Kind::Stranger { machine } => {
            let id = bounded_id(&format!("stranger:{id}"));
            let thread = bounded_id(&format!("sender:{}", sender.address.to_lowercase()));
            let message = message(mail, Author::Platform, mail.text(), Some(machine));
            vec![event(mail, id, thread, None, Happening::Message(message))]
        }
    }
}

fn from_buyer(mail: &Posted, id: String, address: RelayAddress, name: Option<String>, machine: Option<&str>) -> Event {
    let extracted = extract(&mail.plain, &mail.html_as_text);
    let subject = mail.subject.as_deref().unwrap_or_default();
    let by_amazon = order_id(subject).or_else(|| order_id(extracted.preamble)).map(str::to_owned);
    let by_buyer = || order_id(&extracted.words).map(str::to_owned);
    let order = by_amazon.clone().or_else(by_buyer);
    let thread = order_thread(by_amazon.as_deref()).unwrap_or_else(|| {
        let own = format!("buyer:{}", address.without_case());
        bounded_id(&order.as_ref().map_or_else(|| own.clone(), |order| format!("{own}:{order}")))
    });
    let message = message(mail, Author::Buyer, &extracted.words, machine);
    Event {
        buyer: Some(Buyer { id: address.full, name }),
        product_id: asin(extracted.preamble).or_else(|| asin(&extracted.words)).map(str::to_owned),
        site: Some(format!("amazon.{}", address.site)),
        ..event(mail, id, thread, order, Happening::Message(message))
    }
}

fn seller_copy(mail: &Posted, id: String) -> Event {
    let extracted = extract(&mail.plain, &mail.html_as_text);
    let order = any_order_id(mail);
    let thread = order_thread(order.as_deref()).unwrap_or_else(|| mail_thread(&id));
    let message = message(mail, Author::Seller, &extracted.words, None);
    event(mail, id, thread, order, Happening::Message(message))
}

/// What a notice tells, and the notice itself for people to read.
fn noticed(mail: &Posted, id: String, notice: &Notice, machine: &str) -> Vec<Event> {
    let order = any_order_id(mail);
    let relay = RelayAddress::find(mail.text());
    let thread = order_thread(order.as_deref())
        .or_else(|| relay.map(|relay| format!("buyer:{}", relay.without_case())))
        .unwrap_or_else(|| mail_thread(&id));
    let happening = match notice {
        Notice::Undelivered(reason) => failure(mail, reason),
        Notice::Risk { kind, state, due_hours } => Happening::Risk(Risk {
            kind: *kind,
            state: *state,
            reference: order.clone().unwrap_or_else(|| id.clone()),
            amount: None,
            reason: mail.subject.clone(),
            due_at: due_hours.map(|hours| mail.at + hours * HOUR_MS),
        }),
    };
    let product = asin(mail.text()).map(str::to_owned);
    let message = message(mail, Author::Platform, mail.text(), Some(machine));
    [(bounded_id(&format!("{id}#notice")), happening), (id, Happening::Message(message))]
        .into_iter()
        .map(|(id, happening)| Event {
            product_id: product.clone(),
            ..event(mail, id, thread.clone(), order.clone(), happening)
        })
        .collect()
}

/// A reply that the shop's own mail provider could not deliver.
fn undelivered(mail: &Posted, id: String, address: &RelayAddress) -> Vec<Event> {
    let order = any_order_id(mail);
    let thread = order_thread(order.as_deref()).unwrap_or_else(|| format!("buyer:{}", address.without_case()));
    let message = message(mail, Author::Platform, mail.text(), Some("bounce"));
    [(bounded_id(&format!("{id}#notice")), failure(mail, "bounce")), (id, Happening::Message(message))]
        .into_iter()
        .map(|(id, happening)| event(mail, id, thread.clone(), order.clone(), happening))
        .collect()
}

/// The mail of ours that failed is the one this mail answers.
fn failure(mail: &Posted, reason: &str) -> Happening {
    Happening::Failed(Failure {
        message_id: mail.in_reply_to.clone().or_else(|| quoted_id(mail.text())).map(|id| bounded_id(&id)),
        reason: reason.to_owned(),
    })
}

/// The first id of a mail of ours in a text: a reply's 32 digits before an `@`
/// ([`sellerdesk_relay_mail::message_id`]). Reports of mail servers quote the header of what they return.
fn quoted_id(text: &str) -> Option<String> {
    let is_part = |character: char| character.is_ascii_alphanumeric() || ".-@".contains(character);
    let is_ours = |word: &&str| {
        word.split_once('@').is_some_and(|(local, domain)| {
            let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
            local.len() == REPLY_ID_BYTES && local.bytes().all(is_digit) && domain.contains('.')
        })
    };
    text.split(|character| !is_part(character)).find(is_ours).map(str::to_owned)
}

fn event(mail: &Posted, id: String, thread: String, order_id: Option<String>, happening: Happening) -> Event {
    Event {
        id,
        thread,
        at: mail.at,
        buyer: None,
        order_id,
        product_id: None,
        site: mail.headers.get("x-marketplace-id").and_then(site_of_marketplace),
        happening,
    }
}

fn message(mail: &Posted, author: Author, words: &str, machine: Option<&str>) -> Message {
    let cut = text::body(words.trim());
    Message {
        author,
        text: cut.text,
        subject: mail.subject.clone(),
        attachments: mail.attachments.clone(),
        language: None,
        machine: machine.map(str::to_owned),
        truncated: cut.truncated,
    }
}

fn any_order_id(mail: &Posted) -> Option<String> {
    let subject = mail.subject.as_deref().unwrap_or_default();
    order_id(subject).or_else(|| order_id(&mail.plain)).or_else(|| order_id(&mail.html_as_text)).map(str::to_owned)
}

/// The conversation of an order.
pub fn order_thread(order: Option<&str>) -> Option<String> {
    order.map(|order| bounded_id(&format!("order:{order}")))
}

fn mail_thread(id: &str) -> String {
    bounded_id(&format!("mail:{id}"))
}

//! `/mail`: the customer-care mailbox, where Walmart relays what buyers write, and answers to it.
//!
//! | mail | becomes |
//! |---|---|
//! | from a relay address | a message of the buyer's, reduced to the buyer's own words ([`layout`]) |
//! | from one of `own_addresses` to a relay address | a message of the seller's |
//! | from Walmart itself | a message of the platform's |
//! | a bounce | a failure, and the mail as a message of the platform's |
//! | claims to be Walmart's or the shop's own, fails SPF or DKIM | a message of the platform's marked `suspected_phishing` |
//! | from anybody else | a message of the platform's marked `unknown_sender` or with the sign of a machine |
//!
//! # Threads
//!
//! | mail | thread |
//! |---|---|
//! | names a sales order where Walmart writes (above the buyer's words) | `order:<sales order>` |
//! | the seller's copy or a bounce that names one (`Order 5921679250664`, which answers carry in their subject) | `order:<sales order>` |
//! | a buyer's that names none there | `buyer:<relay address>` |
//! | anything else | `mail:<message id>`, `sender:<address>` |
//!
//! An order that stands only in the buyer's own words or in a subject that the buyer wrote opens nobody else's
//! conversation: answers go to whoever wrote last.
//!
//! Settings (in `mail`): those of `sellerdesk-relay-mail`; `own_addresses`, the shop's own mailboxes; `relay_domains`
//! (default `["relay.walmart.com"]`, unverified).

mod compose;
mod failures;
mod kind;
mod layout;

pub use compose::{LIMITS, compose, interpret};

use kind::Kind;
use sellerdesk_adapter::mail::Address;
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{Acceptance, Answer, Error, Evidence, Received, Request};
use sellerdesk_relay_mail::Posted;

/// The domain of relay addresses where the settings don't say.
const RELAY_DOMAIN: &str = "relay.walmart.com";
/// Longest address taken for a relay address, in bytes (RFC 5321: 64 + `@` + 255).
const ADDRESS_BYTES_MAX: usize = 320;

/// What of an account's settings mails are read with.
pub struct Mailbox {
    /// Domains of relay addresses, in lower case.
    pub relay_domains: Vec<String>,
    /// The shop's own mailboxes.
    pub own_addresses: Vec<String>,
}

/// Judges a request with a mail.
pub fn receive(request: &Request, evidence: &[Evidence]) -> Received {
    read(request, evidence).unwrap_or_else(|refusal| refusal)
}

/// Judges a request of the provider's about mails that did not arrive.
pub fn receive_failures(request: &Request, evidence: &[Evidence]) -> Received {
    failures::receive(request, evidence).unwrap_or_else(|refusal| refusal)
}

fn read(request: &Request, evidence: &[Evidence]) -> Result<Received, Received> {
    let settings = settings(request)?;
    let mailbox = Mailbox::read(&settings)?;
    let mail = sellerdesk_relay_mail::authenticate(request, evidence)?;
    let kind = Kind::of(&mail, &mailbox);
    Ok(Received::Accepted(Acceptance {
        events: kind.events(&mail),
        answer: Answer::empty(crate::STATUS_ACCEPTED),
        replay_key: mail.replay_key,
    }))
}

fn settings(request: &Request) -> Result<Settings, Received> {
    let missing = || Error::Settings { key: "mail".to_owned(), problem: "is missing: it is needed at /mail" };
    Ok(Settings::parse(&request.settings)?.nested("mail")?.ok_or_else(missing)?)
}

impl Mailbox {
    /// Reads the settings; they are the same in both places.
    pub fn read(settings: &Settings) -> Result<Self, Error> {
        let lower = |texts: Vec<&str>| texts.into_iter().map(str::to_ascii_lowercase).collect::<Vec<_>>();
        let mut relay_domains = lower(settings.texts("relay_domains")?);
        if relay_domains.is_empty() {
            relay_domains.push(RELAY_DOMAIN.to_owned());
        }
        Ok(Self { relay_domains, own_addresses: lower(settings.texts("own_addresses")?) })
    }

    /// Whether an address is a relay address: of a relay domain, and no machine's.
    pub fn is_relay(&self, address: &Address) -> bool {
        let local: String = address.local_part().chars().filter(char::is_ascii_alphanumeric).collect();
        let is_plain = address.address.bytes().all(|byte| byte.is_ascii_graphic());
        let is_machine =
            ["noreply", "donotreply", "mailerdaemon", "postmaster"].iter().any(|name| local.starts_with(name));
        is_plain
            && address.address.len() <= ADDRESS_BYTES_MAX
            && !local.is_empty()
            && !is_machine
            && self.relay_domains.contains(&address.domain())
    }

    fn is_own(&self, address: &Address) -> bool {
        self.own_addresses.contains(&address.address.to_ascii_lowercase())
    }
}

/// Whether a domain is Walmart's: `walmart.<country>` or below it.
fn is_walmart(domain: &str) -> bool {
    ["walmart.com", "walmart.ca", "walmart.com.mx", "walmart.cl"]
        .iter()
        .any(|own| domain.strip_suffix(own).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}

/// Who the mail says it is from. Of several authors none is believed: the one that is nobody known counts.
fn sender(mail: &Posted, mailbox: &Mailbox) -> Address {
    let known = |author: &Address| mailbox.is_own(author) || is_walmart(&author.domain()) || mailbox.is_relay(author);
    let stranger = mail.authors.iter().find(|author| !known(author));
    stranger.or(mail.authors.first()).cloned().unwrap_or_default()
}

/// The first of the recipients that is a relay address.
fn relay_recipient(mail: &Posted, mailbox: &Mailbox) -> Option<Address> {
    mail.to.iter().find(|address| mailbox.is_relay(address)).cloned()
}

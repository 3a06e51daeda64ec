//! What kind of mail has arrived.

use crate::mailbox::{Mailbox, is_nobody, is_plain};
use crate::site::{Found, Parts, Site, is_known_site};
use sellerdesk_adapter::mail::{Address, without_prefixes};
use sellerdesk_relay_mail::Posted;

/// Headers in which providers say that a mail is spam.
const SPAM_HEADERS: [&str; 2] = ["x-spam-flag", "x-mailgun-sflag"];
/// Signs of machines that no person stands behind: everything else that is automatic answers a person's own mail.
const IMPERSONAL: [&str; 5] = ["precedence", "list", "loop", "machine_sender", "autoresponder"];

/// The kinds of mail; `machine` is a stable word saying why a mail is known to come from a machine.
pub enum Kind<'mail> {
    /// Somebody's words; `site` where that is known.
    Buyer { from: Address, site: Option<&'static Site>, machine: Option<&'mail str> },
    /// A buyer's words in a marketplace's mail; answers go to `reply_to`, where there is anybody.
    OfSite { site: &'static Site, found: Found, reply_to: Option<Address>, machine: Option<&'mail str> },
    /// A marketplace's notice.
    Notice { site: &'static Site, found: Found, machine: String },
    /// What the shop wrote to somebody; `site` is that address's.
    Own { to: Address, site: Option<&'static Site>, machine: Option<&'mail str> },
    /// A mail of ours that did not arrive.
    Undelivered { from: Address },
    /// A newsletter, a mailing list, spam, the shop's own mail to itself.
    Impersonal { from: Address, machine: &'mail str },
    /// Claims to come from the shop or a marketplace and fails SPF or DKIM.
    SuspectedPhishing,
}

impl<'mail> Kind<'mail> {
    /// Recognises a mail by its `From`. Anybody can write anything there, so what claims to be the shop's or a
    /// marketplace's and fails SPF or DKIM explicitly is not believed.
    pub fn of(mail: &'mail Posted, mailbox: &Mailbox) -> Self {
        let from = sender(mail, mailbox);
        let machine = mail.machine.as_deref();
        let failed = mail.authentication_failure(is_known_site).is_some();
        let (is_own, site) = (mailbox.is_own(&from), mailbox.site_of(&from.domain()));
        if failed && (is_own || site.is_some() || mailbox.is_relay(&from)) {
            return Self::SuspectedPhishing;
        }
        if is_own {
            return own(mail, mailbox, from, machine);
        }
        let is_impersonal = machine.is_some_and(|reason| IMPERSONAL.contains(&reason));
        if mailbox.is_relay(&from) && !is_impersonal {
            let site = mailbox.relay_site_of(&from.domain());
            return Self::Buyer { from, site, machine };
        }
        if machine == Some("bounce") {
            return Self::Undelivered { from };
        }
        if let Some(site) = site {
            return of_site(mail, site, from, machine);
        }
        if SPAM_HEADERS.iter().any(|name| mail.headers.all(name).any(|value| value.eq_ignore_ascii_case("yes"))) {
            return Self::Impersonal { from, machine: "spam" };
        }
        match machine {
            Some(machine) if IMPERSONAL.contains(&machine) => Self::Impersonal { from, machine },
            None if failed => {
                Self::Buyer { from: reply_to(mail, from), site: None, machine: Some("authentication_failed") }
            }
            machine => Self::Buyer { from: reply_to(mail, from), site: None, machine },
        }
    }
}

/// A marketplace's mail: a buyer's words where it sets them off, a notice otherwise.
fn of_site<'mail>(mail: &Posted, site: &'static Site, from: Address, machine: Option<&'mail str>) -> Kind<'mail> {
    let subject = mail.subject.as_deref().unwrap_or_default();
    let mut parts = Parts { subject, text: mail.text() };
    let (_, is_answer) = without_prefixes(subject);
    if is_answer {
        // A buyer's mail program keeps whatever the buyer makes of the subject.
        parts.subject = "";
    }
    let mut found = (site.read)(&parts);
    if found.words.is_none() && !mail.html_as_text.trim().is_empty() {
        let by_html = (site.read)(&Parts { text: &mail.html_as_text, ..parts });
        if by_html.words.is_some() {
            found = by_html;
        }
    }
    // Marketplaces send everything from no-reply addresses and as bulk: that says nothing about a buyer's words.
    let personal = machine.filter(|reason| !IMPERSONAL.contains(reason) && *reason != "suppress");
    match found.words {
        Some(_) => {
            let own = Some(from).filter(|from| site.takes_answers && !is_nobody(&from.address));
            Kind::OfSite { site, found, reply_to: named_reply_to(mail).or(own), machine: personal }
        }
        None => Kind::Notice {
            site,
            found,
            machine: personal.map_or_else(|| format!("{}_notification", site.name), str::to_owned),
        },
    }
}

/// The shop's own mail: to somebody, or to itself.
fn own<'mail>(mail: &Posted, mailbox: &Mailbox, from: Address, machine: Option<&'mail str>) -> Kind<'mail> {
    let to = mail.to.iter().find(|address| !mailbox.is_own(address) && is_plain(&address.address)).cloned();
    match to {
        Some(to) => {
            let site = mailbox.site_of(&to.domain()).filter(|_| !mailbox.is_relay(&to));
            Kind::Own { to, site, machine: machine.filter(|reason| *reason != "bounce") }
        }
        None => Kind::Impersonal { from, machine: "own_address" },
    }
}

/// Who the mail says it is from. Of several authors the first that is nobody known counts.
fn sender(mail: &Posted, mailbox: &Mailbox) -> Address {
    let is_known = |author: &Address| mailbox.is_own(author) || mailbox.site_of(&author.domain()).is_some();
    let stranger = mail.authors.iter().find(|author| !is_known(author));
    stranger.or(mail.authors.first()).cloned().unwrap_or_default()
}

/// Where answers to a person go: `Reply-To`, else the sender.
fn reply_to(mail: &Posted, from: Address) -> Address {
    match named_reply_to(mail) {
        Some(named) => Address { name: named.name.or(from.name), address: named.address },
        None => from,
    }
}

/// `Reply-To` where that is one address that somebody reads.
fn named_reply_to(mail: &Posted) -> Option<Address> {
    let [only] = mail.reply_to.as_slice() else { return None };
    (is_plain(&only.address) && !is_nobody(&only.address)).then(|| only.clone())
}

//! The marketplaces that only tell by mail: their domains, and a reader for each one's mails.
//!
//! Nothing here is published by the marketplaces: domains and layouts are what sellers show of such mails, and
//! unverified. A reader finds what it can; what it doesn't find is left out.

mod aliexpress;
mod temu;
mod wayfair;

use crate::label::Labelled;
use sellerdesk_adapter::text;

/// A marketplace.
pub struct Site {
    /// As events name it.
    pub name: &'static str,
    /// Domains that its mails come from, with everything below them; the setting `sites` replaces them.
    pub domains: &'static [&'static str],
    /// Domains whose addresses each stand for one buyer: what comes from there the buyer wrote, subject and all.
    pub relay_domains: &'static [&'static str],
    /// Whether its own addresses take answers for the buyer; elsewhere only a `Reply-To` does.
    pub takes_answers: bool,
    /// What a mail tells.
    pub read: fn(&Parts<'_>) -> Found,
    /// The first number of an order in a text, in the site's own form.
    pub order_in: fn(&str) -> Option<String>,
}

/// The sites, by name.
pub const SITES: &[Site] = &[
    Site {
        name: "aliexpress",
        domains: &["aliexpress.com"],
        relay_domains: &[],
        takes_answers: false,
        read: aliexpress::read,
        order_in: aliexpress::order_in,
    },
    Site {
        name: "temu",
        domains: &["temu.com"],
        relay_domains: &["temuemail.com"],
        takes_answers: false,
        read: temu::read,
        order_in: temu::order_in,
    },
    Site {
        name: "wayfair",
        domains: &["wayfair.com", "wayfair.co.uk", "wayfair.ca", "wayfair.de", "wayfair.ie"],
        relay_domains: &[],
        takes_answers: true,
        read: wayfair::read,
        order_in: wayfair::order_in,
    },
];

/// Whether a domain is one of a site's known ones or below it: large senders sign twice, and one good signature of
/// theirs is enough.
pub fn is_known_site(domain: &str) -> bool {
    let own = SITES.iter().flat_map(|site| site.domains.iter().chain(site.relay_domains));
    own.into_iter().any(|own| is_below(domain, own))
}

/// Whether a domain is another one or below it.
pub fn is_below(domain: &str, own: &str) -> bool {
    domain.strip_suffix(own).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')) && !own.is_empty()
}

/// The parts of a mail that a reader looks at.
pub struct Parts<'mail> {
    /// One line.
    pub subject: &'mail str,
    /// The plain text, or else the HTML's.
    pub text: &'mail str,
}

/// What a reader has found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The order, where the marketplace writes.
    pub order: Option<String>,
    /// The buyer's name, where the marketplace gives it.
    pub buyer: Option<String>,
    /// The item, where the marketplace gives it.
    pub product: Option<String>,
    /// The buyer's own words, where the mail sets them off.
    pub words: Option<String>,
}

/// What is the same for all readers: labels, and how an order looks.
struct Layout {
    /// Labels of the words, each beginning a line, with a colon.
    words: &'static [&'static str],
    /// What may end the words, the most telling first, each beginning a line.
    ends: &'static [&'static str],
    /// Labels of the buyer's name.
    buyer: &'static [&'static str],
    /// Phrases that follow or precede the name: `(before, after)`.
    phrases: &'static [(&'static str, &'static str)],
    /// Labels of the item.
    product: &'static [&'static str],
    order_in: fn(&str) -> Option<String>,
}

impl Layout {
    fn read(&self, parts: &Parts<'_>) -> Found {
        let labelled = Labelled::new(parts.text);
        let block = labelled.block(self.words, self.ends);
        // Below the words' label the buyer writes: nothing there is the marketplace's.
        let above = block.map_or(parts.text, |(above, _)| above);
        let header = Labelled::new(above);
        let in_subject = Labelled::new(parts.subject);
        let by_phrase = |text: &Labelled<'_>| self.phrases.iter().find_map(|(from, to)| text.between(from, to));
        let words = block.map(|(_, words)| unquoted(words)).filter(|words| !words.is_empty());
        Found {
            order: (self.order_in)(parts.subject).or_else(|| (self.order_in)(above)),
            buyer: header
                .value(self.buyer)
                .and_then(crate::label::name)
                .or_else(|| by_phrase(&header))
                .or_else(|| by_phrase(&in_subject)),
            product: header.value(self.product).and_then(product),
            words,
        }
    }
}

/// An item's number: one word of a usual length.
fn product(value: &str) -> Option<String> {
    let word = value.split_whitespace().next()?;
    let is_id = word.len() <= 60 && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    is_id.then(|| word.to_owned())
}

/// Tidied, and without quotation marks around it all.
fn unquoted(text: &str) -> String {
    let tidied = text::tidy(text);
    let quoted = tidied.strip_prefix(['"', '“']).and_then(|rest| rest.strip_suffix(['"', '”']));
    quoted.map(str::to_owned).unwrap_or(tidied)
}

//! Amazon's mail addresses and sites.

use sellerdesk_adapter::mail::Address;

/// Sites whose relay domain takes mail: 22 (`marketplace.amazon.<site>` has an MX record).
const SITES: &[&str] = &[
    "com", "com.au", "com.be", "com.br", "com.mx", "com.tr", "co.jp", "co.uk", "ae", "ca", "de", "eg", "es", "fr",
    "ie", "in", "it", "nl", "pl", "sa", "se", "sg",
];
/// `X-Marketplace-ID` to site (Selling Partner API, "Marketplace IDs").
const MARKETPLACE_IDS: &[(&str, &str)] = &[
    ("ATVPDKIKX0DER", "com"),
    ("A2EUQ1WTGCTBG2", "ca"),
    ("A1AM78C64UM0Y8", "com.mx"),
    ("A2Q3Y263D00KWC", "com.br"),
    ("A28R8C7NBKEWEA", "ie"),
    ("A1RKKUPIHCS9HS", "es"),
    ("A1F83G8C2ARO7P", "co.uk"),
    ("A13V1IB3VIYZZH", "fr"),
    ("AMEN7PMS3EDWL", "com.be"),
    ("A1805IZSGTT6HS", "nl"),
    ("A1PA6795UKMFR9", "de"),
    ("APJ6JRA9NG5V4", "it"),
    ("A2NODRKZP88ZB9", "se"),
    ("AE08WJ6YKNBMC", "co.za"),
    ("A1C3SOZRARQ6R3", "pl"),
    ("ARBP9OOSHTCHU", "eg"),
    ("A33AVAJ2PDY3EV", "com.tr"),
    ("A17E79C6D8DWNP", "sa"),
    ("A2VIGQ35RCS4UG", "ae"),
    ("A21TJRUUN4KGV", "in"),
    ("A19VAU5U5O7RUS", "sg"),
    ("A39IBJ37TRP1C6", "com.au"),
    ("A1VC38T7YXB528", "co.jp"),
];
/// Longest address taken for a relay address, in bytes (RFC 5321: 64 + `@` + 255).
const ADDRESS_BYTES_MAX: usize = 320;
/// What Amazon appends to a buyer's display name.
const NAME_SUFFIXES: &[&str] = &["- amazon marketplace", "– amazon marketplace", "| amazon marketplace"];

/// A buyer's relay address: `alias@marketplace.amazon.<site>` or `alias+case@marketplace.amazon.<site>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelayAddress {
    /// As sent; replies go here.
    pub full: String,
    /// Constant for one buyer and one seller; lower case, without the case id.
    pub alias: String,
    /// `com`, `co.uk`, ...
    pub site: &'static str,
}

impl RelayAddress {
    /// Reads an address; `None` for every other one, Amazon's own machines on that domain included.
    pub fn parse(address: &str) -> Option<Self> {
        let address = address.trim();
        if address.len() > ADDRESS_BYTES_MAX || !address.bytes().all(|byte| byte.is_ascii_graphic()) {
            return None;
        }
        let lower = address.to_ascii_lowercase();
        let (local, domain) = lower.rsplit_once('@')?;
        let site = domain.strip_prefix("marketplace.amazon.")?;
        let site = SITES.iter().find(|known| **known == site)?;
        let alias = local.split('+').next().filter(|alias| !alias.is_empty())?;
        let letters: String = alias.chars().filter(char::is_ascii_alphanumeric).collect();
        let is_machine =
            letters.starts_with("donotreply") || letters.starts_with("noreply") || letters == "mailerdaemon";
        (!is_machine).then(|| Self { full: address.to_owned(), alias: alias.to_owned(), site })
    }

    /// The address without the case id, in lower case.
    pub fn without_case(&self) -> String {
        format!("{}@marketplace.amazon.{}", self.alias, self.site)
    }

    /// The first relay address in a text, for bounces that quote it.
    pub fn find(text: &str) -> Option<Self> {
        let is_part = |character: char| character.is_ascii_alphanumeric() || "@.+-_=".contains(character);
        text.split(|character| !is_part(character))
            .filter(|word| word.contains('@'))
            .find_map(|word| Self::parse(word.trim_matches(['.', '-', '=', '_', '+'])))
    }
}

/// Whether a domain is `amazon.<site>` or below it.
pub fn is_amazon(domain: &str) -> bool {
    SITES.iter().any(|site| {
        domain
            .strip_suffix(site)
            .and_then(|rest| rest.strip_suffix("amazon."))
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

/// The site's name, `amazon.de`, of a marketplace id.
pub fn site_of_marketplace(id: &str) -> Option<String> {
    MARKETPLACE_IDS.iter().find(|(known, _)| *known == id.trim()).map(|(_, site)| format!("amazon.{site}"))
}

/// The buyer's display name without what Amazon appends; `None` when nothing of the buyer is left.
pub fn buyer_name(address: &Address) -> Option<String> {
    let name = sellerdesk_adapter::text::line(address.name.as_deref()?);
    let lower = name.to_lowercase();
    // Lower-casing can change lengths outside ASCII, so the cut counts from the end, where the suffix is ASCII-sized.
    let cut = NAME_SUFFIXES.iter().find(|suffix| lower.ends_with(*suffix)).map_or(0, |suffix| suffix.len());
    let name = name.get(..name.len().saturating_sub(cut)).unwrap_or(&name).trim().trim_matches('"').trim();
    let is_amazons = matches!(name.to_lowercase().as_str(), "" | "amazon" | "amazon marketplace");
    (!is_amazons).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn both_forms_of_the_relay_address_have_one_alias() {
        let plain = RelayAddress::parse("ABCd1234@marketplace.amazon.co.uk").unwrap();
        let cased = RelayAddress::parse("abcd1234+1111-22@Marketplace.Amazon.co.uk").unwrap();
        assert_eq!(plain.without_case(), cased.without_case());
        assert_eq!(cased.full, "abcd1234+1111-22@Marketplace.Amazon.co.uk");
        assert_eq!(cased.site, "co.uk");
    }

    #[test]
    fn every_site_is_known_and_others_are_not() {
        assert_eq!(SITES.len(), 22);
        for site in SITES {
            assert!(RelayAddress::parse(&format!("a1@marketplace.amazon.{site}")).is_some());
        }
        for other in [
            "a1@marketplace.amazon.cn",
            "a1@amazon.com",
            "a1@evil-marketplace.amazon.com",
            "a1@marketplace.amazon.com.evil.example",
            "@marketplace.amazon.com",
            "+case@marketplace.amazon.com",
            "donotreply@marketplace.amazon.com",
            "do-not-reply@marketplace.amazon.com",
            "a b@marketplace.amazon.com",
        ] {
            assert_eq!(RelayAddress::parse(other), None, "{other}");
        }
    }

    #[test]
    fn amazons_domains_end_at_a_label() {
        for domain in ["amazon.com", "sellernotifications.amazon.com", "marketplace.amazon.co.jp", "amazon.com.br"] {
            assert!(is_amazon(domain), "{domain}");
        }
        for domain in ["notamazon.com", "amazon.com.evil.example", "amazon.example", "com", "", "amazon.co"] {
            assert!(!is_amazon(domain), "{domain}");
        }
    }

    #[test]
    fn names_lose_amazons_suffix() {
        let named = |name: &str| buyer_name(&Address { name: Some(name.to_owned()), address: String::new() });
        assert_eq!(named("Maria Silva - Amazon Marketplace").as_deref(), Some("Maria Silva"));
        assert_eq!(named("Maria Silva – Amazon Marketplace").as_deref(), Some("Maria Silva"));
        assert_eq!(named("İpek").as_deref(), Some("İpek"));
        assert_eq!(named("Amazon Marketplace"), None);
        assert_eq!(named(" - Amazon Marketplace"), None);
    }

    #[test]
    fn a_bounce_gives_up_the_address_it_quotes() {
        let found = RelayAddress::find("Delivery to <abc+1@marketplace.amazon.de>. failed").unwrap();
        assert_eq!(found.full, "abc+1@marketplace.amazon.de");
        assert_eq!(RelayAddress::find("nobody@shop.example"), None);
    }
}

//! What of an account's settings mails are read with.

use crate::site::{SITES, Site, is_below};
use sellerdesk_adapter::Error;
use sellerdesk_adapter::mail::Address;
use sellerdesk_adapter::settings::Settings;

/// Longest address that is believed, in bytes (RFC 5321: 64 + `@` + 255).
const ADDRESS_BYTES_MAX: usize = 320;
/// Beginnings of local parts that nobody reads, letters and digits only.
const NOBODY: [&str; 6] = ["noreply", "donotreply", "noresponder", "mailerdaemon", "postmaster", "bounce"];

/// A mailbox.
pub struct Mailbox {
    /// The shop's own addresses, in lower case.
    pub own_addresses: Vec<String>,
    /// Domains whose addresses each stand for one buyer, besides those known.
    relay_domains: Vec<String>,
    /// Each site with its domains.
    sites: Vec<(&'static Site, Vec<String>)>,
}

impl Mailbox {
    /// Reads the settings.
    ///
    /// # Errors
    /// [`Error::Settings`], naming the key.
    pub fn read(settings: &Settings) -> Result<Self, Error> {
        let lower = |texts: Vec<&str>| texts.into_iter().map(str::to_ascii_lowercase).collect::<Vec<_>>();
        let own_domains = settings.nested("sites")?;
        let mut sites = Vec::new();
        for site in SITES {
            let named = match &own_domains {
                Some(own) => lower(own.texts(site.name)?),
                None => Vec::new(),
            };
            let known = || site.domains.iter().map(|domain| (*domain).to_owned()).collect();
            sites.push((site, if named.is_empty() { known() } else { named }));
        }
        Ok(Self {
            own_addresses: lower(settings.texts("own_addresses")?),
            relay_domains: lower(settings.texts("relay_domains")?),
            sites,
        })
    }

    /// The site that writes from a domain: one of its domains or below it.
    pub fn site_of(&self, domain: &str) -> Option<&'static Site> {
        let is_below = |own: &String| is_below(domain, own);
        self.sites.iter().find(|(_, domains)| domains.iter().any(is_below)).map(|(site, _)| *site)
    }

    /// The site whose buyers write from a domain.
    pub fn relay_site_of(&self, domain: &str) -> Option<&'static Site> {
        SITES.iter().find(|site| site.relay_domains.iter().any(|own| is_below(domain, own)))
    }

    /// Whether an address is the shop's own.
    pub fn is_own(&self, address: &Address) -> bool {
        self.own_addresses.contains(&address.address.to_ascii_lowercase())
    }

    /// Whether an address stands for one buyer.
    pub fn is_relay(&self, address: &Address) -> bool {
        let domain = address.domain();
        let is_named = self.relay_domains.iter().any(|own| is_below(&domain, own));
        !is_nobody(&address.address) && (is_named || self.relay_site_of(&domain).is_some())
    }
}

/// Whether nobody reads what is sent to an address, or it is none.
pub fn is_nobody(address: &str) -> bool {
    let local = address.rsplit_once('@').map_or("", |(local, _)| local).to_ascii_lowercase();
    let letters: String = local.chars().filter(char::is_ascii_alphanumeric).collect();
    letters.is_empty() || letters.contains("noreply") || NOBODY.iter().any(|start| letters.starts_with(start))
}

/// Whether an address can be an event's: plain and of a length that mail takes.
pub fn is_plain(address: &str) -> bool {
    address.len() <= ADDRESS_BYTES_MAX && address.contains('@') && address.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn domains_end_at_a_label() {
        let mailbox = Mailbox::read(&Settings::parse("{}").unwrap()).unwrap();
        let name = |domain: &str| mailbox.site_of(domain).map(|site| site.name);
        assert_eq!(name("notice.aliexpress.com"), Some("aliexpress"));
        assert_eq!(name("orders.temu.com"), Some("temu"));
        assert_eq!(name("wayfair.com"), Some("wayfair"));
        for other in ["notaliexpress.com", "aliexpress.com.evil.example", "com", ""] {
            assert_eq!(name(other), None, "{other}");
        }
        let settings = Settings::parse(r#"{"sites": {"temu": ["mail.temu.example"]}}"#).unwrap();
        let mailbox = Mailbox::read(&settings).unwrap();
        assert!(mailbox.site_of("temu.com").is_none() && mailbox.site_of("mail.temu.example").is_some());
    }

    #[test]
    fn nobody_reads_what_machines_send_from() {
        for address in
            ["no-reply@a.example", "do_not_reply@a.example", "x.noreply@a.example", "MAILER-DAEMON@a.example", "", "@a"]
        {
            assert!(is_nobody(address), "{address}");
        }
        assert!(!is_nobody("norah.reply@a.example"));
    }
}

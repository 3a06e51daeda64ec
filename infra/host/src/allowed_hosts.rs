//! A component's `allowed_outbound_hosts`, after spinframework/spin
//! `crates/outbound-networking-config/src/allowed_hosts.rs`; address ranges are not supported.

use std::ops::Range;

use http::Uri;
use url::Host;

/// The domain of chained calls: `http://<component id>.spin.internal`.
const CHAINING_DOMAIN: &str = "spin.internal";
/// The host an SDK uses for a call to the application itself.
const SELF_HOST: &str = "self.alt";
const PORT_HTTP: u16 = 80;
const PORT_HTTPS: u16 = 443;

/// An entry that is no allowed host.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{entry:?} is not an allowed outbound host: {problem}")]
pub struct AllowedHostError {
    entry: String,
    problem: &'static str,
}

/// The hosts a component may call; none by default.
#[derive(Clone, Debug, Default)]
pub(crate) struct AllowedHosts {
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    /// `None` allows any scheme.
    scheme: Option<String>,
    host: HostPattern,
    /// `None` allows any port.
    ports: Option<Range<u32>>,
}

#[derive(Clone, Debug)]
enum HostPattern {
    Any,
    /// The application itself.
    ToSelf,
    /// `*.domain`; holds `.domain`.
    Subdomain(String),
    Literal(Host),
}

impl AllowedHosts {
    /// Parses resolved entries; those that an empty variable left empty are skipped.
    ///
    /// # Errors
    /// [`AllowedHostError`] for the first malformed entry.
    pub(crate) fn parse<'e>(
        entries: impl IntoIterator<Item = &'e str>,
        component_ids: &[String],
    ) -> Result<Self, AllowedHostError> {
        let mut parsed = Vec::new();
        for entry in entries {
            if matches!(entry, "" | "http://" | "https://") {
                continue;
            }
            parsed.push(Entry::parse(entry).map_err(|problem| AllowedHostError { entry: entry.to_owned(), problem })?);
        }
        // "*.spin.internal" means every component of this application, and nothing deeper.
        let entries = parsed
            .into_iter()
            .flat_map(|entry| match &entry.host {
                HostPattern::Subdomain(suffix) if suffix.trim_start_matches('.') == CHAINING_DOMAIN => component_ids
                    .iter()
                    .map(|id| Entry {
                        host: HostPattern::Literal(Host::Domain(format!("{id}.{CHAINING_DOMAIN}"))),
                        ..entry.clone()
                    })
                    .collect(),
                _ => vec![entry],
            })
            .collect();
        Ok(Self { entries })
    }

    /// Whether `uri`, absolute, may be called.
    pub(crate) fn allows(&self, uri: &Uri) -> bool {
        let (Some(scheme), Some(host)) = (uri.scheme_str(), uri.host()) else {
            return false;
        };
        let Ok(host) = Host::parse(host) else {
            return false;
        };
        let port = uri.port_u16().or_else(|| default_port(scheme));
        self.entries
            .iter()
            .any(|entry| entry.allows_scheme(scheme) && entry.host.allows(&host) && entry.allows_port(port))
    }

    /// Whether the component may call the application itself.
    pub(crate) fn allows_self(&self) -> bool {
        self.entries.iter().any(|entry| {
            (entry.allows_scheme("http") || entry.allows_scheme("https"))
                && matches!(entry.host, HostPattern::Any | HostPattern::ToSelf)
        })
    }
}

impl Entry {
    fn parse(text: &str) -> Result<Self, &'static str> {
        let (scheme, rest) = text.trim().split_once("://").ok_or("it has no scheme, such as https:// or *://")?;
        if scheme != "*" && !scheme.chars().all(char::is_alphabetic) {
            return Err("the scheme may have letters only");
        }
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        if rest.contains('/') {
            return Err("it must not include a path");
        }
        let (host, port) = match rest.rsplit_once(':') {
            // A colon inside brackets belongs to an IPv6 address.
            Some((host, port)) if !port.contains(']') => (host, port),
            _ => (rest, ""),
        };
        Ok(Self {
            scheme: (scheme != "*").then(|| scheme.to_owned()),
            host: HostPattern::parse(host)?,
            ports: parse_ports(port, scheme)?,
        })
    }

    fn allows_scheme(&self, scheme: &str) -> bool {
        self.scheme.as_deref().is_none_or(|allowed| allowed == scheme)
    }

    fn allows_port(&self, port: Option<u16>) -> bool {
        self.ports.as_ref().is_none_or(|ports| port.is_some_and(|port| ports.contains(&u32::from(port))))
    }
}

impl HostPattern {
    fn parse(text: &str) -> Result<Self, &'static str> {
        match text {
            "*" => return Ok(Self::Any),
            "self" | SELF_HOST => return Ok(Self::ToSelf),
            _ => {}
        }
        if let Some(domain) = text.strip_prefix("*.") {
            return match Host::parse(domain) {
                Ok(Host::Domain(domain)) => Ok(Self::Subdomain(format!(".{domain}"))),
                _ => Err("a wildcard's suffix must be a domain"),
            };
        }
        if text.contains('*') {
            return Err("wildcards are allowed only as subdomains");
        }
        Host::parse(text).map(Self::Literal).map_err(|_| "the host is invalid")
    }

    fn allows(&self, host: &Host) -> bool {
        match self {
            Self::Any => true,
            Self::ToSelf => false,
            Self::Subdomain(suffix) => {
                matches!(host, Host::Domain(domain) if domain.ends_with(suffix))
            }
            Self::Literal(literal) => literal == host,
        }
    }
}

fn parse_ports(text: &str, scheme: &str) -> Result<Option<Range<u32>>, &'static str> {
    let number = |text: &str| text.parse::<u16>().map(u32::from).map_err(|_| "the port is not a number");
    match text {
        "*" => Ok(None),
        "" => {
            let port =
                default_port(scheme).map(u32::from).ok_or("it has no port and its scheme has no known default")?;
            Ok(Some(port..port + 1))
        }
        _ => match text.split_once("..") {
            Some((start, end)) => Ok(Some(number(start)?..number(end)?)),
            None => number(text).map(|port| Some(port..port + 1)),
        },
    }
}

fn default_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" => Some(PORT_HTTP),
        "https" => Some(PORT_HTTPS),
        _ => None,
    }
}

/// The component a host name like `desk.spin.internal[:port]` chains to.
pub(crate) fn chaining_target(host: &str) -> Option<&str> {
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    match host.split_once('.') {
        Some((component, CHAINING_DOMAIN)) => Some(component),
        _ => None,
    }
}

/// Whether a request is meant for the application itself: no authority, or `self.alt`.
pub(crate) fn is_self_request(uri: &Uri) -> bool {
    uri.host().is_none_or(|host| host.is_empty() || host == SELF_HOST)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    fn allows(entry: &str, uri: &str) -> bool {
        AllowedHosts::parse([entry], &["desk".into()]).unwrap().allows(&uri.parse().unwrap())
    }

    #[test]
    fn an_entry_allows_its_scheme_host_and_port() {
        for (entry, uri) in [
            ("https://example.com", "https://example.com/a?b"),
            ("https://example.com/", "https://example.com"),
            ("https://example.com", "https://EXAMPLE.com:443/"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://127.0.0.1:8000..8010", "http://127.0.0.1:8009"),
            ("https://*.example.com", "https://a.b.example.com"),
            ("*://*:*", "http://anything:1"),
            ("http://[::1]:9", "http://[::1]:9"),
            ("http://desk.spin.internal", "http://desk.spin.internal/x"),
            ("http://*.spin.internal", "http://desk.spin.internal"),
        ] {
            assert!(allows(entry, uri), "{entry} {uri}");
        }
    }

    #[test]
    fn an_entry_allows_nothing_else() {
        for (entry, uri) in [
            ("https://example.com", "http://example.com"),
            ("https://example.com", "https://example.com:444"),
            ("https://example.com", "https://example.com.evil.test"),
            ("https://*.example.com", "https://example.com"),
            ("https://*.example.com", "https://evilexample.com"),
            ("http://127.0.0.1:8000..8010", "http://127.0.0.1:8010"),
            ("http://self", "http://self"),
            ("http://*.spin.internal", "http://other.spin.internal"),
            ("https://example.com", "/relative"),
        ] {
            assert!(!allows(entry, uri), "{entry} {uri}");
        }
    }

    #[test]
    fn malformed_entries_are_refused_and_empty_ones_skipped() {
        for entry in ["example.com", "*", "https://a.*.com", "https://a/b", "foo://bar", "http://a:b"] {
            assert!(AllowedHosts::parse([entry], &[]).is_err(), "{entry}");
        }
        assert!(AllowedHosts::parse(["", "https://"], &[]).is_ok());
    }

    #[test]
    fn chaining_hosts_name_a_component() {
        assert_eq!(chaining_target("desk.spin.internal"), Some("desk"));
        assert_eq!(chaining_target("desk.spin.internal:80"), Some("desk"));
        assert_eq!(chaining_target("a.b.spin.internal"), None);
        assert_eq!(chaining_target("spin.internal"), None);
    }
}

//! Where a request may go: `https`, and a host of the platform's own.

use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{Error, Refusal};

/// Longest URL, in bytes.
const URL_BYTES_MAX: usize = 1_000;
/// The setting that says where.
const URL: &str = "url";
/// Endings of names that lead into somebody's own network.
const PRIVATE_ENDINGS: &[&str] = &["localhost", "local", "internal", "lan", "intranet", "home", "corp", "arpa"];

/// Which hosts are taken.
pub enum Hosts<'a> {
    /// Exactly these.
    Exact(&'a [&'a str]),
    /// These, or anything below those that begin with a full stop.
    Below(&'a [&'a str]),
    /// Those of the operator's list, and never a private one.
    Listed(&'a [String]),
}

/// The setting `url`, whose scheme and host a configured base replaces.
///
/// # Errors
/// It is missing, no https URL, or its host is none of `hosts`. The error never quotes the URL: it holds the token.
pub fn url(settings: &Settings, api: &str, hosts: &Hosts<'_>) -> Result<String, Refusal> {
    let wrong = |problem| Refusal::from(Error::Settings { key: URL.to_owned(), problem });
    let url = settings.text(URL)?.ok_or_else(|| wrong("is missing"))?;
    let (host, path) = split(url).ok_or_else(|| wrong("must be an https URL without user, port or fragment"))?;
    let is_taken = match hosts {
        Hosts::Exact(names) => names.contains(&host),
        Hosts::Below(names) => names.iter().any(|name| host == *name || name.starts_with('.') && host.ends_with(name)),
        Hosts::Listed(names) => is_public(host) && names.iter().any(|name| name == host),
    };
    if !is_taken {
        return Err(wrong("has a host that is not allowed for this kind of target"));
    }
    Ok(if api.is_empty() { format!("https://{host}{path}") } else { format!("{api}{path}") })
}

/// Whether a text may be the desk's base URL in links: `https` (or `http` on this machine), no path's slash at its end,
/// nothing that any markup gives a meaning.
pub fn check_desk_url(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://localhost").map(|_| "localhost"));
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-/:".contains(&byte);
    url.len() <= URL_BYTES_MAX
        && rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/') && !rest.ends_with('/'))
        && url.bytes().all(is_plain)
}

/// Host in lower case, and path with query. `:443` may stand after the host and is dropped.
fn split(url: &str) -> Option<(&str, &str)> {
    // Nothing that a URL parser could read differently: no user, fragment, backslash or white space.
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !b"@#\\\"<>`{|}^".contains(&byte);
    if url.len() > URL_BYTES_MAX || !url.bytes().all(is_plain) {
        return None;
    }
    let rest = url.strip_prefix("https://")?;
    let (authority, path) = rest.split_at_checked(rest.find(['/', '?']).unwrap_or(rest.len()))?;
    let host = authority.strip_suffix(":443").unwrap_or(authority);
    let is_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte);
    (host.bytes().all(is_name) && host.split('.').all(|label| !label.is_empty())).then_some((host, path))
}

/// A name with a full stop that ends in letters and is not private: no IP address in any spelling, no `localhost`.
fn is_public(host: &str) -> bool {
    let (_, ending) = host.rsplit_once('.').unwrap_or_default();
    ending.len() >= 2 && ending.bytes().all(|byte| byte.is_ascii_lowercase()) && !PRIVATE_ENDINGS.contains(&ending)
        || ending.starts_with("xn--")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn to(address: &str, api: &str, hosts: &Hosts<'_>) -> Result<String, String> {
        let settings = Settings::parse(&serde_json::json!({"url": address}).to_string()).unwrap();
        url(&settings, api, hosts).map_err(|refusal| refusal.to_string())
    }

    #[test]
    fn only_the_platforms_hosts_are_taken() {
        let slack = Hosts::Exact(&["hooks.slack.com"]);
        assert_eq!(to("https://hooks.slack.com/a?b", "", &slack).unwrap(), "https://hooks.slack.com/a?b");
        assert_eq!(to("https://hooks.slack.com:443/a", "http://127.0.0.1:9", &slack).unwrap(), "http://127.0.0.1:9/a");
        for bad in [
            "http://hooks.slack.com/a",
            "https://hooks.slack.com.evil.example/a",
            "https://evil.example/hooks.slack.com",
            "https://u@hooks.slack.com/a",
            "https://hooks.slack.com:8080/a",
            "https://hooks.slack.com\\@evil.example/",
            "https://HOOKS.slack.com/a",
            "https:///a",
            "",
        ] {
            let error = to(bad, "", &slack).unwrap_err();
            assert!(!error.contains("slack.com"), "{error}");
        }
        let azure = Hosts::Below(&[".logic.azure.com"]);
        assert!(to("https://prod-1.westeurope.logic.azure.com:443/w", "", &azure).is_ok());
        assert!(to("https://logic.azure.com.evil.example/w", "", &azure).is_err());
        assert!(to("https://evillogic.azure.com/w", "", &azure).is_err());
    }

    #[test]
    fn no_webhook_goes_into_a_private_network() {
        let names: Vec<String> = [
            "erp.example",
            "localhost",
            "127.0.0.1",
            "10.0.0.1",
            "2130706433",
            "0x7f.1",
            "metadata.google.internal",
            "printer.local",
            "router.lan",
            "1.0.0.127.in-addr.arpa",
        ]
        .map(str::to_owned)
        .to_vec();
        let listed = Hosts::Listed(&names);
        assert!(to("https://erp.example/hook", "", &listed).is_ok());
        assert!(to("https://other.example/hook", "", &listed).is_err());
        for name in names.iter().skip(1) {
            assert!(to(&format!("https://{name}/hook"), "", &listed).is_err(), "{name}");
        }
        assert!(to("https://[::1]/hook", "", &listed).is_err());
    }

    #[test]
    fn a_desk_has_a_plain_url() {
        for good in ["https://desk.example", "https://desk.example:8443/sub", "http://localhost:3000"] {
            assert!(check_desk_url(good), "{good}");
        }
        for bad in
            ["", "https://", "http://desk.example", "https://desk.example/", "https://d.example/)|>", "javascript:x"]
        {
            assert!(!check_desk_url(bad), "{bad}");
        }
    }
}

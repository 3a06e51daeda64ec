//! URLs of operators and providers: by https, or to this very machine.

use crate::limits::URL_BYTES_MAX;

/// Whether a URL may be trusted with secrets: `https`, or `http` to the loopback; no user, no fragment, nothing that has
/// to be escaped.
pub fn is_secure(url: &str) -> bool {
    authority(url).is_some()
}

/// The host and port of such a URL.
pub fn authority(url: &str) -> Option<&str> {
    let is_plain = url.len() <= URL_BYTES_MAX
        && url.bytes().all(|byte| byte.is_ascii_graphic() && !b"\\\"<>^`{|}#".contains(&byte));
    let (scheme, rest) = url.split_once("://").filter(|_| is_plain)?;
    let authority = rest.split(['/', '?']).next()?;
    let is_host =
        !authority.is_empty() && authority.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.:[]".contains(&byte));
    let is_safe = match scheme {
        "https" => true,
        "http" => is_loopback(authority),
        _ => false,
    };
    (is_host && is_safe).then_some(authority)
}

/// `localhost`, `127.0.0.1`, `[::1]`, each with or without a port.
fn is_loopback(authority: &str) -> bool {
    let name = match authority.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => authority,
    };
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn only_https_and_this_machine_are_secure() {
        for url in [
            "https://id.example",
            "https://id.example:8443/realms/shop",
            "https://id.example/token?tenant=a%20b",
            "https://[2001:db8::1]/x",
            "http://127.0.0.1:9000/x",
            "http://localhost",
            "http://[::1]:1",
        ] {
            assert!(is_secure(url), "{url}");
        }
        for url in [
            "",
            "id.example",
            "//id.example",
            "http://id.example",
            "http://localhost.id.example",
            "http://127.0.0.1.id.example/",
            "http://localhost:x@id.example",
            "https://",
            "https:///x",
            "https://user@id.example",
            "https://user:pass@id.example",
            "https://id.example/#x",
            "https://id.example/a b",
            "https://id.example\\@evil.example",
            "https://id.exämple",
            "HTTPS://id.example",
            "javascript://id.example/%0aalert(1)",
            "ftp://id.example",
        ] {
            assert!(!is_secure(url), "{url}");
        }
        assert!(!is_secure(&format!("https://id.example/{}", "x".repeat(URL_BYTES_MAX))));
        assert_eq!(authority("https://id.example:8443/x").unwrap(), "id.example:8443");
    }
}

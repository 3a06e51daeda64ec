//! Paths that may stand in a `Location` or a call.

use crate::limits::PATH_BYTES_MAX;

/// Whether a browser that goes there stays with us: one slash, then only what can't mean another host.
pub(crate) fn is_local(path: &str) -> bool {
    let is_plain = path.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'"' | b'<' | b'>'));
    path.starts_with('/') && !path.starts_with("//") && is_plain && path.len() <= PATH_BYTES_MAX
}

/// A page to go to after signing in: one that a person may have opened.
pub(crate) fn is_page(path: &str) -> bool {
    let is_below = |root: &str| {
        let rest = path.strip_prefix(root);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || rest.starts_with('?'))
    };
    is_local(path)
        && ["/inbox", "/conversations", "/board", "/reports", "/account-health", "/mentions", "/settings", "/help"]
            .iter()
            .any(|root| is_below(root))
}

/// Whether a browser may be sent to a URL of another host: by https, or by http to this machine.
pub(crate) fn is_outside(url: &str) -> bool {
    let is_plain = url.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'"' | b'<' | b'>'));
    let host = url.split_once("://").map(|(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or_default());
    let is_host = host.is_some_and(|host| !host.is_empty() && !host.contains('@'));
    let is_safe = url.starts_with("https://") || (url.starts_with("http://") && host.is_some_and(is_loopback));
    is_plain && is_host && is_safe && url.len() <= 2 * PATH_BYTES_MAX
}

/// `localhost`, `127.0.0.1`, `[::1]`, each with or without a port.
pub(crate) fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

/// A conversation's id.
pub(crate) fn is_id(id: &str) -> bool {
    id.len() == 32 && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// A name that goes into an API's path as it is.
pub(crate) fn is_name(name: &str) -> bool {
    let is_plain = |byte| matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b':');
    (1..=128).contains(&name.len()) && name.bytes().all(is_plain) && !name.starts_with('.')
}

//! The cookies: the session's token, who it is, and how the pages should look.

use crate::Request;
use crate::limits::{ATTEMPT_AGE_S, CHOICE_AGE_S, NAME_BYTES_MAX, TOKEN_BYTES_MAX};
use crate::path::is_loopback;

/// The session's token where the browser came by https; browsers take such a name only from the host itself, by https.
const SECURE: &str = "__Host-desk";
/// The same on this machine.
const LOCAL: &str = "desk";
/// An attempt at the identity provider, and where to go on afterwards; the same two names for the same two ways.
const ATTEMPT_SECURE: &str = "__Host-desk-oidc";
const ATTEMPT_LOCAL: &str = "desk-oidc";
/// Who is signed in: shown, and offered as an assignee. The API believes the token only.
const NAME: &str = "desk-me";
/// Language, theme and keys.
const CHOICE: &str = "desk-ui";

/// The token that the browser keeps.
pub(crate) fn token(request: &Request) -> Option<String> {
    let local = || read(request, LOCAL).filter(|_| is_loopback(request.header("host").unwrap_or_default()));
    read(request, SECURE).or_else(local).filter(|token| is_token(token)).map(str::to_owned)
}

/// Whether a text may be a bearer token (RFC 6750), and so stand in headers.
pub(crate) fn is_token(token: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
    (1..=TOKEN_BYTES_MAX).contains(&token.len()) && token.bytes().all(is_plain)
}

/// Who is signed in, as they were called then.
pub(crate) fn name(request: &Request) -> Option<String> {
    let value = read(request, NAME)?;
    let (_, name) = form_urlencoded::parse(format!("n={value}").as_bytes()).into_owned().next()?;
    Some(name).filter(|name| !name.is_empty() && name.len() <= NAME_BYTES_MAX)
}

/// The choice of language, theme and keys, such as `zh.dark.keys`.
pub(crate) fn choice(request: &Request) -> &str {
    read(request, CHOICE).unwrap_or_default()
}

/// Keeps a session; `None` on plain http to another machine, where anybody on the way could take it.
pub(crate) fn keep(request: &Request, token: &str, name: &str) -> Option<[String; 2]> {
    keep_as(request, by_https(request), token, name)
}

/// The same where it is known otherwise whether the browser came by https.
pub(crate) fn keep_as(request: &Request, secure: bool, token: &str, name: &str) -> Option<[String; 2]> {
    if !is_token(token) || (!secure && !is_loopback(request.header("host").unwrap_or_default())) {
        return None;
    }
    let (cookie, rest) = if secure { (SECURE, "; Secure") } else { (LOCAL, "") };
    let name: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
    let attributes = format!("Path=/; HttpOnly; SameSite=Strict{rest}");
    Some([format!("{cookie}={token}; {attributes}"), format!("{NAME}={name}; {attributes}")])
}

/// Ends a session.
pub(crate) fn drop(request: &Request) -> Vec<String> {
    let gone = "Path=/; HttpOnly; SameSite=Strict; Max-Age=0";
    let mut cookies = vec![format!("{LOCAL}=; {gone}"), format!("{NAME}=; {gone}")];
    if read(request, SECURE).is_some() {
        cookies.push(format!("{SECURE}=; {gone}; Secure"));
    }
    cookies
}

/// An attempt at the identity provider, as the browser kept it.
pub(crate) struct Kept {
    /// What identity gave.
    pub attempt: String,
    /// Where to go on; still to be checked.
    pub next: String,
    /// It came by https.
    pub is_secure: bool,
}

/// Keeps an attempt for the visit from the provider's page. A strict cookie would not come along with it.
pub(crate) fn keep_attempt(request: &Request, is_secure: bool, attempt: &str, next: &str) -> Option<String> {
    if !is_token(attempt) || (!is_secure && !is_loopback(request.header("host").unwrap_or_default())) {
        return None;
    }
    let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
    let (cookie, rest) = if is_secure { (ATTEMPT_SECURE, "; Secure") } else { (ATTEMPT_LOCAL, "") };
    Some(format!("{cookie}={attempt}!{next}; Path=/; HttpOnly; SameSite=Lax; Max-Age={ATTEMPT_AGE_S}{rest}"))
}

/// The attempt that this browser began.
pub(crate) fn attempt(request: &Request) -> Option<Kept> {
    let local = || read(request, ATTEMPT_LOCAL).filter(|_| is_loopback(request.header("host").unwrap_or_default()));
    let secure = read(request, ATTEMPT_SECURE);
    let (attempt, next) = secure.or_else(local)?.split_once('!').filter(|(attempt, _)| is_token(attempt))?;
    let next = form_urlencoded::parse(format!("n={next}").as_bytes()).into_owned().next();
    let next = next.map(|(_, next)| next).unwrap_or_default();
    Some(Kept { attempt: attempt.to_owned(), next, is_secure: secure.is_some() })
}

/// It was used.
pub(crate) fn drop_attempt(is_secure: bool) -> String {
    let (cookie, rest) = if is_secure { (ATTEMPT_SECURE, "; Secure") } else { (ATTEMPT_LOCAL, "") };
    format!("{cookie}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{rest}")
}

/// Keeps a choice.
pub(crate) fn keep_choice(choice: &str) -> String {
    format!("{CHOICE}={choice}; Path=/; HttpOnly; SameSite=Lax; Max-Age={CHOICE_AGE_S}")
}

fn read<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    let cookies = request.headers.iter().filter(|(key, _)| key == "cookie");
    cookies.flat_map(|(_, value)| value.split(';')).find_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        (key == name && !value.is_empty()).then_some(value)
    })
}

/// The browser says so itself, in the `Origin` of every form; a proxy in between may have taken https off.
fn by_https(request: &Request) -> bool {
    request.header("origin").is_some_and(|origin| origin.starts_with("https://"))
}

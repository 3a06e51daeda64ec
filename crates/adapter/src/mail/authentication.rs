//! What the receiving servers found out about a mail's origin: SPF (RFC 7208) and DKIM (RFC 6376).
//!
//! Only explicit failures are read. A `pass` proves nothing here: anybody can put such a header into a mail.

use super::Headers;

/// A check that failed outright (`softfail`, `neutral`, `none` and errors are no failures).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthenticationFailure {
    /// The envelope sender's domain does not allow the sending host.
    Spf,
    /// No signature of the claimed domain verifies.
    Dkim,
}

/// The first explicit failure in `Authentication-Results` (RFC 8601), `Received-SPF`, `X-Mailgun-Spf` and
/// `X-Mailgun-Dkim-Check-Result`.
///
/// Within one `Authentication-Results` field a failed DKIM signature is forgiven when another one passed for a domain
/// that `is_trusted` accepts: large senders sign twice.
pub fn authentication_failure(headers: &Headers, is_trusted: fn(&str) -> bool) -> Option<AuthenticationFailure> {
    let failed = |name: &str| headers.all(name).any(|value| result_word(value) == "fail");
    let results = || headers.all("authentication-results").chain(headers.all("arc-authentication-results"));
    if failed("x-mailgun-spf") || failed("received-spf") || results().any(has_spf_failure) {
        return Some(AuthenticationFailure::Spf);
    }
    if failed("x-mailgun-dkim-check-result") || results().any(|value| has_dkim_failure(value, is_trusted)) {
        return Some(AuthenticationFailure::Dkim);
    }
    None
}

fn has_spf_failure(field: &str) -> bool {
    field.split(';').filter_map(|part| method_result(part, "spf")).any(|result| result == "fail")
}

fn has_dkim_failure(field: &str, is_trusted: fn(&str) -> bool) -> bool {
    let mut failed = false;
    for part in field.split(';') {
        match method_result(part, "dkim").as_deref() {
            Some("fail") => failed = true,
            Some("pass") if signing_domain(part).is_some_and(|domain| is_trusted(&domain)) => {
                return false;
            }
            _ => {}
        }
    }
    failed
}

/// The result of `method=result ...`.
fn method_result(part: &str, method: &str) -> Option<String> {
    let (name, rest) = part.split_once('=')?;
    name.trim().eq_ignore_ascii_case(method).then(|| result_word(rest))
}

/// The domain of `header.d=` or `header.i=`.
fn signing_domain(part: &str) -> Option<String> {
    part.split_ascii_whitespace().find_map(|word| {
        let value = word.strip_prefix("header.d=").or_else(|| word.strip_prefix("header.i="))?;
        Some(value.rsplit('@').next().unwrap_or_default().to_ascii_lowercase())
    })
}

fn result_word(text: &str) -> String {
    text.trim_start()
        .bytes()
        .take_while(u8::is_ascii_alphabetic)
        .map(|byte| char::from(byte.to_ascii_lowercase()))
        .take("temperror".len() + 1)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(name: &str, value: &str) -> Option<AuthenticationFailure> {
        let mut headers = Headers::default();
        headers.push(name, value);
        authentication_failure(&headers, |domain| domain == "amazon.com")
    }

    #[test]
    fn explicit_failures_are_found_wherever_they_stand() {
        for (name, value) in [
            ("X-Mailgun-Spf", "Fail"),
            ("Received-SPF", "fail (host not allowed) client-ip=192.0.2.1"),
            ("Authentication-Results", "mx.example; dkim=pass header.d=amazon.com; SPF=Fail smtp.mailfrom=a"),
        ] {
            assert_eq!(failure(name, value), Some(AuthenticationFailure::Spf), "{name}");
        }
        for (name, value) in [
            ("X-Mailgun-Dkim-Check-Result", "Fail"),
            ("Authentication-Results", "mx.example; dkim=fail header.d=amazon.com; spf=pass"),
            ("Authentication-Results", "mx.example; dkim=pass header.d=evil.example; dkim=fail header.d=amazon.com"),
        ] {
            assert_eq!(failure(name, value), Some(AuthenticationFailure::Dkim), "{name}");
        }
    }

    #[test]
    fn everything_else_is_no_failure() {
        for (name, value) in [
            ("X-Mailgun-Spf", "SoftFail"),
            ("X-Mailgun-Spf", "Pass"),
            ("Authentication-Results", "mx.example; spf=softfail; dkim=none; dmarc=fail"),
            ("Authentication-Results", "mx.example; dkim=fail header.d=amazonses.com; dkim=pass header.i=@amazon.com"),
            ("Authentication-Results", "mx.example; dkim=pass reason=\"dkim=fail is not here\""),
        ] {
            assert_eq!(failure(name, value), None, "{name}: {value}");
        }
    }
}

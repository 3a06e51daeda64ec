//! Where replies go, and how times are written there.

use chrono::{DateTime, SecondsFormat};
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{ApiAccount, Error};
use sellerdesk_canonical::Instant;

/// Longest URL of a receiver, in bytes.
const URL_BYTES_MAX: usize = 1_000;
/// The API setting that says where.
const URL: &str = "url";

/// The receiver's URL: setting `url`, whose scheme and host a configured API base replaces.
///
/// `url` is a whole https URL, or a path, which needs the base.
///
/// # Errors
/// It is missing or no such URL.
pub fn url(account: &ApiAccount, settings: &Settings) -> Result<String, Error> {
    let wrong = |problem| Error::Settings { key: URL.to_owned(), problem };
    let url = settings.text(URL)?.unwrap_or_default();
    if url.len() > URL_BYTES_MAX || !url.bytes().all(is_plain) {
        return Err(wrong("must be an https URL or a path, in ASCII, without user and fragment"));
    }
    let (own, path) = split(url).ok_or_else(|| wrong("must be an https URL or a path that begins with a slash"))?;
    let base = account.base(own);
    if base.is_empty() {
        return Err(wrong("must be a whole https URL where no API base is configured"));
    }
    Ok(format!("{base}{path}"))
}

/// Scheme and host (empty for a path alone), and the path with its query.
fn split(url: &str) -> Option<(&str, &str)> {
    match url.strip_prefix("https://") {
        None => (url.is_empty() || url.starts_with('/')).then_some(("", url)),
        Some(rest) => {
            let host = rest.find(['/', '?']).unwrap_or(rest.len());
            (host > 0).then(|| url.split_at("https://".len() + host))
        }
    }
}

/// No white space, no user name or fragment, nothing that a URL parser would read differently.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"@#\\\"<>`{|}^".contains(&byte)
}

/// RFC 3339 in UTC with milliseconds; the epoch for what no calendar has.
pub fn rfc3339(at: Instant) -> String {
    DateTime::from_timestamp_millis(at).unwrap_or_default().to_rfc3339_opts(SecondsFormat::Millis, true)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn to(setting: &str, api: &str) -> Result<String, String> {
        let settings = format!(r#"{{"url":"{setting}"}}"#);
        let account = ApiAccount {
            name: "main".to_owned(),
            settings: settings.clone(),
            api: api.to_owned(),
            token: None,
            now: 0,
        };
        url(&account, &Settings::parse(&settings).unwrap()).map_err(|error| error.to_string())
    }

    #[test]
    fn a_configured_base_replaces_scheme_and_host() {
        for (setting, api, expected) in [
            ("https://erp.example/hooks?a=1", "", "https://erp.example/hooks?a=1"),
            ("https://erp.example/hooks?a=1", "http://127.0.0.1:9", "http://127.0.0.1:9/hooks?a=1"),
            ("https://erp.example", "http://127.0.0.1:9", "http://127.0.0.1:9"),
            ("https://erp.example?a=1", "", "https://erp.example?a=1"),
            ("/hooks", "http://127.0.0.1:9/base", "http://127.0.0.1:9/base/hooks"),
        ] {
            assert_eq!(to(setting, api).as_deref(), Ok(expected), "{setting} {api}");
        }
    }

    #[test]
    fn other_urls_are_refused() {
        for setting in
            ["/hooks", "http://erp.example/", "https://", "https:///a", "https://u:p@erp.example/", "ftp://x/", "/a b"]
        {
            assert!(to(setting, "").is_err(), "{setting}");
        }
        assert!(to("@evil.example/", "https://erp.example").is_err());
        assert!(to("evil", "https://erp.example").is_err());
        assert!(to(&format!("/{}", "x".repeat(URL_BYTES_MAX)), "https://erp.example").is_err());
    }

    #[test]
    fn times_are_printed_in_utc() {
        assert_eq!(rfc3339(1_767_607_200_250), "2026-01-05T10:00:00.250Z");
        assert_eq!(rfc3339(i64::MAX), "1970-01-01T00:00:00.000Z");
    }
}

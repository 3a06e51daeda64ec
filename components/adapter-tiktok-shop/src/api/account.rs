//! The account's API settings, and how a query is written.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{ApiAccount, Error};

/// The API outside China, the same for every region of the shop.
const API_URL: &str = "https://open-api.tiktokglobalshop.com";
/// Where tokens are renewed, unless `auth_url` says otherwise (unverified: from public clients).
const AUTH_URL: &str = "https://auth.tiktok-shops.com";
/// Everything but RFC 3986's unreserved characters.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A setting that has to be there.
pub fn required<'settings>(settings: &'settings Settings, key: &'static str) -> Result<&'settings str, Error> {
    settings.text(key)?.ok_or_else(|| Error::Settings { key: key.to_owned(), problem: "is missing" })
}

/// The API's base URL.
pub fn api_url(account: &ApiAccount) -> &str {
    account.base(API_URL)
}

/// The base URL of the token endpoint: the setting, or else the configured API (a stand-in answers both), or else
/// TikTok's own.
pub fn auth_url<'account>(account: &'account ApiAccount, settings: &'account Settings) -> Result<&'account str, Error> {
    match settings.text("auth_url")? {
        Some(url) if url.starts_with("https://") && url.bytes().all(|byte| byte.is_ascii_graphic()) => {
            Ok(url.trim_end_matches('/'))
        }
        Some(_) => Err(Error::Settings { key: "auth_url".to_owned(), problem: "must start with https://" }),
        None => Ok(account.base(AUTH_URL)),
    }
}

/// `name=value&...` with the values percent-encoded.
pub fn query(parameters: &[(&str, &str)]) -> String {
    let pair = |(name, value): &(&str, &str)| format!("{name}={}", utf8_percent_encode(value, ENCODED));
    parameters.iter().map(pair).collect::<Vec<_>>().join("&")
}

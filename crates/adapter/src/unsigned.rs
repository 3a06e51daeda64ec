//! What stands in for a signature on channels that have none: a secret in the path that the webhook goes to, and
//! the networks it comes from where the marketplace names them.
//!
//! Settings: `path_secret`, which has to be there; `previous_path_secret`, while the marketplace still sends to the
//! old address; `check_addresses`, whether senders from elsewhere are refused; `addresses`, networks such as
//! `["203.0.113.0/24"]` in place of those known to the adapter.

use crate::settings::Settings;
use crate::signature::{hmac_sha256, verify_hmac_sha256};
use crate::{Error, Reason, Rejection, Request};
use std::net::IpAddr;

/// Shortest secret in a path, in bytes: nothing else keeps strangers out.
pub const PATH_SECRET_BYTES_MIN: usize = 16;
/// Longest secret in a path, in bytes.
pub const PATH_SECRET_BYTES_MAX: usize = 200;

/// The settings with the current secret and the one before it.
const PATH_SECRETS: [&str; 2] = ["path_secret", "previous_path_secret"];
/// Both sides are hashed before they are compared, so that the time says nothing of their lengths either; the key is
/// of no consequence.
const COMPARISON_KEY: &[u8] = b"sellerdesk path";
/// Bits of an IPv4 address.
const ADDRESS_BITS: u32 = 32;

/// Refuses requests without the secret in their path, and those from elsewhere where that is asked for.
///
/// # Errors
/// The refusal.
pub fn verify(request: &Request, settings: &Settings, own_networks: &[&str]) -> Result<(), Rejection> {
    verify_path(request, settings)?;
    verify_address(request, settings, own_networks)
}

fn verify_path(request: &Request, settings: &Settings) -> Result<(), Rejection> {
    let mut secrets = Vec::new();
    for key in PATH_SECRETS {
        let Some(secret) = settings.text(key)? else { continue };
        if !is_path_secret(secret) {
            return Err(refused(Reason::Misconfigured, &format!("setting {key} must be 16 to 200 of A-Z a-z 0-9 _ -")));
        }
        secrets.push(secret);
    }
    if settings.text("path_secret")?.is_none() {
        return Err(refused(Reason::Misconfigured, "setting path_secret is missing"));
    }
    let given = request.sub_path();
    if given.is_empty() {
        return Err(refused(Reason::SignatureMissing, "the path has no secret after the account"));
    }
    let is_given = |secret: &&str| {
        let expected = hmac_sha256(COMPARISON_KEY, &[secret.as_bytes()]);
        verify_hmac_sha256(COMPARISON_KEY, &[given.as_bytes()], &expected)
    };
    // Not `any`: both are always compared.
    match secrets.iter().filter(|secret| is_given(secret)).count() {
        0 => Err(refused(Reason::SignatureWrong, "the secret in the path does not match")),
        _ => Ok(()),
    }
}

fn verify_address(request: &Request, settings: &Settings, own_networks: &[&str]) -> Result<(), Rejection> {
    if settings.flag("check_addresses")? != Some(true) {
        return Ok(());
    }
    let mut networks = settings.texts("addresses")?;
    if networks.is_empty() {
        networks = own_networks.to_vec();
    }
    if networks.iter().any(|network| parse_network(network).is_none()) {
        return Err(refused(
            Reason::Misconfigured,
            "setting addresses must be a list of IPv4 networks: 203.0.113.0/24",
        ));
    }
    let address = request.client_address.as_deref().unwrap_or_default();
    if networks.iter().any(|network| is_within(address, network)) {
        return Ok(());
    }
    Err(refused(Reason::SignatureWrong, "the sender's address is none of the marketplace's"))
}

/// Whether an IPv4 address (one mapped into IPv6 too) belongs to a network such as `203.0.113.0/24` or `203.0.113.7`.
pub fn is_within(address: &str, network: &str) -> bool {
    match (parse_address(address), parse_network(network)) {
        (Some(address), Some((network, mask))) => address & mask == network & mask,
        _ => false,
    }
}

fn parse_address(address: &str) -> Option<u32> {
    match address.parse::<IpAddr>().ok()?.to_canonical() {
        IpAddr::V4(address) => Some(address.to_bits()),
        IpAddr::V6(_) => None,
    }
}

/// Its address and its mask.
fn parse_network(network: &str) -> Option<(u32, u32)> {
    let (address, bits) = match network.split_once('/') {
        Some((address, bits)) => (address, bits.parse().ok().filter(|bits| *bits <= ADDRESS_BITS)?),
        None => (network, ADDRESS_BITS),
    };
    Some((parse_address(address)?, u32::MAX.checked_shl(ADDRESS_BITS - bits).unwrap_or(0)))
}

fn is_path_secret(secret: &str) -> bool {
    (PATH_SECRET_BYTES_MIN..=PATH_SECRET_BYTES_MAX).contains(&secret.len())
        && secret.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}

fn refused(reason: Reason, detail: &str) -> Rejection {
    Rejection { reason, detail: detail.to_owned() }
}

impl From<Error> for Rejection {
    fn from(error: Error) -> Self {
        refused(error.reason(), &error.to_string())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn judge(path: &str, client: Option<&str>, settings: &str) -> Result<(), Reason> {
        let request = Request {
            method: "POST".to_owned(),
            path_and_query: path.to_owned(),
            endpoint: String::new(),
            headers: Vec::new(),
            body: Vec::new(),
            received_at: 0,
            account: "main".to_owned(),
            client_address: client.map(str::to_owned),
            api: String::new(),
            settings: settings.to_owned(),
        };
        let settings = Settings::parse(settings).unwrap();
        verify(&request, &settings, &["192.0.2.0/24", "198.51.100.7"]).map_err(|rejection| rejection.reason)
    }

    #[test]
    fn only_the_secret_opens() {
        let settings = r#"{"path_secret":"0123456789abcdef","previous_path_secret":"fedcba9876543210"}"#;
        assert_eq!(judge("/hooks/x/main/0123456789abcdef", None, settings), Ok(()));
        assert_eq!(judge("/hooks/x/main/fedcba9876543210/?a=b", None, settings), Ok(()));
        for path in ["/hooks/x/main", "/hooks/x/main/", "/hooks/x/main?0123456789abcdef"] {
            assert_eq!(judge(path, None, settings), Err(Reason::SignatureMissing), "{path}");
        }
        for path in ["/hooks/x/main/0123456789abcdeF", "/hooks/x/main/0123456789abcdef/x", "/hooks/x/main/0"] {
            assert_eq!(judge(path, None, settings), Err(Reason::SignatureWrong), "{path}");
        }
        for settings in
            ["{}", r#"{"path_secret":"short"}"#, r#"{"path_secret":"0123456789abcde/"}"#, r#"{"path_secret":1}"#]
        {
            assert_eq!(judge("/hooks/x/main/short", None, settings), Err(Reason::Misconfigured), "{settings}");
        }
    }

    #[test]
    fn addresses_count_where_that_is_asked_for() {
        let path = "/hooks/x/main/0123456789abcdef";
        let settings = r#"{"path_secret":"0123456789abcdef","check_addresses":true}"#;
        for client in ["192.0.2.200", "198.51.100.7", "::ffff:192.0.2.1"] {
            assert_eq!(judge(path, Some(client), settings), Ok(()), "{client}");
        }
        for client in [None, Some("192.0.3.1"), Some("198.51.100.8"), Some("2001:db8::1"), Some("192.0.2.1:80")] {
            assert_eq!(judge(path, client, settings), Err(Reason::SignatureWrong), "{client:?}");
        }
        let other = r#"{"path_secret":"0123456789abcdef","check_addresses":true,"addresses":["0.0.0.0/0"]}"#;
        assert_eq!(judge(path, Some("203.0.113.1"), other), Ok(()));
        let broken = r#"{"path_secret":"0123456789abcdef","check_addresses":true,"addresses":["1.2.3.4/33"]}"#;
        assert_eq!(judge(path, Some("203.0.113.1"), broken), Err(Reason::Misconfigured));
    }
}

//! Standard Webhooks 1.0.0, symmetric signatures (`v1`): <https://www.standardwebhooks.com>.
//!
//! `webhook-signature` is a list parted by spaces; any `v1` entry that matches under any of the account's
//! secrets accepts. Asymmetric entries (`v1a`, Ed25519) and versions to come are passed over.

use crate::signature::{decode_base64, verify_hmac_sha256};
use crate::{Error, Request, header};
use std::iter;

/// How far `webhook-timestamp` may be from the time of arrival, either way, in seconds.
pub const TOLERANCE_S: i64 = 5 * 60;
/// Least bytes of a secret's key.
pub const SECRET_BYTES_MIN: usize = 24;
/// Most bytes of a secret's key.
pub const SECRET_BYTES_MAX: usize = 64;
/// Longest `webhook-id`, in bytes.
pub const ID_BYTES_MAX: usize = 256;
/// Entries of `webhook-signature` looked at: a sender rotating secrets sends two or three.
pub const SIGNATURES_MAX: usize = 16;

/// What stands before a symmetric secret's base64.
const SECRET_PREFIX: &str = "whsec_";
/// Longest `webhook-timestamp` parsed: decimal seconds up to the year 33658.
const TIMESTAMP_BYTES_MAX: usize = 12;

const ID: &str = "webhook-id";
const TIMESTAMP: &str = "webhook-timestamp";
const SIGNATURE: &str = "webhook-signature";

/// An authentic delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delivery<'request> {
    /// `webhook-id`: the same for every attempt at the same delivery.
    pub id: &'request str,
    /// `webhook-timestamp`, in seconds since the Unix epoch: when this attempt was made.
    pub timestamp_s: i64,
}

/// Verifies a request under the account's secrets, the current one first.
///
/// # Errors
///
/// [`Error::HeaderMissing`], [`Error::HeaderRepeated`] and [`Error::HeaderInvalid`] for headers,
/// [`Error::Stale`] outside [`TOLERANCE_S`], [`Error::SignatureWrong`] where nothing matches, and
/// [`Error::Settings`] for a secret that is not one.
pub fn verify<'request>(request: &'request Request, secrets: &[&str]) -> Result<Delivery<'request>, Error> {
    let names = iter::once("secret").chain(iter::repeat("previous_secret"));
    let keys: Vec<Vec<u8>> =
        names.zip(secrets).map(|(name, secret)| decode_secret(name, secret)).collect::<Result<_, _>>()?;
    verify_keys(request, &keys)
}

/// As [`verify`], with keys of any form: some senders sign with another secret's bytes as they stand.
///
/// # Errors
///
/// As [`verify`], but for the secrets.
pub fn verify_keys<'request>(
    request: &'request Request,
    keys: &[impl AsRef<[u8]>],
) -> Result<Delivery<'request>, Error> {
    let id = header::required(request, ID)?;
    // A full stop parts what is signed: an id with one could be read as another id and timestamp.
    if id.is_empty() || id.len() > ID_BYTES_MAX || id.bytes().any(|byte| !byte.is_ascii_graphic() || byte == b'.') {
        return Err(Error::HeaderInvalid {
            name: ID,
            expected: "1 to 256 visible ASCII characters without a full stop",
        });
    }
    let timestamp = header::required(request, TIMESTAMP)?;
    let timestamp_s = parse_timestamp(timestamp)?;
    let signatures = parse_signatures(header::required(request, SIGNATURE)?)?;
    let arrived_s = request.received_at.div_euclid(1_000);
    if arrived_s.abs_diff(timestamp_s) > TOLERANCE_S.unsigned_abs() {
        return Err(Error::Stale { name: TIMESTAMP, tolerance_s: TOLERANCE_S });
    }
    let parts = signed_parts(id, timestamp, &request.body);
    let matches =
        keys.iter().any(|key| signatures.iter().any(|signature| verify_hmac_sha256(key.as_ref(), &parts, signature)));
    if matches { Ok(Delivery { id, timestamp_s }) } else { Err(Error::SignatureWrong(SIGNATURE)) }
}

/// The key of a `whsec_` secret; `setting` names where it stands, for the error.
pub fn decode_secret(setting: &str, secret: &str) -> Result<Vec<u8>, Error> {
    secret
        .strip_prefix(SECRET_PREFIX)
        .and_then(decode_base64)
        .filter(|key| (SECRET_BYTES_MIN..=SECRET_BYTES_MAX).contains(&key.len()))
        .ok_or(Error::Settings { key: setting.to_owned(), problem: "must be whsec_ and 24 to 64 bytes in base64" })
}

/// The bytes a signature covers, in parts.
pub fn signed_parts<'parts>(id: &'parts str, timestamp: &'parts str, body: &'parts [u8]) -> [&'parts [u8]; 5] {
    [id.as_bytes(), b".", timestamp.as_bytes(), b".", body]
}

fn parse_timestamp(text: &str) -> Result<i64, Error> {
    let digits =
        !text.is_empty() && text.len() <= TIMESTAMP_BYTES_MAX && text.bytes().all(|byte| byte.is_ascii_digit());
    digits
        .then(|| text.parse().ok())
        .flatten()
        .ok_or(Error::HeaderInvalid { name: TIMESTAMP, expected: "whole seconds since 1970 in digits" })
}

/// The decoded `v1` entries; other versions are passed over.
fn parse_signatures(list: &str) -> Result<Vec<Vec<u8>>, Error> {
    let form = Error::HeaderInvalid { name: SIGNATURE, expected: "a list of at most 16 entries, one of them v1" };
    let entries: Vec<&str> = list.split(' ').take(SIGNATURES_MAX + 1).collect();
    let signatures: Vec<Vec<u8>> =
        entries.iter().filter_map(|entry| entry.strip_prefix("v1,").and_then(decode_base64)).collect();
    if entries.len() > SIGNATURES_MAX || signatures.is_empty() { Err(form) } else { Ok(signatures) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::{Reason, signing};

    /// Vector of the JavaScript reference library: secret, id, timestamp, body, signature.
    const PUBLISHED: [&str; 5] = [
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "1614265330",
        r#"{"test": 2432232314}"#,
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    ];
    const SECRET: &str = PUBLISHED[0];
    const OTHER_SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    const SIGNED_MS: i64 = 1_614_265_330_000;

    fn request(headers: &[(&str, &str)], body: &str) -> Request {
        Request {
            method: "POST".to_owned(),
            path_and_query: "/hooks/standard/main".to_owned(),
            endpoint: "https://desk.example/hooks/standard/main".to_owned(),
            headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            body: body.as_bytes().to_vec(),
            received_at: SIGNED_MS,
            account: "main".to_owned(),
            client_address: None,
            api: String::new(),
            settings: String::new(),
        }
    }

    fn published() -> Request {
        let [_, id, timestamp, body, signature] = PUBLISHED;
        request(&[(ID, id), (TIMESTAMP, timestamp), (SIGNATURE, signature)], body)
    }

    fn with_header(name: &str, value: &str) -> Request {
        let mut request = published();
        request.headers.iter_mut().filter(|(key, _)| key == name).for_each(|(_, old)| *old = value.to_owned());
        request
    }

    fn reason(request: &Request) -> Reason {
        verify(request, &[SECRET]).unwrap_err().reason()
    }

    #[test]
    fn the_published_vector_verifies_and_is_what_we_sign() {
        let request = published();
        let delivery = verify(&request, &[SECRET]).unwrap();
        assert_eq!(delivery, Delivery { id: PUBLISHED[1], timestamp_s: 1_614_265_330 });
        let signature = signing::standard_webhooks(SECRET, PUBLISHED[1], 1_614_265_330, PUBLISHED[3].as_bytes());
        assert_eq!(signature.unwrap(), PUBLISHED[4]);
    }

    #[test]
    fn any_entry_under_any_secret_accepts() {
        let listed = format!("v1a,AAAA v2,x v1,not-base64 v1,AP8= {}", PUBLISHED[4]);
        assert!(verify(&with_header(SIGNATURE, &listed), &[SECRET]).is_ok());
        assert!(verify(&published(), &[OTHER_SECRET, SECRET]).is_ok());
        assert_eq!(verify(&published(), &[OTHER_SECRET]), Err(Error::SignatureWrong(SIGNATURE)));
    }

    /// BigCommerce signs with the bytes of its client secret.
    #[test]
    fn keys_may_be_of_any_form() {
        let [_, id, timestamp, body, _] = PUBLISHED;
        let signature = crate::signature::hmac_sha256(b"raw", &signed_parts(id, timestamp, body.as_bytes()));
        let request = with_header(SIGNATURE, &format!("v1,{}", crate::signature::encode_base64(&signature)));
        assert!(verify_keys(&request, &["other", "raw"]).is_ok());
        assert_eq!(verify_keys(&request, &["other"]), Err(Error::SignatureWrong(SIGNATURE)));
        assert_eq!(verify_keys(&request, &[""; 0]), Err(Error::SignatureWrong(SIGNATURE)));
    }

    #[test]
    fn the_tolerance_is_five_minutes_either_way() {
        for (offset_s, accepted) in [(300, true), (-300, true), (301, false), (-301, false)] {
            let mut request = published();
            request.received_at = SIGNED_MS + offset_s * 1_000;
            assert_eq!(verify(&request, &[SECRET]).is_ok(), accepted, "{offset_s}");
        }
        let far = with_header(TIMESTAMP, "999999999999");
        assert_eq!(reason(&far), Reason::Stale);
    }

    #[test]
    fn what_is_not_of_the_documented_form_is_no_signature() {
        for name in [ID, TIMESTAMP, SIGNATURE] {
            let mut absent = published();
            absent.headers.retain(|(key, _)| key != name);
            assert_eq!(reason(&absent), Reason::SignatureMissing, "{name} absent");
            let mut repeated = published();
            repeated.headers.push((name.to_owned(), "other".to_owned()));
            assert_eq!(reason(&repeated), Reason::SignatureMissing, "{name} repeated");
        }
        for id in ["", "a.b", "a b", "é", &"x".repeat(ID_BYTES_MAX + 1)] {
            assert_eq!(reason(&with_header(ID, id)), Reason::SignatureMissing, "id {id:?}");
        }
        for timestamp in ["", "1614265330.0", "-1", "+1614265330", " 1614265330", "٣", "9999999999999"] {
            assert_eq!(reason(&with_header(TIMESTAMP, timestamp)), Reason::SignatureMissing, "{timestamp:?}");
        }
        let crowd = vec![PUBLISHED[4]; SIGNATURES_MAX + 1].join(" ");
        for list in ["", "v1", "v1,", "v1a,AAAA", PUBLISHED[4].trim_start_matches("v1,"), &crowd] {
            let expected = if list == "v1," { Reason::SignatureWrong } else { Reason::SignatureMissing };
            assert_eq!(reason(&with_header(SIGNATURE, list)), expected, "{list:?}");
        }
    }

    #[test]
    fn any_other_byte_is_another_message() {
        assert_eq!(reason(&with_header(ID, "msg_p5jXN8AQM9LWM0D4loKWxJel")), Reason::SignatureWrong);
        assert_eq!(reason(&with_header(TIMESTAMP, "1614265331")), Reason::SignatureWrong);
        let mut request = published();
        request.body.push(b'\n');
        assert_eq!(reason(&request), Reason::SignatureWrong);
    }

    #[test]
    fn secrets_are_checked_before_anything_else() {
        let key = |bytes: usize| format!("whsec_{}", crate::signature::encode_base64(&vec![7; bytes]));
        for (secret, good) in [(key(24), true), (key(64), true), (key(23), false), (key(65), false)] {
            assert_eq!(decode_secret("secret", &secret).is_ok(), good, "{}", secret.len());
        }
        for secret in ["whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] {
            let error = verify(&published(), &[SECRET, secret]).unwrap_err();
            assert_eq!(error.reason(), Reason::Misconfigured);
            assert!(error.to_string().contains("previous_secret"), "{error}");
        }
    }
}

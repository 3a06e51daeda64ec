//! Whether a callback is SHEIN's: five random letters, and a signature of id, time and path.

use crate::cipher::Iv;
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::signature::{decode_base64, decode_hex, verify_hmac_sha256};
use sellerdesk_adapter::{Error, Request, header, time};
use sellerdesk_canonical::Instant;

const SIGNATURE: &str = "x-lt-signature";
const TIMESTAMP: &str = "x-lt-timestamp";
const APP_ID: &str = "x-lt-appid";
const OPEN_KEY_ID: &str = "x-lt-openkeyid";
const EVENT_CODE: &str = "x-lt-eventcode";

/// Letters before the signature.
const RANDOM_BYTES: usize = 5;
/// Digits of a time in milliseconds.
const TIMESTAMP_BYTES: usize = 13;
/// Longest event code, in bytes.
const CODE_BYTES_MAX: usize = 100;
/// How far the signed time may be from the time of arrival, either way, in seconds, and what it may be set to.
const TOLERANCE_S: i64 = 300;
const TOLERANCE_S_MIN: i64 = 10;
const TOLERANCE_S_MAX: i64 = 86_400;
/// Seconds to milliseconds.
const MS_PER_S: i64 = 1_000;

/// An authentic callback.
pub struct Callback<'request> {
    /// The account's settings.
    pub settings: Settings,
    /// The event's code in lower case: `order_push_notice`. Not signed.
    pub code: Option<String>,
    /// When it was sent.
    pub sent_at: Instant,
    /// What no other body may come with: the signed time and the letters.
    pub replay_key: String,
    /// The app has several sellers, and this is for another one.
    pub is_another_sellers: bool,
    /// Where the initialisation vector of the body is.
    pub iv: Iv,
    /// The type of the body.
    pub content_type: &'request str,
}

/// Whether this is SHEIN's look whether anybody is at this address: nothing is in it.
pub fn is_check(request: &Request) -> bool {
    request.body.is_empty() && !request.headers.iter().any(|(name, _)| name.starts_with("x-lt-"))
}

/// Verifies a callback under the current or the previous secret.
pub fn verify(request: &Request) -> Result<Callback<'_>, Error> {
    let settings = Settings::parse(&request.settings)?;
    let tolerance_s = settings.whole("tolerance_s", TOLERANCE_S_MIN, TOLERANCE_S_MAX)?.unwrap_or(TOLERANCE_S);
    let signer = signer(&settings)?;
    let iv = iv(&settings)?;
    let timestamp = header::required(request, TIMESTAMP)?;
    let sent_at = instant(timestamp).ok_or(Error::HeaderInvalid { name: TIMESTAMP, expected: "a time in ms" })?;
    let (random, signature) = signature(header::required(request, SIGNATURE)?)
        .ok_or(Error::HeaderInvalid { name: SIGNATURE, expected: "five letters and a signature" })?;
    let path = settings.text("path")?.unwrap_or_else(|| path(&request.endpoint));
    if request.received_at.abs_diff(sent_at) > (tolerance_s * MS_PER_S).unsigned_abs() {
        return Err(Error::Stale { name: TIMESTAMP, tolerance_s });
    }
    let parts = [signer.id.as_bytes(), b"&", timestamp.as_bytes(), b"&", path.as_bytes()];
    let keys = settings.secrets()?.into_iter().map(|secret| [secret.as_bytes(), random.as_bytes()].concat());
    if header::required(request, signer.header)? != signer.id
        || !keys.into_iter().any(|key| verify_hmac_sha256(&key, &parts, &signature))
    {
        return Err(Error::SignatureWrong(SIGNATURE));
    }
    let seller = settings.text("open_key_id")?;
    let is_another_sellers = seller.is_some_and(|seller| request.header(OPEN_KEY_ID) != Some(seller));
    Ok(Callback {
        code: code(request),
        sent_at,
        replay_key: format!("{timestamp}:{random}"),
        is_another_sellers,
        iv,
        content_type: request.header("content-type").unwrap_or_default(),
        settings,
    })
}

/// Whose id is signed, and the header that says it.
struct Signer {
    header: &'static str,
    id: String,
}

fn signer(settings: &Settings) -> Result<Signer, Error> {
    let missing = || Error::Settings { key: "app_id".to_owned(), problem: "is missing, and so is open_key_id" };
    let signer = |header, id: &str| Signer { header, id: id.to_owned() };
    match settings.text("app_id")? {
        Some(id) => Ok(signer(APP_ID, id)),
        None => settings.text("open_key_id")?.map(|id| signer(OPEN_KEY_ID, id)).ok_or_else(missing),
    }
}

fn iv(settings: &Settings) -> Result<Iv, Error> {
    match settings.text("iv")? {
        None | Some("fixed") => Ok(Iv::Fixed),
        Some("first_block") => Ok(Iv::FirstBlock),
        Some(_) => Err(Error::Settings { key: "iv".to_owned(), problem: "must be fixed or first_block" }),
    }
}

/// The letters, and the bytes of the signature behind them.
fn signature(value: &str) -> Option<(&str, Vec<u8>)> {
    let (random, encoded) = value.split_at_checked(RANDOM_BYTES)?;
    let letters = random.bytes().all(|byte| byte.is_ascii_graphic());
    let hex = String::from_utf8(decode_base64(encoded)?).ok()?;
    Some((random, decode_hex(&hex)?)).filter(|_| letters)
}

fn instant(timestamp: &str) -> Option<Instant> {
    let digits = timestamp.len() == TIMESTAMP_BYTES && timestamp.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| timestamp.parse().ok()).flatten().and_then(time::plausible)
}

/// The path of an absolute URL, without its query.
fn path(url: &str) -> &str {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = after_scheme.find('/').and_then(|start| after_scheme.get(start..)).unwrap_or("/");
    path.split(['?', '#']).next().unwrap_or_default()
}

/// The event code, which third parties show with and without a slash before it.
fn code(request: &Request) -> Option<String> {
    let code = request.header(EVENT_CODE)?.trim_matches('/');
    let plain = code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    ((1..=CODE_BYTES_MAX).contains(&code.len()) && plain).then(|| code.to_ascii_lowercase())
}

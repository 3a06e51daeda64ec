//! Mailgun routes (`forward`): a form with a signed token.
//!
//! The signature is the lower-case hexadecimal HMAC-SHA256 of `timestamp` and `token` under the HTTP webhook signing
//! key (Mailgun, "Securing webhooks"). The mail itself is not signed. What keeps a captured signature from carrying
//! another mail is the token: it is good for one delivery, so it becomes the acceptance's replay key.
//!
//! Mailgun posts a mail parsed (`from`, `subject`, `body-plain`, `body-html`, `message-headers`, `attachment-1`, ...)
//! or, when the route's URL ends in `mime`, raw (`body-mime`).

use crate::Posted;
use crate::posted::{Delivery, with_verdict};
use sellerdesk_adapter::form::Form;
use sellerdesk_adapter::mail::{Headers, Mail, MailAttachment};
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::signature::{SIGNATURE_BYTES, decode_hex, verify_hmac_sha256};
use sellerdesk_adapter::{Error, Reason, Received, Request, time};
use sellerdesk_canonical::Instant;
use std::borrow::Cow;

/// How far the timestamp may be from the time of arrival where the settings don't say, in seconds.
const SKEW_DEFAULT_S: i64 = 300;
/// The most that `skew_s` may be, in seconds: beyond a day, tokens would have to be remembered for long.
const SKEW_MAX_S: i64 = 86_400;
/// Characters of a token.
const TOKEN_BYTES: usize = 50;
/// Digits of a timestamp in seconds; ten until the year 2286.
const TIMESTAMP_BYTES_MAX: usize = 12;
/// The `message-headers` list, in bytes.
const HEADER_LIST_BYTES_MAX: usize = 1024 * 1024;
/// The form fields that are read; all others are skipped.
const FIELDS: &[&str] = &[
    "timestamp",
    "token",
    "signature",
    "sender",
    "from",
    "subject",
    "body-plain",
    "body-html",
    "body-mime",
    "message-headers",
    "Message-Id",
    "Date",
    "In-Reply-To",
    "References",
    "X-Space-Notification-Type",
    "X-Mailgun-Spf",
    "X-Mailgun-Dkim-Check-Result",
];
/// Fields that stand in for header fields where `message-headers` lacks them.
const HEADER_FIELDS: &[&str] =
    &["from", "sender", "subject", "Message-Id", "Date", "In-Reply-To", "References", "X-Space-Notification-Type"];
/// Fields with Mailgun's verdicts.
const VERDICT_FIELDS: &[&str] = &["X-Mailgun-Spf", "X-Mailgun-Dkim-Check-Result"];

/// What the signature vouches for.
pub struct Signed {
    /// When Mailgun posted.
    pub posted_at: Instant,
    /// Good for this delivery only.
    pub token: String,
}

/// The mail of a request.
pub fn receive(request: &Request, settings: &Settings) -> Result<Posted, Received> {
    settings.secrets()?;
    skew_s(settings)?;
    super::check_form(request, "Mailgun")?;
    let content_type = request.header("content-type").unwrap_or_default();
    let form = Form::parse(content_type, &request.body, FIELDS)?;
    let Signed { posted_at, token } = verify(|name| form.only(name), settings, request.received_at)?;
    let delivery = Delivery {
        posted_at,
        received_at: request.received_at,
        id: Some(token.clone()),
        replay_key: Some(token.clone()),
    };
    mail(&form).and_then(|mail| Posted::new(mail, delivery)).map_err(|error| super::unreadable(Some(token), error))
}

/// Verifies what Mailgun signs, then its time; `field` gives what stands once under a name.
pub fn verify<'request>(
    field: impl Fn(&'static str) -> Option<&'request str>,
    settings: &Settings,
    received_at: Instant,
) -> Result<Signed, Received> {
    let secrets = settings.secrets()?;
    let skew_s = skew_s(settings)?;
    let valid =
        |name, is_valid: &dyn Fn(&str) -> bool| field(name).filter(|text| is_valid(text)).ok_or_else(|| missing(name));
    let timestamp = valid("timestamp", &|text| {
        (1..=TIMESTAMP_BYTES_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    })?;
    let token = valid("token", &|text| text.len() == TOKEN_BYTES && text.bytes().all(|byte| byte.is_ascii_graphic()))?;
    let signature = valid("signature", &|text| {
        text.len() == 2 * SIGNATURE_BYTES && !text.bytes().any(|byte| byte.is_ascii_uppercase())
    })?;
    let claimed = decode_hex(signature).ok_or_else(|| missing("signature"))?;
    let parts = [timestamp.as_bytes(), token.as_bytes()];
    if !secrets.iter().any(|secret| verify_hmac_sha256(secret.as_bytes(), &parts, &claimed)) {
        return Err(Received::rejected(Reason::SignatureWrong, "the form field signature does not match"));
    }
    let posted_at = timestamp
        .parse::<i64>()
        .ok()
        .and_then(|seconds| time::plausible(seconds.saturating_mul(1_000)))
        .ok_or_else(|| missing("timestamp"))?;
    if !super::is_fresh(posted_at, received_at, skew_s) {
        return Err(Received::rejected(
            Reason::Stale,
            format!("the form field timestamp is more than {skew_s} s away from the time of arrival"),
        ));
    }
    Ok(Signed { posted_at, token: token.to_owned() })
}

fn skew_s(settings: &Settings) -> Result<i64, Error> {
    Ok(settings.whole("skew_s", 1, SKEW_MAX_S)?.unwrap_or(SKEW_DEFAULT_S))
}

fn missing(name: &str) -> Received {
    Received::rejected(
        Reason::SignatureMissing,
        format!("the form field {name} is missing, repeated or not of its documented form"),
    )
}

/// The mail in a form, raw or parsed.
fn mail(form: &Form<'_>) -> Result<Mail, Error> {
    let mut mail = match form.bytes("body-mime") {
        Some(raw) => Mail::parse(raw)?,
        None => parsed(form)?,
    };
    let verdicts: Vec<_> = VERDICT_FIELDS.iter().filter_map(|name| Some((*name, form.text(name)?))).collect();
    let verdicts: Vec<_> = verdicts.iter().map(|(name, value)| (*name, value.as_ref())).collect();
    let mut headers = with_verdict(&verdicts, &mail.headers);
    for name in HEADER_FIELDS {
        let is_absent = headers.get(&name.to_ascii_lowercase()).is_none();
        if let Some(value) = form.text(name).filter(|_| is_absent) {
            headers.push(name, &value);
        }
    }
    mail.headers = headers;
    mail.attachments.extend(form.files().iter().map(|file| MailAttachment {
        name: file.name.clone(),
        media_type: file.media_type.clone(),
        size_bytes: file.size_bytes,
    }));
    Ok(mail)
}

/// A mail that Mailgun has parsed.
fn parsed(form: &Form<'_>) -> Result<Mail, Error> {
    let headers = match form.text("message-headers") {
        Some(list) if list.len() > HEADER_LIST_BYTES_MAX => {
            return Err(Error::Field { path: "message-headers".to_owned(), problem: "is too long" });
        }
        Some(list) => Headers::from_json(&list)?,
        None => Headers::default(),
    };
    let body = |name| form.text(name).map(Cow::into_owned).unwrap_or_default();
    Ok(Mail { headers, plain: body("body-plain"), html: body("body-html"), attachments: Vec::new() })
}

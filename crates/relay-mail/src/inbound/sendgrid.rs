//! SendGrid Inbound Parse with a security policy: a form, signed as a whole.
//!
//! The signature is ECDSA P-256 with SHA-256 over timestamp and raw body, in DER and base64 (Twilio SendGrid, "Securing
//! your Inbound Parse webhooks"). SendGrid posts a mail parsed (`headers`, `from`, `subject`, `text`, `html`, files) or,
//! with "POST the raw, full MIME message", raw (`email`), which is preferred: parsed texts stay in the character set
//! they were written in, of which UTF-8 and Western European are understood.

use crate::Posted;
use crate::ecdsa::{is_signed_by, key_of, signature_of};
use crate::posted::{Delivery, with_verdict};
use p256::ecdsa::VerifyingKey;
use sellerdesk_adapter::form::Form;
use sellerdesk_adapter::mail::{Headers, Mail, MailAttachment};
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::signature::decode_base64;
use sellerdesk_adapter::{Error, Received, Request, header, json, time};
use sellerdesk_canonical::Instant;
use serde_json::Value;

/// How far the signed time may be from the time of arrival where the settings don't say, in seconds: SendGrid tries for
/// three days.
const SKEW_DEFAULT_S: i64 = 259_500;
/// The most that `skew_s` may be, in seconds: one week.
const SKEW_MAX_S: i64 = 604_800;
/// The signature's header.
const SIGNATURE: &str = "x-twilio-email-event-webhook-signature";
/// The header with the signed time, in seconds.
const TIMESTAMP: &str = "x-twilio-email-event-webhook-timestamp";
/// Digits of a timestamp in seconds; ten until the year 2286.
const TIMESTAMP_BYTES_MAX: usize = 12;
/// Lines of the field `headers` read.
const HEADER_LINES_MAX: usize = 5_000;
/// The form fields that are read; all others are skipped.
const FIELDS: &[&str] = &["headers", "from", "to", "subject", "text", "html", "email", "charsets", "SPF", "dkim"];

/// The mail of a request.
pub fn receive(request: &Request, settings: &Settings) -> Result<Posted, Received> {
    let posted_at = verify(request, settings, "public_key")?;
    let delivery = Delivery { posted_at, received_at: request.received_at, id: None, replay_key: None };
    mail(request).and_then(|mail| Posted::new(mail, delivery)).map_err(|error| super::unreadable(None, error))
}

/// Verifies a request by the key of that setting, then its time, which it gives.
pub fn verify(request: &Request, settings: &Settings, key: &'static str) -> Result<Instant, Received> {
    let keys = keys(settings, key)?;
    let skew_s = settings.whole("skew_s", 1, SKEW_MAX_S)?.unwrap_or(SKEW_DEFAULT_S);
    super::check_form(request, "SendGrid")?;
    let invalid = |name, expected| Error::HeaderInvalid { name, expected };
    let timestamp = header::required(request, TIMESTAMP)?;
    let posted_at = Some(timestamp)
        .filter(|text| text.len() <= TIMESTAMP_BYTES_MAX && text.bytes().all(|byte| byte.is_ascii_digit()))
        .and_then(|text| text.parse::<i64>().ok())
        .and_then(|seconds| time::plausible(seconds.saturating_mul(1_000)))
        .ok_or_else(|| invalid(TIMESTAMP, "a time in seconds"))?;
    let signature = decode_base64(header::required(request, SIGNATURE)?)
        .and_then(|der| signature_of(&der))
        .ok_or_else(|| invalid(SIGNATURE, "an ECDSA signature in DER and base64"))?;
    let signed = [timestamp.as_bytes(), &request.body].concat();
    if !keys.iter().any(|key| is_signed_by(key, &signed, &signature)) {
        return Err(Error::SignatureWrong(SIGNATURE).into());
    }
    if !super::is_fresh(posted_at, request.received_at, skew_s) {
        return Err(Error::Stale { name: TIMESTAMP, tolerance_s: skew_s }.into());
    }
    Ok(posted_at)
}

/// The public keys, the current one first.
fn keys(settings: &Settings, current: &'static str) -> Result<Vec<VerifyingKey>, Error> {
    let key = |name: &'static str| {
        let wrong = |problem| Error::Settings { key: name.to_owned(), problem };
        let decode = |text| {
            decode_base64(text)
                .and_then(|der| key_of(&der))
                .ok_or_else(|| wrong("must be a P-256 public key in base64"))
        };
        settings.text(name)?.map(decode).transpose()
    };
    let missing = || Error::Settings { key: current.to_owned(), problem: "is missing" };
    let current = key(current)?.ok_or_else(missing)?;
    Ok([Some(current), key("previous_public_key")?].into_iter().flatten().collect())
}

/// The mail in an authentic form, raw or parsed.
fn mail(request: &Request) -> Result<Mail, Error> {
    let content_type = request.header("content-type").unwrap_or_default();
    let form = Form::parse(content_type, &request.body, FIELDS)?;
    let mut mail = match form.bytes("email") {
        Some(raw) => Mail::parse(raw)?,
        None => parsed(&form),
    };
    let verdict = format!(
        "sendgrid; spf={}{}",
        form.text("SPF").as_deref().unwrap_or("none").replace(';', " "),
        dkim_results(&form.text("dkim").unwrap_or_default())
    );
    mail.headers = with_verdict(&[("authentication-results", &verdict)], &mail.headers);
    Ok(mail)
}

/// A mail that SendGrid has parsed.
fn parsed(form: &Form<'_>) -> Mail {
    let charsets = form.text("charsets").and_then(|text| json::value(text.as_bytes()).ok()).unwrap_or_default();
    let text = |name: &str| {
        let charset = charsets.get(name).and_then(Value::as_str).unwrap_or_default();
        form.bytes(name).map(|bytes| decoded(bytes, charset)).unwrap_or_default()
    };
    let mut headers = unfolded(&form.text("headers").unwrap_or_default());
    for name in ["from", "to", "subject"] {
        if headers.get(name).is_none() {
            headers.push(name, &text(name));
        }
    }
    let file = |file: &sellerdesk_adapter::form::FormFile| MailAttachment {
        name: file.name.clone(),
        media_type: file.media_type.clone(),
        size_bytes: file.size_bytes,
    };
    Mail { headers, plain: text("text"), html: text("html"), attachments: form.files().iter().map(file).collect() }
}

/// Text in UTF-8, or in Latin-1 where it is not and the form says so.
fn decoded(bytes: &[u8], charset: &str) -> String {
    let is_western = ["iso-8859-1", "windows-1252", "latin1"].iter().any(|known| charset.eq_ignore_ascii_case(known));
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) if is_western => bytes.iter().map(|byte| char::from(*byte)).collect(),
        Err(_) => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// The mail's own header block, its folded lines joined.
fn unfolded(block: &str) -> Headers {
    let mut headers = Headers::default();
    let mut field: Option<(String, String)> = None;
    for line in block.lines().take(HEADER_LINES_MAX) {
        match (&mut field, line.starts_with([' ', '\t'])) {
            (Some((_, value)), true) => {
                value.push(' ');
                value.push_str(line.trim());
            }
            _ => {
                if let Some((name, value)) = field.take() {
                    headers.push(&name, &value);
                }
                field = line.split_once(':').map(|(name, value)| (name.to_owned(), value.trim().to_owned()));
            }
        }
    }
    if let Some((name, value)) = field {
        headers.push(&name, &value);
    }
    headers
}

/// `{@amazon.com : pass, @amazonses.com : fail}` as results of RFC 8601.
fn dkim_results(field: &str) -> String {
    let inner = field.trim().trim_start_matches('{').trim_end_matches('}');
    let result = |entry: &str| {
        let (domain, result) = entry.split_once(':')?;
        let domain = domain.trim().trim_start_matches('@');
        let is_plain =
            |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
        let result = result.trim();
        (is_plain(domain) && is_plain(result)).then(|| format!("; dkim={result} header.d={domain}"))
    };
    inner.split(',').filter_map(result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folded_headers_are_joined() {
        let headers = unfolded("Received: by a\r\n  with b\r\nSubject: Hi\r\nno colon\r\n more\nTo: x@y");
        assert_eq!(headers.get("received"), Some("by a with b"));
        assert_eq!((headers.get("subject"), headers.get("to")), (Some("Hi"), Some("x@y")));
    }

    #[test]
    fn dkim_of_several_domains_is_told_apart() {
        assert_eq!(
            dkim_results("{@amazon.com : pass, @amazonses.com : fail}"),
            "; dkim=pass header.d=amazon.com; dkim=fail header.d=amazonses.com"
        );
        assert_eq!(dkim_results("none"), "");
        assert_eq!(dkim_results("{@a.example; spf=fail : pass}"), "");
    }

    #[test]
    fn western_text_is_read_where_it_is_declared() {
        assert_eq!(decoded(b"caf\xe9", "ISO-8859-1"), "café");
        assert_eq!(decoded("café".as_bytes(), "ISO-8859-1"), "café");
        assert_eq!(decoded(b"caf\xe9", ""), "caf\u{fffd}");
    }
}

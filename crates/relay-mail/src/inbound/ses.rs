//! A mail as an SES receipt rule publishes it to SNS (Amazon SES, "Contents of notifications for Amazon SES email
//! receiving").
//!
//! Only the rule's SNS action carries the mail itself (up to 150 KB); the notification that other actions publish holds
//! its headers alone. That one can't be read as a mail and is kept for people.

use crate::Posted;
use crate::posted::{Delivery, with_verdict};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sellerdesk_adapter::Error;
use sellerdesk_adapter::json::{self, Fields};
use sellerdesk_adapter::mail::Mail;
use sellerdesk_canonical::Instant;
use std::borrow::Cow;

/// The mail in an SNS notification's `Message`.
pub fn mail(message: &str, id: Option<String>, posted_at: Instant, received_at: Instant) -> Result<Posted, Error> {
    let body = json::parse(message.as_bytes(), super::BODY_BYTES_MAX as usize)?;
    let fields = Fields::root(&body)?;
    if fields.text("notificationType")? != Some("Received") {
        return Err(fields.wrong("notificationType", "is not Received"));
    }
    let receipt = fields.object("receipt")?;
    let Some(content) = fields.text("content")? else {
        return Err(fields.wrong("content", "is missing: publish the mail by the receipt rule's SNS action"));
    };
    let is_base64 = receipt.as_ref().is_some_and(|receipt| {
        let action = receipt.object("action").ok().flatten();
        let encoding = action.and_then(|action| action.text("encoding").ok().flatten());
        encoding.is_some_and(|encoding| encoding.eq_ignore_ascii_case("base64"))
    });
    let raw = if is_base64 {
        let letters: String = content.chars().filter(|letter| !letter.is_ascii_whitespace()).collect();
        Cow::Owned(STANDARD.decode(letters).map_err(|_| fields.wrong("content", "is not base64"))?)
    } else {
        Cow::Borrowed(content.as_bytes())
    };
    let mut mail = Mail::parse(&raw)?;
    let verdict = receipt.as_ref().map(verdict).unwrap_or_default();
    mail.headers = with_verdict(&[("authentication-results", &verdict)], &mail.headers);
    Posted::new(mail, Delivery { posted_at, received_at, id, replay_key: None })
}

/// The verdicts as a field of RFC 8601. `GRAY` and `PROCESSING_FAILED` say nothing.
fn verdict(receipt: &Fields<'_>) -> String {
    let result = |name| {
        let verdict = receipt.object(name).ok().flatten();
        match verdict.and_then(|verdict| verdict.text("status").ok().flatten()) {
            Some("PASS") => "pass",
            Some("FAIL") => "fail",
            _ => "none",
        }
    };
    format!("amazonses.com; spf={}; dkim={}", result("spfVerdict"), result("dkimVerdict"))
}

//! Amazon SNS over HTTPS (Amazon SNS, "Parsing Amazon SNS message formats" and "Verifying the signatures of Amazon SNS
//! messages").
//!
//! Anybody with an AWS account can have SNS sign something, so the topic is looked for in the settings' `topics` before
//! anything is fetched. The signature covers the whole message: a captured one can only say the same again, and a mail
//! said twice is one event. The certificate is fetched from SNS's own host only; that it came from there over TLS is
//! what vouches for it. The URL that confirms a subscription is built from topic and token, not taken from the message.

use super::ses;
use crate::Posted;
use crate::certificate::rsa_key;
use sellerdesk_adapter::json::{self, Fields};
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::signature::decode_base64;
use sellerdesk_adapter::{Answer, Error, Evidence, Need, Reason, Received, Request};
use sellerdesk_canonical::Instant;
use sellerdesk_rsa::Hash;

/// How far the signed time may be from the time of arrival where the settings don't say, in seconds: SNS tries for an
/// hour at most.
const SKEW_DEFAULT_S: i64 = 3_900;
/// The most that `skew_s` may be, in seconds: one week.
const SKEW_MAX_S: i64 = 604_800;
/// How long a certificate is used, in seconds: SNS gives each a URL of its own.
const CERTIFICATE_KEEP_S: u32 = 86_400;
/// Longest URL of a certificate, in bytes.
const URL_BYTES_MAX: usize = 300;
/// Longest token of a confirmation, in bytes.
const TOKEN_BYTES_MAX: usize = 1_000;
/// What a notification's signature covers, in order.
const NOTIFICATION_KEYS: &[&str] = &["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"];
/// What a confirmation's signature covers, in order.
const CONFIRMATION_KEYS: &[&str] = &["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];
/// Both spellings that SNS has for the certificate's URL.
const CERTIFICATE_KEYS: [&str; 2] = ["SigningCertURL", "SigningCertUrl"];

/// An SNS message that is not known to be authentic yet.
struct Unverified<'json> {
    fields: Fields<'json>,
    topic: &'json str,
    kind: &'json str,
    at: Instant,
}

/// The mail of a request.
pub fn receive(request: &Request, settings: &Settings, evidence: &[Evidence]) -> Result<Posted, Received> {
    let topics = settings.texts("topics")?;
    if topics.is_empty() {
        return Err(Error::Settings { key: "topics".to_owned(), problem: "must name the topic's ARN" }.into());
    }
    let skew_s = settings.whole("skew_s", 1, SKEW_MAX_S)?.unwrap_or(SKEW_DEFAULT_S);
    super::check_form(request, "SNS")?;
    let body = json::parse(&request.body, super::BODY_BYTES_MAX as usize)?;
    let message = Unverified::read(&body)?;
    if !topics.contains(&message.topic) {
        return Err(Received::rejected(Reason::SignatureWrong, "TopicArn is none of the setting topics"));
    }
    if !super::is_fresh(message.at, request.received_at, skew_s) {
        return Err(Error::Stale { name: "Timestamp", tolerance_s: skew_s }.into());
    }
    message.verify(evidence)?;
    message.open(request.received_at, evidence)
}

impl<'json> Unverified<'json> {
    fn read(body: &'json serde_json::Value) -> Result<Self, Error> {
        let fields = Fields::root(body)?;
        Ok(Self {
            topic: fields.required("TopicArn", Fields::text)?,
            kind: fields.required("Type", Fields::text)?,
            at: fields.required("Timestamp", Fields::instant)?,
            fields,
        })
    }

    /// Verifies the signature by the certificate, once that is there.
    fn verify(&self, evidence: &[Evidence]) -> Result<(), Received> {
        let hash = match self.fields.text("SignatureVersion")? {
            Some("1") => Hash::Sha1,
            Some("2") => Hash::Sha256,
            _ => return Err(Received::rejected(Reason::SignatureMissing, "SignatureVersion is neither 1 nor 2")),
        };
        let signature = self.fields.required("Signature", Fields::text)?;
        let url = self.certificate_url()?;
        let Some(document) = evidence.iter().find(|document| document.url == url) else {
            return Err(Received::Needs(vec![Need::public(url, CERTIFICATE_KEEP_S)]));
        };
        if document.status != 200 {
            return Err(Received::rejected(Reason::Misconfigured, "the certificate could not be fetched from SNS"));
        }
        let key = rsa_key(&document.body)
            .ok_or_else(|| Received::rejected(Reason::SignatureWrong, "the certificate holds no RSA key"))?;
        let signed = self.signed_bytes()?;
        if !decode_base64(signature).is_some_and(|signature| key.verify(hash, &signed, &signature)) {
            return Err(Received::rejected(Reason::SignatureWrong, "the field Signature does not match"));
        }
        Ok(())
    }

    /// The certificate's URL, if it is SNS's own.
    fn certificate_url(&self) -> Result<&'json str, Received> {
        let [first, second] = CERTIFICATE_KEYS;
        let url = match self.fields.text(first)? {
            Some(url) => Some(url),
            None => self.fields.text(second)?,
        };
        url.filter(|url| is_certificate_url(url)).ok_or_else(|| {
            Received::rejected(Reason::SignatureWrong, "SigningCertURL is no certificate on a host of SNS")
        })
    }

    /// `Key\nValue\n` for each key that is there.
    fn signed_bytes(&self) -> Result<Vec<u8>, Error> {
        let keys = if self.kind == "Notification" { NOTIFICATION_KEYS } else { CONFIRMATION_KEYS };
        let mut bytes = Vec::new();
        for key in keys {
            if let Some(value) = self.fields.text(key)? {
                bytes.extend([key.as_bytes(), b"\n", value.as_bytes(), b"\n"].concat());
            }
        }
        Ok(bytes)
    }

    /// What an authentic message holds.
    fn open(&self, received_at: Instant, evidence: &[Evidence]) -> Result<Posted, Received> {
        let id = self.fields.id("MessageId").ok().flatten();
        match self.kind {
            "Notification" => {
                let message = self.fields.text("Message")?.unwrap_or_default();
                ses::mail(message, id.clone(), self.at, received_at).map_err(|error| super::unreadable(id, error))
            }
            "SubscriptionConfirmation" => Err(self.confirm(evidence)),
            "UnsubscribeConfirmation" => {
                Err(super::unreadable(id, "the topic's subscription was ended: no more mail comes from it"))
            }
            _ => Err(super::unreadable(id, "Type is unknown")),
        }
    }

    /// Confirms the subscription by fetching its URL.
    fn confirm(&self, evidence: &[Evidence]) -> Received {
        let token = match self.fields.required("Token", Fields::text) {
            Ok(token) => token,
            Err(error) => return error.into(),
        };
        let Some(url) = confirmation_url(self.topic, token) else {
            return Received::rejected(Reason::Malformed, "TopicArn or Token is not of its documented form");
        };
        match evidence.iter().find(|document| document.url == url) {
            None => Received::Needs(vec![Need::public(url, 0)]),
            Some(answer) if (200..300).contains(&answer.status) => {
                Received::Handshake(Answer::empty(super::STATUS_ACCEPTED))
            }
            Some(_) => Received::rejected(Reason::Misconfigured, "SNS did not take the confirmation"),
        }
    }
}

/// `https://sns.<region>.amazonaws.com[.cn]/<...>.pem`, of plain characters.
fn is_certificate_url(url: &str) -> bool {
    let Some((host, path)) = url.strip_prefix("https://").and_then(|rest| rest.split_once('/')) else { return false };
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/');
    let region = host
        .strip_prefix("sns.")
        .and_then(|rest| rest.strip_suffix(".amazonaws.com").or_else(|| rest.strip_suffix(".amazonaws.com.cn")));
    url.len() <= URL_BYTES_MAX
        && region.is_some_and(is_region)
        && path.ends_with(".pem")
        && path.bytes().all(is_plain)
        && !path.contains("..")
}

fn is_region(region: &str) -> bool {
    region.len() >= 3 && region.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// What `SubscribeURL` says, made of its parts.
fn confirmation_url(topic: &str, token: &str) -> Option<String> {
    let mut parts = topic.split(':');
    let (arn, partition, service, region) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let is_topic = topic.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'-' | b'_' | b'.'));
    let is_token =
        (1..=TOKEN_BYTES_MAX).contains(&token.len()) && token.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if (arn, service) != ("arn", "sns") || !is_topic || !is_token || !is_region(region) {
        return None;
    }
    let end = if partition == "aws-cn" { ".cn" } else { "" };
    Some(format!("https://sns.{region}.amazonaws.com{end}/?Action=ConfirmSubscription&TopicArn={topic}&Token={token}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_snss_own_certificates_are_fetched() {
        for url in [
            "https://sns.us-east-2.amazonaws.com/SimpleNotificationService-7ff5318490ec183fbaddaa2a969abfda.pem",
            "https://sns.cn-north-1.amazonaws.com.cn/a.pem",
        ] {
            assert!(is_certificate_url(url), "{url}");
        }
        for url in [
            "http://sns.us-east-2.amazonaws.com/a.pem",
            "https://internetbadguys.com/cert.pem",
            "https://sns.us-east-2.amazonaws.com/a.txt",
            "https://sns.us-east-2.amazonaws.com.evil.example/a.pem",
            "https://sns.a.b.amazonaws.com/a.pem",
            "https://evil.example/sns.us-east-2.amazonaws.com/a.pem",
            "https://sns.us-east-2.amazonaws.com@evil.example/a.pem",
            "https://sns.us-east-2.amazonaws.com:8080/a.pem",
            "https://sns.us-east-2.amazonaws.com/?a.pem",
            "https://sns.us-east-2.amazonaws.com/../a.pem",
            "https://sns.us.amazonaws.com/a.pem",
        ] {
            assert!(!is_certificate_url(url), "{url}");
        }
    }

    #[test]
    fn confirmations_go_to_the_topics_own_region() {
        assert_eq!(
            confirmation_url("arn:aws:sns:us-west-2:123456789012:MyTopic", "2336412f37").as_deref(),
            Some(
                "https://sns.us-west-2.amazonaws.com/?Action=ConfirmSubscription\
                 &TopicArn=arn:aws:sns:us-west-2:123456789012:MyTopic&Token=2336412f37"
            )
        );
        for (topic, token) in [
            ("arn:aws:sqs:us-west-2:1:q", "a"),
            ("arn:aws:sns:evil.example/:1:t", "a"),
            ("arn:aws:sns:us-west-2:1:t", "a&b"),
            ("arn:aws:sns:us-west-2:1:t", ""),
            ("arn", "a"),
        ] {
            assert_eq!(confirmation_url(topic, token), None, "{topic} {token}");
        }
    }
}

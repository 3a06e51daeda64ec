//! The mailroom: a component that authenticates and reads mail, and those who ask it.
//!
//! Signatures, certificates and MIME are most of a mail channel's code and none of its rules. So an adapter asks for
//! what was posted as for any document ([`Received::Needs`]), at a URL that stands on no network: `mail:posted` or
//! `mail:failures`. `ingest` hands the request to the mailroom that it is composed with ([`judge`]) and gives the
//! adapter what comes back.
//!
//! # Format
//!
//! [postcard](https://postcard.jamesmunns.com/wire-format): the fields of [`Posted`] in order, or a list of
//! [`Undelivered`] and the replay key. Both sides are built from one tree, so it has no version.
//!
//! # Who can forge it
//!
//! Nobody outside: [`judge`] takes what stands under `mail:` from the mailroom alone, and no answer that asks for such
//! a URL leaves it, so that none is ever fetched.

use crate::{Posted, Undelivered, inbound};
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{Evidence, Need, Reason, Received, Request};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What stands before the name of what the mailroom opens.
const SCHEME: &str = "mail:";
/// The mail in a request.
const POSTED: &str = "mail:posted";
/// The failures that a request of the provider's event webhook tells of.
const FAILURES: &str = "mail:failures";
/// The key of the mail's settings where an account has others; else they are the account's own.
const SETTINGS: &str = "mail";

/// The authentic mail in a request.
///
/// # Errors
/// What the request is answered with where there is none, or not yet: a refusal, a handshake, documents to fetch
/// first, or what is authentic and no mail ([`Received::Unreadable`]).
pub fn authenticate(request: &Request, evidence: &[Evidence]) -> Result<Posted, Received> {
    opened(POSTED, request, evidence)
}

/// The failures that a request of the provider's event webhook tells of, and what must not carry others
/// ([`sellerdesk_adapter::Acceptance::replay_key`]). None for events that are no failures.
///
/// # Errors
/// What the request is answered with instead: a refusal, or what is authentic and can't be read.
pub fn failures(request: &Request, evidence: &[Evidence]) -> Result<(Vec<Undelivered>, Option<String>), Received> {
    opened(FAILURES, request, evidence)
}

fn opened<T: DeserializeOwned>(url: &str, request: &Request, evidence: &[Evidence]) -> Result<T, Received> {
    // Natively nobody is composed with a mailroom: both sides run here, and what travels between them is the same.
    if cfg!(target_family = "wasm") { read(handed(url, evidence)?) } else { read(&open(request, url, evidence)?) }
}

/// The adapter's side: what the mailroom opened, once it is there.
fn handed<'a>(url: &str, evidence: &'a [Evidence]) -> Result<&'a [u8], Received> {
    let document = evidence.iter().find(|document| document.url == url);
    document.map(|document| document.body.as_slice()).ok_or_else(|| Received::Needs(vec![Need::public(url, 0)]))
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Received> {
    postcard::from_bytes(bytes).map_err(|_| unusable("the mailroom and the adapter are not of one build"))
}

/// The mailroom's side: what an adapter asked for, as bytes.
///
/// # Errors
/// What the request is answered with instead.
pub fn open(request: &Request, url: &str, evidence: &[Evidence]) -> Result<Vec<u8>, Received> {
    let account = Settings::parse(&request.settings)?;
    let settings = account.nested(SETTINGS)?.unwrap_or(account);
    match url {
        POSTED => write(&inbound::receive(request, &settings, evidence)?),
        FAILURES => write(&crate::failures::read(request, &settings)?),
        _ => Err(unusable("the mailroom opens mail:posted and mail:failures")),
    }
}

fn write(document: &impl Serialize) -> Result<Vec<u8>, Received> {
    postcard::to_allocvec(document).map_err(|_| unusable("what the mailroom read can't be written"))
}

/// The caller's side: asks the adapter (`receive`) and, where that needs a mail, the mailroom (`open`) and the adapter
/// again. Documents that the mailroom needs are to be fetched like the adapter's, before the next round.
pub fn judge(
    evidence: &mut Vec<Evidence>,
    receive: impl Fn(&[Evidence]) -> Received,
    open: impl Fn(&str, &[Evidence]) -> Result<Vec<u8>, Received>,
) -> Received {
    let answer = match receive(evidence) {
        Received::Needs(needs) => match needs.as_slice() {
            [need] if need.url.starts_with(SCHEME) => match open(&need.url, evidence) {
                Ok(body) => {
                    evidence.push(Evidence { url: need.url.clone(), status: 200, body });
                    receive(evidence)
                }
                Err(answer) => answer,
            },
            _ => Received::Needs(needs),
        },
        answer => answer,
    };
    match answer {
        Received::Needs(needs) if needs.iter().any(|need| need.url.starts_with(SCHEME)) => {
            unusable("what only the mailroom opens can't be fetched")
        }
        answer => answer,
    }
}

fn unusable(problem: &str) -> Received {
    Received::rejected(Reason::Misconfigured, problem)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use proptest::prelude::*;
    use sellerdesk_adapter::Answer;
    use serde_json::json;

    const TOPIC: &str = "arn:aws:sns:eu-west-1:123456789012:ses-in";
    /// An arrival, 2026-10-02 09:30 UTC.
    const AT: i64 = 1_790_933_400_000;

    fn request(settings: serde_json::Value, body: &serde_json::Value) -> Request {
        Request {
            method: "POST".to_owned(),
            path_and_query: "/hooks/mail/main".to_owned(),
            endpoint: "https://desk.example/hooks/mail/main".to_owned(),
            headers: vec![("authorization".to_owned(), "Basic cG9zdG1hcms6YS1sb25nLXBhc3N3b3Jk".to_owned())],
            body: body.to_string().into_bytes(),
            received_at: AT,
            account: "main".to_owned(),
            client_address: None,
            api: String::new(),
            settings: settings.to_string(),
        }
    }

    fn by_postmark() -> Request {
        let settings = json!({"transport": "postmark", "secret": "a-long-password"});
        let body = json!({"From": "Ann <ann@buyer.example>", "To": "Shop <care@shop.example>", "Subject": "Ol\u{e1}",
            "ReplyTo": "ann@home.example", "TextBody": "Where is it?", "HtmlBody": "<p>Where is it?</p>",
            "MessageID": "1", "Headers": [{"Name": "Message-ID", "Value": "<2@b>"},
                {"Name": "References", "Value": "<0@b> <1@b>"}, {"Name": "Precedence", "Value": "bulk"}],
            "Attachments": [{"Name": "a.jpg", "ContentType": "image/jpeg", "ContentLength": 4}]});
        request(settings, &body)
    }

    fn by_sns(certificate: &str, subscribe: &str) -> Request {
        let body = json!({"Type": "Notification", "MessageId": "1", "TopicArn": TOPIC, "Message": "{}", "Token": "a",
            "Timestamp": "2026-10-02T09:30:00.000Z", "SignatureVersion": "2", "Signature": "AA==",
            "SigningCertURL": certificate, "SubscribeURL": subscribe});
        request(json!({"transport": "ses", "topics": [TOPIC]}), &body)
    }

    /// An adapter on the far side of the mailroom: it takes whatever mail it is handed.
    fn adapter(evidence: &[Evidence]) -> Received {
        let read = || read::<Posted>(handed(POSTED, evidence)?);
        read().map_or_else(|answer| answer, |_| Received::Handshake(Answer::empty(200)))
    }

    fn judged(request: &Request, evidence: &mut Vec<Evidence>) -> Received {
        judge(evidence, adapter, |url, evidence| open(request, url, evidence))
    }

    #[test]
    fn what_travels_is_what_was_read() {
        let request = by_postmark();
        let settings = Settings::parse(&request.settings).unwrap();
        let posted = inbound::receive(&request, &settings, &[]).unwrap();
        assert_eq!((posted.references.len(), posted.machine.as_deref()), (2, Some("precedence")));
        assert_eq!(authenticate(&request, &[]), Ok(posted));
        assert_eq!(judged(&request, &mut Vec::new()), Received::Handshake(Answer::empty(200)));
    }

    #[test]
    fn settings_may_stand_below_the_accounts_own() {
        let mut request = by_postmark();
        request.settings = format!("{{\"secret\": \"another-one\", \"mail\": {}}}", request.settings);
        assert!(authenticate(&request, &[]).is_ok());
    }

    #[test]
    fn the_mailroom_opens_nothing_else_and_believes_no_document_of_its_own_scheme() {
        let mut request = by_postmark();
        let mail = open(&request, POSTED, &[]).unwrap();
        assert!(matches!(open(&request, "mail:other", &[]), Err(Received::Rejected(_))));
        request.headers.clear();
        let forged = [Evidence { url: POSTED.to_owned(), status: 200, body: mail }];
        assert!(matches!(open(&request, POSTED, &forged), Err(Received::Rejected(_))));
    }

    #[test]
    fn no_adapter_and_no_mailroom_has_its_scheme_fetched() {
        let needs = |url: &str| Received::Needs(vec![Need::public("https://sns.example/", 0), Need::public(url, 0)]);
        let by_adapter = judge(&mut Vec::new(), |_| needs(POSTED), |_, _| panic!("asked with other needs"));
        let by_mailroom = judge(&mut Vec::new(), adapter, |_, _| Err(needs(FAILURES)));
        let again = judge(&mut Vec::new(), |_| Received::Needs(vec![Need::public(POSTED, 0)]), |_, _| Ok(Vec::new()));
        for answer in [by_adapter, by_mailroom, again] {
            assert!(matches!(&answer, Received::Rejected(rejection) if rejection.reason == Reason::Misconfigured));
        }
    }

    proptest! {
        /// Whatever a sender writes where URLs are read from, nothing under `mail:` is asked of the network, and no mail
        /// is taken that no provider signed.
        #[test]
        fn senders_choose_no_url_of_the_mailrooms(
            certificate in "mail:(posted|failures)|(mail:posted#)?https://sns.eu-west-1.amazonaws.com/[a-z.:/@#?-]{0,20}(.pem)?",
            subscribe in "mail:posted|https://[a-z./]{1,20}",
            document in prop::collection::vec(any::<u8>(), 0..300),
        ) {
            let request = by_sns(&certificate, &subscribe);
            let mut evidence = Vec::new();
            for _ in 0..sellerdesk_adapter::NEED_ROUNDS_MAX {
                let answer = judged(&request, &mut evidence);
                prop_assert!(!matches!(answer, Received::Handshake(_) | Received::Accepted(_)));
                let Received::Needs(needs) = answer else { break };
                for need in needs {
                    prop_assert!(need.url.starts_with("https://sns."), "{}", need.url);
                    evidence.push(Evidence { url: need.url, status: 200, body: document.clone() });
                }
            }
        }

        #[test]
        fn what_is_no_document_of_the_mailrooms_is_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            if let Err(answer) = read::<Posted>(&bytes) {
                prop_assert!(matches!(answer, Received::Rejected(_)));
            }
        }
    }
}

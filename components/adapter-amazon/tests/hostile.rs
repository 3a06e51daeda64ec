//! Hostile input: whatever is posted under a valid signature, nothing panics and every event stays within the limits
//! of `sellerdesk_canonical`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use adapter_amazon::Amazon;
use proptest::collection::vec;
use proptest::prelude::*;
use sellerdesk_adapter::{Adapter, Reason, Received, Request, signing};
use sellerdesk_canonical::limits::{ATTACHMENTS_MAX, EVENTS_MAX, ID_BYTES_MAX, LINE_BYTES_MAX, TEXT_BYTES_MAX};
use sellerdesk_canonical::{Author, Event, Happening, Message};

const KEY: &str = "signing-key-for-tests";
const TOKEN: &str = "01234567890123456789012345678901234567890123456789";
const POSTED_AT_S: i64 = 1_790_933_400;
const BOUNDARY: &str = "b0undary";

fn receive(content_type: &str, body: Vec<u8>) -> Received {
    let request = Request {
        method: "POST".to_owned(),
        path_and_query: "/hooks/amazon/main".to_owned(),
        endpoint: "https://desk.example/hooks/amazon/main".to_owned(),
        headers: vec![("content-type".to_owned(), content_type.to_owned())],
        body,
        received_at: POSTED_AT_S * 1_000,
        account: "main".to_owned(),
        client_address: None,
        api: String::new(),
        settings: format!(r#"{{"secret":"{KEY}"}}"#),
    };
    Amazon::receive(&request, &[])
}

fn signature() -> [(&'static str, String); 3] {
    let timestamp = POSTED_AT_S.to_string();
    let signature = signing::mailgun(KEY, &timestamp, TOKEN);
    [("timestamp", timestamp), ("token", TOKEN.to_owned()), ("signature", signature)]
}

/// Posts fields as multipart, correctly signed: bytes pass as they are.
fn post(fields: &[(&str, &[u8])]) -> Received {
    let signature = signature();
    let signed = signature.iter().map(|(name, value)| (*name, value.as_bytes()));
    let mut body = Vec::new();
    for (name, value) in signed.chain(fields.iter().copied()) {
        body.extend(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n").bytes());
        body.extend(value);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").bytes());
    receive(&format!("multipart/form-data; boundary={BOUNDARY}"), body)
}

fn events(received: &Received) -> &[Event] {
    match received {
        Received::Accepted(acceptance) => {
            assert_eq!(acceptance.answer.status, 200);
            assert_eq!(acceptance.replay_key.as_deref(), Some(TOKEN));
            assert!(!acceptance.events.is_empty(), "an authentic mail was dropped");
            &acceptance.events
        }
        _ => &[],
    }
}

fn message(received: &Received) -> &Message {
    let happening = events(received).last().map(|event| &event.happening);
    let Some(Happening::Message(message)) = happening else { panic!("no message in {received:?}") };
    message
}

fn is_line(text: &str) -> bool {
    text.len() <= LINE_BYTES_MAX && !text.chars().any(char::is_control)
}

fn is_id(text: &str) -> bool {
    !text.is_empty() && text.len() <= ID_BYTES_MAX && !text.chars().any(char::is_control)
}

fn assert_within_limits(received: &Received) {
    let events = events(received);
    assert!(events.len() <= EVENTS_MAX);
    for event in events {
        assert!(is_id(&event.id) && is_id(&event.thread), "{event:?}");
        assert!(event.order_id.iter().chain(&event.product_id).chain(&event.site).all(|id| is_id(id)));
        if let Some(buyer) = &event.buyer {
            assert!(is_id(&buyer.id) && buyer.name.iter().all(|name| is_line(name)), "{buyer:?}");
        }
        match &event.happening {
            Happening::Message(message) => {
                assert!(message.text.len() <= TEXT_BYTES_MAX);
                assert!(!message.text.chars().any(|c| c.is_control() && c != '\n' && c != '\t'));
                assert!(message.subject.iter().all(|subject| is_line(subject)));
                assert!(message.attachments.len() <= ATTACHMENTS_MAX);
                assert!(message.attachments.iter().all(|file| is_line(&file.name) && is_line(&file.media_type)));
            }
            Happening::Risk(risk) => {
                assert!(is_id(&risk.reference) && risk.reason.iter().all(|reason| is_line(reason)));
            }
            Happening::Failed(failure) => {
                assert!(is_line(&failure.reason) && failure.message_id.iter().all(|id| is_id(id)));
            }
            Happening::Order(_) => panic!("this adapter tells of no order changes"),
        }
    }
}

/// Bytes that bring parsers to their edges, mixed with noise.
fn fragments() -> impl Strategy<Value = Vec<u8>> {
    let known: Vec<&'static [u8]> = vec![
        b"------------- Begin message -------------",
        b"------------- End message -------------",
        b"-------------",
        b"Order ID 102-5239268-9612243:",
        b"[ASIN: B01FCAWEYM]",
        b"a1b2@marketplace.amazon.com",
        b"\"A - Amazon Marketplace\" <a1+c@marketplace.amazon.de>",
        b"donotreply@amazon.com",
        b"We were unable to deliver the message you sent",
        b"A-to-z Guarantee claim 72 hours",
        b"=?UTF-8?Q?=C3=A9",
        b"=?UTF-8?B?w6k=?=",
        b"?=",
        b"<p>",
        b"</p",
        b"<script>",
        b"<!--",
        b"&#x110000;",
        b"&eacute;",
        b"&",
        b"\r\n",
        b"\n\n",
        b"\r\n\r\n",
        b"From: ",
        b"Subject: ",
        b"Message-ID: <",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n",
        b"Content-Type: message/rfc822\r\n\r\n",
        b"Content-Type: text/html; charset=utf-16\r\n\r\n",
        b"Content-Transfer-Encoding: base64\r\n",
        b"Content-Transfer-Encoding: quoted-printable\r\n",
        b"--x--",
        b"[[\"From\",\"",
        b"\"],[\"",
        b"\"]]",
        b"On 5 Jan 2026, a@b.example wrote:\n> ",
        b"\"",
        b"<",
        b">",
        b"(",
        b"\\",
        b"\0",
        b"\xff",
        b"\xf0\x9f\x98\x80",
    ];
    let piece = prop_oneof![
        4 => proptest::sample::select(known).prop_map(<[u8]>::to_vec),
        1 => vec(any::<u8>(), 0..40),
    ];
    vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_500) })]

    #[test]
    fn any_signed_parsed_mail(
        from in fragments(), subject in fragments(), plain in fragments(), html in fragments(), list in fragments(),
        id in fragments(), kind in fragments(), with_list: bool,
    ) {
        let mut fields: Vec<(&str, &[u8])> = vec![
            ("from", &from), ("subject", &subject), ("body-plain", &plain), ("body-html", &html),
            ("Message-Id", &id), ("X-Space-Notification-Type", &kind), ("In-Reply-To", &id),
        ];
        if with_list {
            fields.push(("message-headers", &list));
        }
        assert_within_limits(&post(&fields));
    }

    #[test]
    fn any_signed_buyer_mail(subject in fragments(), plain in fragments(), html in fragments()) {
        let received = post(&[
            ("from", b"a1@marketplace.amazon.com"), ("subject", &subject), ("body-plain", &plain), ("body-html", &html),
        ]);
        // Where the random bytes contain the form's own delimiter the form ends early; that is all that may differ.
        prop_assert!(!matches!(received, Received::Unreadable(_)));
        assert_within_limits(&received);
    }

    #[test]
    fn any_signed_raw_mail(raw in fragments()) {
        assert_within_limits(&post(&[("body-mime", &raw)]));
    }

    #[test]
    fn any_body_of_any_type(kind in fragments(), body in fragments()) {
        let kind = String::from_utf8_lossy(&kind).into_owned();
        for content_type in [kind.as_str(), "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
            let received = receive(content_type, body.clone());
            prop_assert!(matches!(received, Received::Rejected(_)), "unsigned, yet {received:?}");
        }
    }

    #[test]
    fn any_settings(settings in "\\PC{0,60}|\\{\"secret\":\"[a-z]{0,9}\",\"skew_s\":-?[0-9]{1,20}\\}") {
        let mut request = Request {
            method: "POST".to_owned(), path_and_query: String::new(), endpoint: String::new(), headers: Vec::new(),
            body: Vec::new(), received_at: i64::MAX, account: String::new(), client_address: None, api: String::new(),
            settings,
        };
        prop_assert!(matches!(Amazon::receive(&request, &[]), Received::Rejected(_)));
        request.received_at = i64::MIN;
        prop_assert!(matches!(Amazon::receive(&request, &[]), Received::Rejected(_)));
    }
}

#[test]
fn a_huge_mail_is_cut_and_its_end_marker_still_found() {
    let words = "word ".repeat(TEXT_BYTES_MAX / 4);
    let plain = format!("--- Begin message ---\n{words}\n--- End message ---\nfooter");
    let received = post(&[("from", b"a1@marketplace.amazon.com"), ("body-plain", plain.as_bytes())]);
    assert_within_limits(&received);
    let message = message(&received);
    assert!(message.truncated && message.author == Author::Buyer);
    assert!(message.text.starts_with("word word") && !message.text.contains("footer"));
}

#[test]
fn bodies_beyond_the_limit_are_refused_and_those_at_it_are_read() {
    let limit = Amazon::DESCRIPTION.body_bytes_max as usize;
    let Received::Rejected(rejection) = receive("text/plain", vec![b'-'; limit + 1]) else { panic!("taken") };
    assert_eq!(rejection.reason, Reason::Malformed);
    // Shapes that make careless scanners quadratic.
    for shape in ["-", "--- a ", "<", "<p \"", "<br><p>", "&", "<!--", "</", "> \n", "On 1\n", "a@", "\n"] {
        let text = shape.repeat(limit / 64 / shape.len());
        let received = post(&[
            ("from", b"a1@marketplace.amazon.com"),
            ("body-plain", text.as_bytes()),
            ("body-html", text.as_bytes()),
        ]);
        assert_within_limits(&received);
        assert_eq!(message(&received).author, Author::Buyer, "{shape}");
    }
}

#[test]
fn ids_beyond_the_limit_stay_different() {
    let ids = ["a", "b"].map(|end| format!("<{}{end}@x>", "i".repeat(2 * ID_BYTES_MAX)));
    let events = ids.map(|id| {
        let received = post(&[("from", b"a1@marketplace.amazon.com"), ("Message-Id", id.as_bytes())]);
        assert_within_limits(&received);
        events(&received).last().unwrap().id.clone()
    });
    assert_ne!(events[0], events[1]);
}

#[test]
fn a_second_delivery_is_the_same_event() {
    let fields: [(&str, &[u8]); 2] = [("from", b"a1@marketplace.amazon.com"), ("body-plain", b"Hello?")];
    assert_eq!(post(&fields), post(&fields));
}

#[test]
fn one_alias_and_order_is_one_conversation_whatever_the_case_id() {
    let thread = |from: &str, subject: &str| {
        let received = post(&[("from", from.as_bytes()), ("subject", subject.as_bytes()), ("body-plain", b"Hello?")]);
        events(&received).last().unwrap().thread.clone()
    };
    let order = "(Order: 102-5239268-9612243)";
    let first = thread("a1+1111@marketplace.amazon.com", order);
    assert_eq!(first, thread("A1@marketplace.amazon.com", &format!("Re: {order}")));
    assert_eq!(first, thread("donotreply@amazon.com", &format!("Refund initiated {order}")));
    assert_ne!(first, thread("a1@marketplace.amazon.com", "(Order: 102-5239268-9612244)"));
    let before_sale = thread("a1+2222@marketplace.amazon.com", "Question");
    assert_eq!(before_sale, thread("a1+3333@marketplace.amazon.com", "Another question"));
    assert_ne!(before_sale, first);
    assert_ne!(before_sale, thread("a1@marketplace.amazon.de", "Question"));
}

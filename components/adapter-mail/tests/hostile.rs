//! Arbitrary requests and mails, with and without a valid signature: always an answer, always within the limits.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failing test should say where")]

use adapter_mail::Mail;
use proptest::prelude::*;
use sellerdesk_adapter::fixtures::{assert_within_limits, hostile, sign_mailgun};
use sellerdesk_adapter::{Adapter, ApiAccount, Received, Reply, ReplyApi, Request};
use sellerdesk_canonical::{Author, Buyer, Event, Happening};
use serde_json::json;

const SECRET: &str = "key-3ax6xnjp29jd6fds4gc373sgvjxteol0";
const NOW_MS: i64 = 1_767_607_200_000;

fn request(path: &str, headers: Vec<(String, String)>, body: Vec<u8>) -> Request {
    Request {
        method: "POST".to_owned(),
        path_and_query: format!("/hooks/mail/main{path}"),
        endpoint: "https://desk.example/hooks/mail/main".to_owned(),
        headers,
        body,
        received_at: NOW_MS,
        account: "main".to_owned(),
        client_address: None,
        api: String::new(),
        settings: json!({"secret": SECRET, "own_addresses": ["service@shop.example"]}).to_string(),
    }
}

/// A Mailgun form with a raw mail.
fn mail(raw: &str) -> Request {
    let mut body = String::new();
    let fields =
        [("body-mime", raw), ("timestamp", "{{timestamp}}"), ("token", "{{token}}"), ("signature", "{{signature}}")];
    for (name, value) in fields {
        body.push_str(&format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
    }
    body.push_str("--b--\r\n");
    let headers = vec![("content-type".to_owned(), "multipart/form-data; boundary=b".to_owned())];
    let mut request = request("", headers, body.into_bytes());
    sign_mailgun(&mut request, SECRET);
    request
}

fn events(raw: &str) -> Vec<Event> {
    let received = Mail::receive(&mail(raw), &[]);
    assert_within_limits(&received);
    match received {
        Received::Accepted(acceptance) => acceptance.events,
        Received::Unreadable(_) => Vec::new(),
        other => panic!("{other:?}"),
    }
}

fn author(event: &Event) -> Option<Author> {
    match &event.happening {
        Happening::Message(message) => Some(message.author),
        _ => None,
    }
}

fn account() -> ApiAccount {
    let settings = json!({"api_key": "key-1", "domain": "in.shop.example", "from": "Shop <service@shop.example>"});
    ApiAccount { name: "main".to_owned(), settings: settings.to_string(), api: String::new(), token: None, now: NOW_MS }
}

fn reply(thread: String, address: String, subject: Option<String>, text: String) -> Reply {
    Reply {
        id: "0".repeat(32),
        thread,
        buyer: Some(Buyer { id: address, name: None }),
        order_id: None,
        product_id: None,
        site: None,
        subject,
        text,
        in_reply_to: Some("m-3@buyer.example".to_owned()),
        references: vec!["m-2@buyer.example".to_owned(); 40],
        buyer_wrote_at: None,
        is_automatic: false,
    }
}

/// Lines that readers look for, and others.
fn text() -> impl Strategy<Value = String> {
    let line = "Order ID: [0-9]{14,17}|PO-[0-9]{3}-[0-9]{12}|CS[0-9]{9}|Message: .{0,20}|Customer Question:|Reply now|\
                Buyer: .{0,20}|.{0,9} sent you a message|On 5 Jan 2026 a@b\\.example wrote:|> .{0,9}|.{0,30}";
    prop::collection::vec(line, 0..12).prop_map(|lines| lines.join("\n"))
}

#[test]
fn any_answer_has_an_outcome() {
    let known = vec![json!({"id": "<a@b.example>", "message": "m"})];
    hostile::any_answer_has_an_outcome(known, |response| {
        let reply = reply("mail:a@b".to_owned(), "a@buyer.example".to_owned(), None, "x".to_owned());
        Mail::interpret(&account(), &reply, response)
    });
}

proptest! {
    #[test]
    fn unsigned_requests_are_refused(
        path in "|/failures|/[a-z/]{0,9}",
        content_type in "multipart/form-data; boundary=b|application/x-www-form-urlencoded|application/json|.{0,20}",
        body in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let received = Mail::receive(&request(&path, vec![("content-type".to_owned(), content_type)], body), &[]);
        assert_within_limits(&received);
        prop_assert!(matches!(received, Received::Rejected(_)), "{received:?}");
    }

    #[test]
    fn any_mail_makes_events_within_limits(
        from in "[a-z]{1,9}@[a-z]{1,9}\\.example|noreply@notice\\.aliexpress\\.com|x@temuemail\\.com|care@wayfair\\.com|\
                 service@shop\\.example|MAILER-DAEMON@x\\.example|.{0,60}",
        to in "service@shop\\.example|ann@buyer\\.example|.{0,40}",
        subject in "(Re: ){0,2}(Dispute|CS123456789|.{0,40})",
        more in "(References: <[a-z@<> ]{0,40}>\r\n)?(Reply-To: .{0,30}\r\n)?(Auto-Submitted: .{0,9}\r\n)?(Message-ID: .{0,20}\r\n)?",
        text in text(),
    ) {
        let line = |text: &str| text.replace(['\r', '\n'], " ");
        let raw = format!("From: {}\r\nTo: {}\r\nSubject: {}\r\n{more}\r\n{text}", line(&from), line(&to), line(&subject));
        events(&raw);
    }

    #[test]
    fn only_a_marketplaces_mail_opens_its_conversations(
        from in "[a-z]{1,9}@[a-z]{1,9}\\.example|noreply@xaliexpress\\.com|noreply@temu\\.com\\.evil\\.example|a@temuemail\\.com",
        subject in "(Re: )?(Order 8123456789012345|PO-211-01234567890123456|CS123456789)",
        text in text(),
    ) {
        for event in events(&format!("From: {from}\r\nSubject: {subject}\r\n\r\n{text}")) {
            prop_assert!(!event.thread.contains(":order:"), "{event:?}");
            prop_assert!(!matches!(author(&event), Some(Author::Seller | Author::Automatic)), "{event:?}");
        }
    }

    #[test]
    fn buyers_words_open_no_other_order(words in text()) {
        let raw = format!("From: noreply@notice.aliexpress.com\r\nSubject: New message\r\n\r\nOrder ID: 8123456789012345\n\
                           Message: hello\n{words}");
        for event in events(&raw) {
            prop_assert_eq!(&event.thread, "aliexpress:order:8123456789012345");
        }
    }

    #[test]
    fn any_reply_is_composed_or_refused(
        thread in "mail:[a-z@.]{0,30}|wayfair:order:CS[0-9]{9}|.{0,40}",
        address in ".{0,40}|[a-z]{1,9}@buyer\\.example|[a-z\r\n]{1,9}@buyer\\.example|no-reply@buyer\\.example",
        subject in prop::option::of(".{0,60}"),
        text in ".{0,200}",
    ) {
        if let Ok(request) = Mail::compose(&account(), &reply(thread, address.clone(), subject, text)) {
            prop_assert!(request.url.starts_with("https://api.mailgun.net/"));
            prop_assert!(address.contains('@') && !address.contains(['\r', '\n']));
        }
    }
}

//! Hostile input on the other ways in and out: SNS, SendGrid, Postmark, events, failures, and answers of mail APIs.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod signing;

use adapter_amazon::Amazon;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use sellerdesk_adapter::fixtures::{assert_within_limits, odd_json};
use sellerdesk_adapter::{
    Adapter, ApiAccount, Evidence, HttpResponse, Outcome, Received, Reply, ReplyApi, Request, signing as standard,
};
use sellerdesk_canonical::Buyer;
use serde_json::{Value, json};
use signing::{SNS_CERTIFICATE, SNS_CERTIFICATE_URL, sendgrid_public_key, sns_signature};

const AT: i64 = 1_790_933_400_000;
const TOPIC: &str = "arn:aws:sns:eu-west-1:123456789012:ses-in";
const SECRET: &str = "a-long-random-password";
const TOKEN: &str = "01234567890123456789012345678901234567890123456789";

fn settings(transport: &str) -> Value {
    json!({"transport": transport, "topics": [TOPIC], "public_key": sendgrid_public_key(), "secret": SECRET,
        "events_secret": SECRET})
}

fn request(transport: &str, path: &str, headers: Vec<(String, String)>, body: Vec<u8>) -> Request {
    Request {
        method: "POST".to_owned(),
        path_and_query: format!("/hooks/amazon/main{path}"),
        endpoint: format!("https://desk.example/hooks/amazon/main{path}"),
        headers,
        body,
        received_at: AT,
        account: "main".to_owned(),
        client_address: None,
        api: String::new(),
        settings: settings(transport).to_string(),
    }
}

fn header(name: &str, value: &str) -> Vec<(String, String)> {
    vec![(name.to_owned(), value.to_owned())]
}

fn certificate() -> Vec<Evidence> {
    vec![Evidence { url: SNS_CERTIFICATE_URL.to_owned(), status: 200, body: SNS_CERTIFICATE.as_bytes().to_vec() }]
}

fn sns(kind: &str, message: &str, version: &str) -> Request {
    let mut body = json!({"Type": kind, "MessageId": "m-1", "TopicArn": TOPIC, "Message": message, "Token": "abc",
        "SubscribeURL": "https://evil.example/", "Timestamp": "2026-10-02T09:29:58.114Z",
        "SignatureVersion": version, "SigningCertURL": SNS_CERTIFICATE_URL});
    body["Signature"] = sns_signature(&body).into();
    request("ses", "", Vec::new(), body.to_string().into_bytes())
}

fn ses(content: &str) -> Value {
    json!({"notificationType": "Received", "content": content,
        "receipt": {"spfVerdict": {"status": "PASS"}, "dkimVerdict": {"status": "PASS"}, "action": {"encoding": "UTF8"}}})
}

const MAIL: &str = "From: a1@marketplace.amazon.com\r\nSubject: Hi\r\nMessage-ID: <a@b>\r\n\r\nHello?";

fn postmark_mail() -> Value {
    json!({"FromFull": {"Email": "a1@marketplace.amazon.com", "Name": "A"}, "From": "a1@marketplace.amazon.com",
        "To": "x@y.example", "Subject": "s", "MessageID": "1", "Date": "Fri, 02 Oct 2026 11:12:31 +0200",
        "TextBody": "t", "HtmlBody": "<p>t</p>", "Headers": [{"Name": "Message-ID", "Value": "<a@b>"}],
        "Attachments": [{"Name": "n", "ContentType": "a/b", "ContentLength": 4}]})
}

fn notification() -> Value {
    json!([{"body": {"NotificationType": "ORDER_CHANGE", "EventTime": "2026-10-02T09:12:31Z",
        "Payload": {"OrderChangeNotification": {"AmazonOrderId": "903-8868176-2219830",
            "OrderChangeType": "BuyerRequestedChange", "OrderChangeTrigger": {"ChangeReason": "r"},
            "Summary": {"MarketplaceId": "ATVPDKIKX0DER", "OrderStatus": "Canceled",
                "OrderItems": [{"SellerSKU": "s", "IsBuyerRequestedCancel": true}]}},
            "accountStatusChangeNotification": {"currentAccountStatus": "AT_RISK", "previousAccountStatus": "NORMAL"}},
        "NotificationMetadata": {"NotificationId": "n-1", "PublishTime": "2026-10-02T09:12:31Z"}}}])
}

fn failure_of(provider: &str) -> Value {
    let to = "a1+1@marketplace.amazon.com";
    match provider {
        "mailgun" => json!({"event-data": {"event": "failed", "severity": "permanent", "id": "1", "timestamp": 1.5e9,
            "recipient": to, "user-variables": {"desk_thread": "t"}, "message": {"headers": {"message-id": "m"}},
            "delivery-status": {"message": "m", "description": "d"}}}),
        "sendgrid" => json!([{"event": "bounce", "sg_event_id": "1", "email": to, "timestamp": 1_790_933_390,
            "reason": "r", "desk_thread": "t", "desk_message": "m"}]),
        _ => json!({"RecordType": "Bounce", "ID": 1, "Type": "HardBounce", "Email": to, "Details": "d",
            "BouncedAt": "2026-10-02T09:12:31Z", "Metadata": {"desk_thread": "t", "desk_message": "m"}}),
    }
}

/// Signs as the provider signs.
fn signed(provider: &str, path: &str, body: Vec<u8>, mut headers: Vec<(String, String)>) -> Request {
    let mut request = match provider {
        // "postmark:a-long-random-password" in base64.
        "postmark" => {
            headers.extend(header("authorization", "Basic cG9zdG1hcms6YS1sb25nLXJhbmRvbS1wYXNzd29yZA=="));
            request(provider, path, headers, body)
        }
        _ => request(provider, path, headers, body),
    };
    if provider == "sendgrid" {
        signing::sign(&mut request, "sendgrid");
    }
    request
}

fn noise() -> impl Strategy<Value = Vec<u8>> {
    let known: Vec<&'static [u8]> = vec![
        b"From: a1@marketplace.amazon.com\r\n",
        b"Subject: =?utf-8?B?w6k=?=\r\n",
        b"\r\n\r\n",
        b"--x\r\n",
        b"--x--",
        b"Content-Disposition: form-data; name=\"email\"\r\n\r\n",
        b"Content-Disposition: form-data; name=\"from\"\r\n\r\n",
        b"Content-Disposition: form-data; name=\"headers\"\r\n\r\n",
        b"a1@marketplace.amazon.com\r\n",
        b"{}",
        b"[",
        b"Content-Disposition: form-data; name=\"charsets\"\r\n\r\n{\"text\":\"iso-8859-1\"}\r\n",
        b"\xff",
        b"\0",
        b"Content-Type: text/html; charset=utf-16\r\n",
        b"{\"id\":\"<x>\",\"message\":",
        b"\"ErrorCode\":",
    ];
    let piece = prop_oneof![3 => select(known).prop_map(<[u8]>::to_vec), 1 => vec(any::<u8>(), 0..30)];
    vec(piece, 0..20).prop_map(|pieces| pieces.concat())
}

fn is_taken(received: &Received) -> bool {
    !matches!(received, Received::Rejected(_) | Received::Needs(_))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]

    #[test]
    fn nothing_unsigned_is_taken(
        transport in select(vec!["ses", "sendgrid", "postmark", "mailgun"]),
        path in select(vec!["", "/events", "/failures"]),
        name in select(vec!["authorization", "x-api-key", "x-twilio-email-event-webhook-signature", "content-type"]),
        value in "[ -~]{0,40}|Basic [A-Za-z0-9+/]{8,40}",
        body in noise(),
    ) {
        let headers = [header(name, &value), header("x-twilio-email-event-webhook-timestamp", "1790933400")].concat();
        let received = Amazon::receive(&request(transport, path, headers, body), &certificate());
        prop_assert!(!is_taken(&received), "{received:?}");
        assert_within_limits(&received);
    }

    #[test]
    fn a_changed_sns_message_is_not_taken(
        place in any::<prop::sample::Index>(), change in 1..=255u8, cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut request = sns("Notification", &ses(MAIL).to_string(), "2");
        let good = Amazon::receive(&request, &certificate());
        prop_assert!(matches!(good, Received::Accepted(_)));
        let place = place.index(request.body.len());
        *request.body.get_mut(place).unwrap() ^= change;
        if let Some(cut) = cut {
            request.body.truncate(cut.index(request.body.len()));
        }
        let received = Amazon::receive(&request, &certificate());
        // What isn't signed (the unsubscribe URL, a token) or says the same may change; the mail may not.
        prop_assert!(!is_taken(&received) || received == good, "{received:?}");
    }

    #[test]
    fn any_signed_sns_message(
        kind in "Notification|SubscriptionConfirmation|UnsubscribeConfirmation|.{0,10}",
        version in "[12]", message in odd_json(ses(MAIL)), raw in noise(), is_raw: bool,
    ) {
        let message = if is_raw { ses(&String::from_utf8_lossy(&raw)).to_string() } else { message };
        assert_within_limits(&Amazon::receive(&sns(&kind, &message, &version), &certificate()));
    }

    #[test]
    fn any_certificate(pem in noise(), status in 100..600u16) {
        let framed = [b"-----BEGIN CERTIFICATE-----\n".as_slice(), &pem, b"\n-----END CERTIFICATE-----"].concat();
        for body in [pem, framed] {
            let evidence = [Evidence { url: SNS_CERTIFICATE_URL.to_owned(), status, body }];
            let received = Amazon::receive(&sns("Notification", "x", "2"), &evidence);
            prop_assert!(matches!(received, Received::Rejected(_)), "{received:?}");
        }
    }

    #[test]
    fn any_signed_sendgrid_mail(body in noise(), kind in "multipart/form-data; boundary=x|.{0,30}") {
        let body = [b"--x\r\n".as_slice(), &body].concat();
        assert_within_limits(&Amazon::receive(&signed("sendgrid", "", body, header("content-type", &kind)), &[]));
    }

    #[test]
    fn any_postmark_mail(body in odd_json(postmark_mail()), other in noise()) {
        for body in [body.into_bytes(), other] {
            let received = Amazon::receive(&signed("postmark", "", body, Vec::new()), &[]);
            prop_assert!(is_taken(&received));
            assert_within_limits(&received);
        }
    }

    #[test]
    fn any_notification(body in odd_json(notification()), other in noise()) {
        for body in [body.into_bytes(), other] {
            let received = Amazon::receive(&request("mailgun", "/events", header("x-api-key", SECRET), body), &[]);
            prop_assert!(is_taken(&received));
            assert_within_limits(&received);
        }
    }

    #[test]
    fn any_failure(
        (provider, body) in select(vec!["mailgun", "sendgrid", "postmark"])
            .prop_flat_map(|provider| (Just(provider), odd_json(failure_of(provider)))),
    ) {
        let mut body: Value = serde_json::from_str(&body).unwrap();
        if let (Some(fields), "mailgun") = (body.as_object_mut(), provider) {
            let signature = standard::mailgun(SECRET, "1790933400", TOKEN);
            let signature = json!({"timestamp": "1790933400", "token": TOKEN, "signature": signature});
            fields.insert("signature".to_owned(), signature);
        }
        let request = signed(provider, "/failures", body.to_string().into_bytes(), Vec::new());
        assert_within_limits(&Amazon::receive(&request, &[]));
    }
}

fn account(provider: &str, from: &str) -> ApiAccount {
    let settings = json!({"provider": provider, "api_key": "key", "domain": "mg.shop.example", "server_token": "t",
        "access_key_id": "AKID", "secret_access_key": "s", "region": if provider == "ses" { "eu-west-1" } else { "eu" },
        "from": from});
    ApiAccount { name: "main".to_owned(), settings: settings.to_string(), api: String::new(), token: None, now: AT }
}

fn reply(texts: [String; 6]) -> Reply {
    let [to, order, subject, text, answered, reference] = texts;
    Reply {
        id: "0123456789abcdef0123456789abcdef".to_owned(),
        thread: reference.clone(),
        buyer: Some(Buyer { id: to, name: None }),
        order_id: Some(order),
        product_id: None,
        site: None,
        subject: Some(subject),
        text,
        in_reply_to: Some(answered),
        references: vec![reference],
        buyer_wrote_at: None,
        is_automatic: false,
    }
}

const PROVIDERS: [&str; 4] = ["mailgun", "sendgrid", "postmark", "ses"];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn any_answer_has_an_outcome(
        provider in select(PROVIDERS.to_vec()), status in 0..1_000u16, body in noise(), other in odd_json(
            json!({"id": "<a@b.example>", "message": "m", "errors": [{"message": "m"}], "ErrorCode": 0, "Message": "M",
                "MessageId": "1"})), kind in "[ -~]{0,40}",
    ) {
        for body in [body, other.into_bytes()] {
            let response = HttpResponse { status, headers: header("x-amzn-errortype", &kind), body };
            let good = reply(["a1@marketplace.amazon.com", "", "s", "t", "", ""].map(str::to_owned));
            let outcome = Amazon::interpret(&account(provider, "s@shop.example"), &good, &response);
            match outcome {
                Outcome::Delivered { .. } => prop_assert!((200..300).contains(&status)),
                Outcome::Temporary { reason, .. } | Outcome::Unauthorized { reason } | Outcome::Permanent { reason } => {
                    prop_assert!((4..350).contains(&reason.len()), "{reason:?}");
                    prop_assert!(!reason.chars().any(char::is_control));
                }
            }
        }
    }

    #[test]
    fn no_reply_smuggles_headers_or_recipients(
        provider in select(PROVIDERS.to_vec()),
        to in "a1(\\+[0-9]{1,4})?@marketplace\\.amazon\\.com|.{0,40}|a1@marketplace.amazon.com[,\r\n ]{1,3}b@c\\.example",
        texts in prop::array::uniform5("(.|\r|\n|[<>@:]){0,60}"),
        from in "(.|\"|\r|\n){0,20}<s@shop\\.example>|.{0,30}",
    ) {
        let [order, subject, text, answered, reference] = texts;
        let is_one = adapter_amazon_accepts(&to);
        let composed = Amazon::compose(&account(provider, &from), &reply([to.clone(), order, subject, text, answered, reference]));
        let Ok(request) = composed else { return Ok(()) };
        prop_assert!(is_one, "sent to {to:?}");
        prop_assert!(request.url.starts_with("https://") && !request.url.contains(['\r', '\n', ' ']));
        prop_assert!(request.headers.iter().all(|(_, value)| !value.contains(['\r', '\n'])));
        for line in header_lines(provider, &request.body) {
            prop_assert!(!line.to_ascii_lowercase().starts_with("bcc:"), "{line}");
        }
    }
}

/// One relay address and nothing else.
fn adapter_amazon_accepts(to: &str) -> bool {
    to.trim().ends_with("@marketplace.amazon.com")
        && to.trim().bytes().all(|byte| byte.is_ascii_graphic() && byte != b',')
}

/// The header of the raw mail that SES is given; the other APIs take fields of their own.
fn header_lines(provider: &str, body: &[u8]) -> Vec<String> {
    use base64::Engine;
    if provider != "ses" {
        return Vec::new();
    }
    let body: Value = serde_json::from_slice(body).unwrap();
    let data = body.pointer("/Content/Raw/Data").and_then(Value::as_str).unwrap();
    let raw = String::from_utf8(base64::engine::general_purpose::STANDARD.decode(data).unwrap()).unwrap();
    let (head, text) = raw.split_once("\r\n\r\n").unwrap();
    assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=\r\n".contains(&byte)));
    let names =
        ["From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "MIME-Version", "Content-"];
    for line in head.split("\r\n").filter(|line| !line.starts_with(' ')) {
        assert!(names.iter().any(|name| line.starts_with(name)), "{line:?}");
    }
    head.split("\r\n").map(str::to_owned).collect()
}

//! The fake of `mail`: a buyer with a mailbox, AliExpress's notices, Mailgun that posts raw mails, and Postmark's API
//! for the answers.
//!
//! Sources: RFC 5322; Mailgun, "Receiving messages via HTTP" and "Securing webhooks"; Postmark, "Email API" and "API
//! error codes".

use crate::crypto::{hex, hmac_sha256};
use crate::{Call, Marketplace, Mode, Sent, Story, Told, World, json_response};
use sellerdesk_adapter::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

/// Mailgun's HTTP webhook signing key.
const SIGNING_KEY: &str = "key-mail-fake-signing";
/// Postmark's server token.
const SERVER_TOKEN: &str = "b3f0a1c2-mail-fake-token";
/// The shop's mailbox.
const SHOP: &str = "service@shop.example";
/// Without digits, so that the last digit of a request is the signature's.
const BOUNDARY: &str = "fake-mailgun-boundary";

/// The mailbox.
#[derive(Clone, Copy, Debug)]
pub struct Mail;

impl Marketplace for Mail {
    fn channel(&self) -> &'static str {
        "mail"
    }

    fn webhook_settings(&self) -> Value {
        json!({"transport": "mailgun", "secret": SIGNING_KEY, "own_addresses": [SHOP]})
    }

    fn api_settings(&self) -> Value {
        json!({"provider": "postmark", "server_token": SERVER_TOKEN, "from": format!("Example Shop <{SHOP}>")})
    }

    fn tell(&self, world: &mut World, story: &Story, told: Told, endpoint: &str) -> Option<HttpRequest> {
        let raw = match told {
            Told::Message => buyers_mail(story),
            Told::Echo => own_copy(world.sent.last(), story),
            Told::Risk => dispute(story),
        };
        Some(mailgun(story, endpoint, &raw))
    }

    fn answer(&self, world: &mut World, call: &Call) -> HttpResponse {
        let error =
            |status, code: u32, message: &str| json_response(status, &json!({"ErrorCode": code, "Message": message}));
        if call.method != "POST" || call.path() != "/email" {
            return error(404, 404, "The requested resource does not exist.");
        }
        if call.header("x-postmark-server-token") != Some(SERVER_TOKEN) {
            return error(401, 10, "Request does not contain a valid Server token.");
        }
        match world.mode {
            Mode::Temporary => return error(503, 100, "The Postmark API is offline for maintenance."),
            Mode::Throttled => return error(429, 429, "You have exceeded your rate limit."),
            Mode::Permanent => {
                return error(422, 406, "You tried to send to a recipient that has been marked as inactive.");
            }
            Mode::Works | Mode::TokenExpired => {}
        }
        let mail = call.json();
        let field = |name: &str| mail.get(name).and_then(Value::as_str);
        let (Some(from), Some(to), Some(subject), Some(text)) =
            (field("From"), field("To"), field("Subject"), field("TextBody"))
        else {
            return error(422, 300, "Invalid email request.");
        };
        if !from.contains(SHOP) || !to.contains('@') {
            return error(422, 300, "Invalid 'From' or 'To' address.");
        }
        let own = format!("{:08x}-pm", world.fresh());
        let keeps = header(&mail, "X-PM-KeepID") == Some("true");
        let id = header(&mail, "Message-ID").filter(|_| keeps).map(|id| id.trim_matches(['<', '>']).to_owned());
        let message_id = id.unwrap_or_else(|| format!("{own}@mtasv.net"));
        let thread = [to, subject, header(&mail, "References").unwrap_or_default()].join("\n");
        world.take(Sent { message_id, thread, text: text.to_owned(), key: None });
        json_response(200, &json!({"To": to, "MessageID": own, "ErrorCode": 0, "Message": "OK"}))
    }
}

/// A header of a mail as the API takes it.
fn header<'mail>(mail: &'mail Value, name: &str) -> Option<&'mail str> {
    let headers = mail.get("Headers")?.as_array()?;
    let is_named = |header: &&Value| header["Name"].as_str().is_some_and(|own| own.eq_ignore_ascii_case(name));
    headers.iter().find(is_named)?["Value"].as_str()
}

fn raw(headers: &[(&str, &str)], text: &str) -> String {
    let lines: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    format!("{lines}MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n")
}

fn buyers_mail(story: &Story) -> String {
    let from = format!("Ann Bo <ann{}@buyer.example>", story.number);
    let id = format!("<buyer-{}@buyer.example>", story.number);
    raw(&[("From", &from), ("To", SHOP), ("Subject", "Where is my parcel?"), ("Message-ID", &id)], &story.text)
}

/// The shop's own copy of an answer.
fn own_copy(sent: Option<&Sent>, story: &Story) -> String {
    let first = format!("<buyer-{}@buyer.example>", story.number);
    let (own_to, from) = (format!("ann{}@buyer.example", story.number), format!("Example Shop <{SHOP}>"));
    let mut parts = sent.map(|sent| sent.thread.split('\n')).into_iter().flatten();
    let to = parts.next().unwrap_or(&own_to);
    let subject = parts.next().unwrap_or("Re: Where is my parcel?");
    let references = parts.next().unwrap_or(&first);
    let id =
        sent.map_or_else(|| format!("<own-{}@shop.example>", story.number), |sent| format!("<{}>", sent.message_id));
    let text = sent.map_or("We have answered by ourselves.", |sent| sent.text.as_str());
    let headers =
        [("From", from.as_str()), ("To", to), ("Subject", subject), ("Message-ID", &id), ("References", references)];
    raw(&headers, text)
}

fn dispute(story: &Story) -> String {
    let subject = format!("Dispute opened for order 81{:014}", story.number);
    let id = format!("<dispute-{}@notice.aliexpress.com>", story.number);
    let from = "AliExpress <transaction@notice.aliexpress.com>";
    raw(&[("From", from), ("To", SHOP), ("Subject", &subject), ("Message-ID", &id)], "The buyer has opened a dispute.")
}

/// What Mailgun posts of a raw mail. The signature stands last.
fn mailgun(story: &Story, endpoint: &str, raw: &str) -> HttpRequest {
    // One token for one mail.
    let token: String = hex(&hmac_sha256(b"token", raw.as_bytes())).chars().take(50).collect();
    let timestamp = (story.at / 1_000).to_string();
    let signature = hex(&hmac_sha256(SIGNING_KEY.as_bytes(), format!("{timestamp}{token}").as_bytes()));
    let fields = [("body-mime", raw), ("timestamp", &timestamp), ("token", &token), ("signature", &signature)];
    let part = |(name, value): &(&str, &str)| {
        format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let parts: String = fields.iter().map(part).collect();
    HttpRequest {
        method: "POST".to_owned(),
        url: endpoint.to_owned(),
        headers: vec![("content-type".to_owned(), format!("multipart/form-data; boundary={BOUNDARY}"))],
        body: format!("{parts}--{BOUNDARY}--\r\n").into_bytes(),
    }
}

//! The fake of `amazon`: relay mail as a Mailgun route posts it, and Mailgun's messages API for the answers.
//!
//! Written from Mailgun's "Receiving messages via HTTP", "Securing webhooks" and "Send an email", and from samples of
//! Amazon's mails. Amazon documents no copy of an answer that was mailed; here it comes back as the seller's copy, under
//! the `Message-ID` that it was sent with.

use crate::crypto::{base64, hex, hmac_sha256};
use crate::{Call, Marketplace, Mode, Sent, Story, Told, World, json_response};
use chrono::DateTime;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sellerdesk_adapter::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

/// The HTTP webhook signing key.
const SIGNING_KEY: &str = "3ax6xnjp29jd6fds4gc373sgvjxteol0";
/// The sending key.
const API_KEY: &str = "key-5f2d7c1b9e8a4d60";
/// The sending domain.
const DOMAIN: &str = "mg.shop.example";
/// The sender that Seller Central has approved.
const APPROVED_SENDER: &str = "service@shop.example";
/// Where Amazon's mails go to.
const INBOX: &str = "main@in.shop.example";
/// Characters of Mailgun's token.
const TOKEN_CHARS: usize = 50;

/// The marketplace.
pub struct Amazon;

/// A mail of Amazon's.
struct Mail {
    subject: String,
    message_id: String,
    fields: Vec<(&'static str, String)>,
    plain: String,
    html: String,
}

impl Marketplace for Amazon {
    fn channel(&self) -> &'static str {
        "amazon"
    }

    fn webhook_settings(&self) -> Value {
        json!({"transport": "mailgun", "secret": SIGNING_KEY, "own_addresses": [APPROVED_SENDER]})
    }

    fn api_settings(&self) -> Value {
        json!({
            "provider": "mailgun", "api_key": API_KEY, "domain": DOMAIN, "from": format!("Shop <{APPROVED_SENDER}>"),
        })
    }

    fn tell(&self, world: &mut World, story: &Story, told: Told, endpoint: &str) -> Option<HttpRequest> {
        let (from, mail) = match told {
            Told::Message => {
                (format!("\"Maria Silva - Amazon Marketplace\" <{}>", relay_address(story)), message(story))
            }
            Told::Echo => ("donotreply@amazon.com".to_owned(), copy(world, story)),
            Told::Risk => ("A-to-z Guarantee <atoz-guarantee-no-reply@amazon.com>".to_owned(), claim(story)),
        };
        Some(post(&from, &mail, story, endpoint))
    }

    fn answer(&self, world: &mut World, call: &Call) -> HttpResponse {
        let says = |status, message: &str| json_response(status, &json!({"message": message}));
        let expected = format!("Basic {}", base64(format!("api:{API_KEY}").as_bytes()));
        if call.header("authorization") != Some(expected.as_str()) || world.mode == Mode::TokenExpired {
            return HttpResponse { status: 401, headers: Vec::new(), body: b"Forbidden".to_vec() };
        }
        match world.mode {
            Mode::Temporary => return says(503, "Service temporarily unavailable"),
            Mode::Throttled => {
                let mut response = says(429, "Too many requests, please slow down");
                response.headers.push(("retry-after".to_owned(), "5".to_owned()));
                return response;
            }
            Mode::Permanent => return says(400, "Domain mg.shop.example is not allowed to send: account disabled"),
            Mode::Works | Mode::TokenExpired => {}
        }
        if call.method != "POST" || call.path() != format!("/v3/{DOMAIN}/messages") {
            return says(404, "Domain not found");
        }
        take(world, call).unwrap_or_else(|problem| says(400, problem))
    }
}

impl Amazon {
    /// Amazon's notice that it did not deliver a mail of ours, which it names.
    pub fn bounce(&self, sent: &Sent, story: &Story, endpoint: &str) -> HttpRequest {
        let order = order_id(story);
        let mail = Mail {
            subject: "Your e-mail to Maria Silva".to_owned(),
            message_id: format!("bounce-{}@email.amazonses.com", story.number),
            fields: vec![("In-Reply-To", format!("<{}>", sent.message_id))],
            plain: format!(
                "Hello,\n\nWe were unable to deliver the message you sent to {} about order {order}, because the sender \
                 is not an approved one.\n",
                relay_address(story)
            ),
            html: String::new(),
        };
        post("donotreply@amazon.com", &mail, story, endpoint)
    }
}

/// Takes a mail, or says what is wrong with it.
fn take(world: &mut World, call: &Call) -> Result<HttpResponse, &'static str> {
    let form = call.form();
    let field = |wanted: &str| {
        form.iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
            .map(|(_, value)| value.clone())
            .unwrap_or_default()
    };
    let (to, text) = (field("to"), field("text"));
    let is_relay = to.split_once('@').is_some_and(|(local, domain)| {
        domain.starts_with("marketplace.amazon.") && !local.is_empty() && !to.contains([' ', ',', '<'])
    });
    if !is_relay {
        return Err("'to' parameter is not a valid address. please check documentation");
    }
    if !field("from").contains(&format!("<{APPROVED_SENDER}>")) {
        return Err("'from' parameter is not a valid address. please check documentation");
    }
    if text.is_empty() {
        return Err("Need at least one of 'text', 'html', 'amp-html' or 'template' parameters specified");
    }
    let subject = field("subject");
    if !subject.starts_with("Re: ") || subject.contains("Re: Re:") {
        return Err("the subject of an answer has one Re:");
    }
    let given = field("h:Message-Id");
    let message_id = match given.trim_matches(['<', '>']) {
        "" => format!("20260105100000.{}@{DOMAIN}", world.fresh()),
        given => given.to_owned(),
    };
    let sent = world.take(Sent { message_id, thread: to, text, key: None });
    Ok(json_response(200, &json!({"id": format!("<{}>", sent.message_id), "message": "Queued. Thank you."})))
}

fn order_id(story: &Story) -> String {
    const PART: u64 = 10_000_000;
    let number = story.number;
    format!("{:03}-{:07}-{:07}", 100 + number / (PART * PART) % 900, number / PART % PART, number % PART)
}

/// The form of 2026, with the case's id as a sub-address.
fn relay_address(story: &Story) -> String {
    format!("buyer{0}+11111111-2222-4333-8444-{0:012}@marketplace.amazon.com", story.number)
}

/// Digits that follow from what is told: a second delivery has the same, anything else others.
fn digits(parts: &[&str]) -> String {
    hex(&hmac_sha256(b"digits", parts.join("\n").as_bytes()))
}

fn message(story: &Story) -> Mail {
    let at = story.at.to_string();
    Mail {
        subject: format!("Delivery enquiry from Amazon customer Maria Silva (Order: {})", order_id(story)),
        message_id: format!("{}@us-west-2.amazonses.com", digits(&[&story.number.to_string(), &at, &story.text])),
        fields: vec![
            ("X-Space-Notification-Type", "BBC_MESSAGE_SENT_TO_MERCHANT".to_owned()),
            ("X-Marketplace-ID", "ATVPDKIKX0DER".to_owned()),
        ],
        plain: format!(
            "You have received a message.\n\n------------- Message: -------------\n\n{}\n\n\
             ------------- End message -------------\n\nWas this email helpful? \
             https://sellercentral.amazon.com/gp/satisfaction/survey-form.html\n",
            story.text
        ),
        html: String::new(),
    }
}

fn copy(world: &World, story: &Story) -> Mail {
    let last = world.sent.last();
    let text = last.map_or("We have looked into it and will write tomorrow.", |sent| sent.text.as_str());
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('\n', "<br>");
    let own = || format!("copy-{}-{}@email.amazonses.com", story.number, story.at);
    Mail {
        subject: format!("Your e-mail to Maria Silva (Order: {})", order_id(story)),
        message_id: last.map_or_else(own, |sent| sent.message_id.clone()),
        fields: vec![
            ("Reply-To", "donotreply@amazon.com".to_owned()),
            ("X-Space-Notification-Type", "BBC_MESSAGE_CONFIRMATION_TO_MERCHANT".to_owned()),
            ("X-Marketplace-ID", "ATVPDKIKX0DER".to_owned()),
        ],
        plain: String::new(),
        html: format!(
            "<html><body><p>This is a copy of the e-mail that you sent.</p><p>------------- Begin message -------------\
             </p><p>{escaped}</p><p>------------- End message -------------</p></body></html>"
        ),
    }
}

fn claim(story: &Story) -> Mail {
    let order = order_id(story);
    Mail {
        subject: format!("A-to-z Guarantee claim filed for order {order}"),
        message_id: format!("claim-{}@email.amazonses.com", story.number),
        fields: vec![("X-Marketplace-ID", "ATVPDKIKX0DER".to_owned())],
        plain: format!(
            "Dear seller,\n\nthe buyer filed an A-to-z Guarantee claim of $24.99 for order {order} because the item was \
             not received.\nPlease respond within 72 hours, or the claim will be decided without you.\n"
        ),
        html: String::new(),
    }
}

/// The mail as Mailgun posts it, its signature last.
fn post(from: &str, mail: &Mail, story: &Story, endpoint: &str) -> HttpRequest {
    let date = DateTime::from_timestamp_millis(story.at).unwrap_or_default().to_rfc2822();
    let mut headers = vec![
        ("Received", "from a9-99.smtp-out.amazonses.com by mxa.mailgun.org with ESMTP".to_owned()),
        ("X-Mailgun-Spf", "Pass".to_owned()),
        ("X-Mailgun-Dkim-Check-Result", "Pass".to_owned()),
        ("From", from.to_owned()),
        ("To", INBOX.to_owned()),
        ("Subject", mail.subject.clone()),
        ("Date", date),
        ("Message-Id", format!("<{}>", mail.message_id)),
    ];
    headers.extend(mail.fields.iter().cloned());
    let list: Vec<Value> = headers.iter().map(|(name, value)| json!([name, value])).collect();
    let timestamp = (story.at / 1_000).to_string();
    let token = digits(&[from, &mail.message_id, &mail.plain, &mail.html, &timestamp, endpoint]);
    let token = token.get(..TOKEN_CHARS).unwrap_or_default().to_owned();
    let signature = hex(&hmac_sha256(SIGNING_KEY.as_bytes(), format!("{timestamp}{token}").as_bytes()));
    let mut fields = vec![
        ("recipient", INBOX.to_owned()),
        ("sender", "20260105@bounces.amazon.com".to_owned()),
        ("from", from.to_owned()),
        ("subject", mail.subject.clone()),
        ("body-plain", mail.plain.clone()),
        ("body-html", mail.html.clone()),
        ("message-headers", Value::Array(list).to_string()),
    ];
    fields.extend([("timestamp", timestamp), ("token", token), ("signature", signature)]);
    let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    HttpRequest {
        method: "POST".to_owned(),
        url: endpoint.to_owned(),
        headers: vec![("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned())],
        body: pairs.join("&").into_bytes(),
    }
}

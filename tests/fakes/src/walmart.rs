//! The fake of `walmart`: notifications signed by the method `HMAC`, buyers' messages as relay mails that Mailgun
//! posts, and Mailgun's messages API for the answers.
//!
//! Sources: developer.walmart.com, "Subscribe to an event notification" and "Return notifications"; Mailgun,
//! "Receiving messages via HTTP", "Securing webhooks" and "Messages".

use crate::crypto::{base64, hex, hmac_sha256};
use crate::{Call, Marketplace, Mode, Sent, Story, Told, World, json_response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sellerdesk_adapter::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

/// `clientSecret` of the subscription.
const CLIENT_SECRET: &str = "walmart-fake-client-secret";
/// Mailgun's HTTP webhook signing key.
const SIGNING_KEY: &str = "key-walmart-fake-signing";
/// Mailgun's API key.
const API_KEY: &str = "key-walmart-fake-api";
/// Mailgun's domain.
const DOMAIN: &str = "in.shop.example";
/// The customer-care address.
const CARE: &str = "care@shop.example";

/// The marketplace.
#[derive(Clone, Copy, Debug)]
pub struct Walmart;

impl Marketplace for Walmart {
    fn channel(&self) -> &'static str {
        "walmart"
    }

    fn webhook_settings(&self) -> Value {
        json!({"auth_method": "HMAC", "secret": CLIENT_SECRET,
            "mail": {"transport": "mailgun", "secret": SIGNING_KEY, "own_addresses": [CARE]}})
    }

    fn api_settings(&self) -> Value {
        json!({"provider": "mailgun", "api_key": API_KEY, "domain": DOMAIN, "from": format!("Example Shop <{CARE}>")})
    }

    fn tell(&self, world: &mut World, story: &Story, told: Told, endpoint: &str) -> Option<HttpRequest> {
        match told {
            Told::Message => Some(buyers_mail(story, endpoint)),
            Told::Echo => Some(own_copy(world.sent.last(), story, endpoint)),
            Told::Risk => Some(return_created(story, endpoint)),
        }
    }

    fn answer(&self, world: &mut World, call: &Call) -> HttpResponse {
        let credentials = format!("Basic {}", base64(format!("api:{API_KEY}").as_bytes()));
        if call.method != "POST" || call.path() != format!("/v3/{DOMAIN}/messages") {
            return json_response(404, &json!({"message": "not found"}));
        }
        if call.header("authorization") != Some(&credentials) {
            let body = b"Forbidden".to_vec();
            return HttpResponse { status: 401, headers: Vec::new(), body };
        }
        match world.mode {
            Mode::Temporary => return json_response(503, &json!({"message": "Internal Server Error"})),
            Mode::Throttled => return json_response(429, &json!({"message": "Too many requests"})),
            Mode::Permanent => return json_response(400, &json!({"message": "'to' parameter is not a valid address"})),
            Mode::Works | Mode::TokenExpired => {}
        }
        take(world, &call.form())
    }
}

/// Takes a mail, or says what it lacks.
fn take(world: &mut World, form: &[(String, String)]) -> HttpResponse {
    let field =
        |name: &str| form.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str());
    let (Some(from), Some(to), Some(subject), Some(text)) =
        (field("from"), field("to"), field("subject"), field("text"))
    else {
        return json_response(400, &json!({"message": "from, to, subject and text are needed"}));
    };
    if !from.ends_with(&format!("<{CARE}>")) || !to.ends_with("@relay.walmart.com") {
        return json_response(400, &json!({"message": "from or to is not allowed"}));
    }
    let own = format!("{}@{DOMAIN}", world.fresh());
    let id = field("h:Message-Id").map_or(own, |id| id.trim_matches(['<', '>']).to_owned());
    let (message_id, thread) = (id.clone(), format!("{to} {subject}"));
    world.take(Sent { message_id, thread, text: text.to_owned(), key: None });
    json_response(200, &json!({"id": format!("<{id}>"), "message": "Queued. Thank you."}))
}

fn relay_address(story: &Story) -> String {
    format!("{:032X}@relay.walmart.com", story.number)
}

fn sales_order(story: &Story) -> String {
    format!("59{:011}", story.number)
}

fn buyers_mail(story: &Story, endpoint: &str) -> HttpRequest {
    let text = format!(
        "Hi Example Shop,\n\nLauren Brady wants to connect with you regarding the following order:\n\n\
         Sales Order ID:  {}\nItem ID:  162457985\nItem:  Travel mug\n\nMessage:\n{}\n\n**Note: You have received this \
         message from the customer, who has made a purchase from your company on Walmart.com. Please respond within 1 \
         business day.**\n\nThank you,\nWalmart Customer Service Team\n\nRefID: CFB3AF9BD4F64299A86742C482665D44\n",
        sales_order(story),
        story.text
    );
    let from = format!("Lauren Brady <{}>", relay_address(story));
    let id = format!("<buyer-{}@relay.walmart.com>", story.number);
    mailgun(
        story,
        endpoint,
        &[("From", &from), ("To", CARE), ("Subject", "Question about an order"), ("Message-Id", &id)],
        &text,
    )
}

/// The shop's own copy of an answer.
fn own_copy(sent: Option<&Sent>, story: &Story, endpoint: &str) -> HttpRequest {
    let (to, subject) = sent.and_then(|sent| sent.thread.split_once(' ')).map_or_else(
        || (relay_address(story), format!("Re: Question about an order (Order {})", sales_order(story))),
        |(to, subject)| (to.to_owned(), subject.to_owned()),
    );
    let text = sent.map_or("We have answered by ourselves.", |sent| sent.text.as_str());
    let id = sent.map_or_else(|| format!("own-{}@shop.example", story.number), |sent| sent.message_id.clone());
    let (from, id) = (format!("Example Shop <{CARE}>"), format!("<{id}>"));
    mailgun(story, endpoint, &[("From", &from), ("To", &to), ("Subject", &subject), ("Message-Id", &id)], text)
}

/// What Mailgun posts of a mail. The signature stands last.
fn mailgun(story: &Story, endpoint: &str, headers: &[(&str, &str)], text: &str) -> HttpRequest {
    // One token for one mail.
    let token: String = hex(&hmac_sha256(b"token", format!("{headers:?}{text}").as_bytes())).chars().take(50).collect();
    let timestamp = (story.at / 1_000).to_string();
    let signature = hex(&hmac_sha256(SIGNING_KEY.as_bytes(), format!("{timestamp}{token}").as_bytes()));
    let list = Value::from(headers.iter().map(|(name, value)| json!([name, value])).collect::<Vec<_>>()).to_string();
    let field = |name: &str| headers.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value);
    let fields = [
        ("recipient", "walmart@in.shop.example"),
        ("from", field("From")),
        ("subject", field("Subject")),
        ("message-headers", &list),
        ("body-plain", text),
        ("timestamp", &timestamp),
        ("token", &token),
        ("signature", &signature),
    ];
    let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    HttpRequest {
        method: "POST".to_owned(),
        url: format!("{endpoint}/mail"),
        headers: vec![("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned())],
        body: pairs.join("&").into_bytes(),
    }
}

fn return_created(story: &Story, endpoint: &str) -> HttpRequest {
    let body = json!({
        "source": {"eventType": "RETURN_CREATED", "eventTime": story.at, "eventId": format!("e-{}", story.number)},
        "payload": {"partnerId": "10900015773", "partnerName": "Example Shop", "returnOrders": [{
            "purchaseOrderId": format!("18{:011}", story.number), "productName": "Travel mug",
            "returnOrderId": format!("15{:016}", story.number), "returnInitiatedDate": "Jan 5, 2026",
            "returnReason": "Item is damaged or defective", "quantity": "1", "trackingUrl": [], "trackingId": [],
            "refundStatus": "Non Refunded"}]},
    });
    let signature = hex(&hmac_sha256(CLIENT_SECRET.as_bytes(), body.to_string().as_bytes()));
    HttpRequest::post_json(endpoint, &body).with("authorization", signature)
}

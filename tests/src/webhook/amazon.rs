//! The channel `amazon`: relay mail that a Mailgun route posts as a form, with a signature over a one-time token.

use crate::{Account, Delivery, time};
use sellerdesk_adapter::signing;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Characters of Mailgun's token.
const TOKEN_BYTES: usize = 50;
/// Where the seller has Amazon send its mail.
const RECIPIENT: &str = "desk@in.shop.example";
/// Type header of a buyer's message.
const TYPE_BUYER: &str = "BBC_MESSAGE_SENT_TO_MERCHANT";
/// Type header of the copy of the seller's own answer.
const TYPE_SELLER_COPY: &str = "BBC_MESSAGE_CONFIRMATION_TO_MERCHANT";

/// A mail as it reaches Mailgun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// `Message-Id` without angle brackets.
    pub id: String,
    /// `From`, with a display name or without.
    pub from: String,
    /// `Subject`.
    pub subject: String,
    /// Further header fields.
    pub headers: Vec<(String, String)>,
    /// The plain text.
    pub text: String,
    /// `Date`, in milliseconds since the epoch; sent in whole seconds.
    pub at: i64,
}

/// A buyer and what they write about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Buyer<'a> {
    /// `com`, `de`, `co.uk`, ...
    pub site: &'a str,
    /// The part of the relay address before the `@`.
    pub alias: &'a str,
    /// Display name.
    pub name: &'a str,
    /// The order, unless it is a question before the sale.
    pub order_id: Option<&'a str>,
}

impl Mail {
    /// A buyer's message, in Amazon's frame.
    pub fn from_buyer(buyer: Buyer<'_>, id: &str, at: i64, subject: &str, words: &str) -> Self {
        let order = buyer.order_id.map(|order| format!("Order ID {order}:\n1 of Travel Mug [ASIN: B01FCAWEYM]\n\n"));
        let subject = match buyer.order_id {
            Some(order) => format!("{subject} (Order: {order})"),
            None => subject.to_owned(),
        };
        Self {
            id: format!("{id}@eu-west-1.amazonses.com"),
            from: format!(
                "\"{} - Amazon Marketplace\" <{}@marketplace.amazon.{}>",
                buyer.name, buyer.alias, buyer.site
            ),
            subject,
            headers: vec![passed(), notification(TYPE_BUYER)],
            text: format!(
                "You have received a message.\n\n{}------------- Begin message -------------\n\n{words}\n\n\
                 ------------- End message -------------\n\n[commMgrTok:AF9E104T7W2Q2]\n",
                order.unwrap_or_default()
            ),
            at,
        }
    }

    /// The copy that Amazon sends of what the seller wrote in Seller Central.
    pub fn seller_copy(site: &str, id: &str, at: i64, to: &str, order_id: &str, words: &str) -> Self {
        Self {
            id: format!("{id}@email.amazonses.com"),
            from: format!("donotreply@amazon.{site}"),
            subject: format!("Your e-mail to {to} (Order: {order_id})"),
            headers: vec![passed(), notification(TYPE_SELLER_COPY)],
            text: format!(
                "This is a copy of the e-mail that you sent.\n\n------------- Begin message -------------\n\n{words}\n\n\
                 ------------- End message -------------\n"
            ),
            at,
        }
    }

    /// A notice from one of Amazon's own mailboxes: claims, returns, refunds.
    pub fn notice(site: &str, mailbox: &str, id: &str, at: i64, subject: &str, text: &str) -> Self {
        Self {
            id: format!("{id}@email.amazonses.com"),
            from: format!("Amazon <{mailbox}@amazon.{site}>"),
            subject: subject.to_owned(),
            headers: vec![passed()],
            text: text.to_owned(),
            at,
        }
    }

    /// The same with a header field added.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// All header fields, in order.
    fn all_headers(&self) -> Vec<(&str, String)> {
        let to = self.headers.iter().find(|(name, _)| name == "To");
        let own = [
            ("From", self.from.clone()),
            ("To", to.map_or_else(|| RECIPIENT.to_owned(), |(_, to)| to.clone())),
            ("Subject", self.subject.clone()),
            ("Date", time::rfc2822(self.at)),
            ("Message-Id", format!("<{}>", self.id)),
        ];
        let further = self.headers.iter().filter(|(name, _)| name != "To");
        let further = further.map(|(name, value)| (name.as_str(), value.clone()));
        own.into_iter().chain(further).collect()
    }

    /// The form that Mailgun posts, without its signature.
    fn fields(&self) -> Vec<(String, String)> {
        let headers = self.all_headers();
        let list: Vec<_> = headers.iter().map(|(name, value)| json!([name, value])).collect();
        let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let mut fields = vec![
            field("recipient", RECIPIENT),
            field("sender", "bounces@bounces.amazon.com"),
            field("subject", &self.subject),
            field("from", &self.from),
            field("message-headers", &json!(list).to_string()),
            field("body-plain", &self.text),
            field("stripped-text", &self.text),
        ];
        fields.extend(headers.iter().map(|(name, value)| field(name, value)));
        fields
    }
}

/// A delivery as `application/x-www-form-urlencoded`, signed at `now_ms`.
pub fn deliver(account: &Account, mail: &Mail, now_ms: i64) -> Delivery {
    deliver_to("amazon", account, mail, now_ms)
}

/// The same to any channel that takes Mailgun's form.
pub(super) fn deliver_to(channel: &str, account: &Account, mail: &Mail, now_ms: i64) -> Delivery {
    let mut form = form_urlencoded::Serializer::new(String::new());
    for (name, value) in signed(account, mail, now_ms) {
        form.append_pair(&name, &value);
    }
    let body = form.finish().into_bytes();
    Delivery::post(channel, &account.name, "application/x-www-form-urlencoded", body, mail.at)
}

/// A delivery as `multipart/form-data` with one file, as Mailgun posts mails with attachments.
pub fn deliver_with_file(account: &Account, mail: &Mail, now_ms: i64, file: (&str, &str, &[u8])) -> Delivery {
    let boundary = format!("----sellerdesk-{}", token(&mail.id));
    let (name, media_type, bytes) = file;
    let mut body = Vec::new();
    for (field, value) in signed(account, mail, now_ms) {
        let head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(head.as_bytes());
    }
    let head = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"attachment-1\"; filename=\"{name}\"\r\n\
         Content-Type: {media_type}\r\n\r\n"
    );
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(bytes);
    body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    let media_type = format!("multipart/form-data; boundary={boundary}");
    Delivery::post("amazon", &account.name, &media_type, body, mail.at)
}

fn signed(account: &Account, mail: &Mail, now_ms: i64) -> Vec<(String, String)> {
    let (timestamp, token) = (now_ms.div_euclid(1_000).to_string(), token(&mail.id));
    let signature = signing::mailgun(&account.secret, &timestamp, &token);
    let mut fields = mail.fields();
    for (name, value) in [("timestamp", timestamp), ("token", token), ("signature", signature)] {
        fields.push((name.to_owned(), value));
    }
    fields
}

/// Mailgun's one-time token: random there, derived here, so that a retry of a mail carries the same one.
fn token(id: &str) -> String {
    let mut token = String::new();
    for byte in Sha256::digest(id.as_bytes()) {
        // Writing to a string can't fail.
        let _ = write!(token, "{byte:02x}");
    }
    token.truncate(TOKEN_BYTES);
    token
}

fn passed() -> (String, String) {
    let value = "mxa.mailgun.org; spf=pass smtp.mailfrom=bounces.amazon.com; dkim=pass header.d=amazon.com";
    ("Authentication-Results".to_owned(), value.to_owned())
}

fn notification(kind: &str) -> (String, String) {
    ("X-Space-Notification-Type".to_owned(), kind.to_owned())
}

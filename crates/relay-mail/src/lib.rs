//! Mail as webhooks: the providers that hand us a mailbox's mail, and their APIs that send our answers.
//!
//! For channels whose buyers write by mail: `amazon`, `walmart`, `mail`. Such an adapter asks [`authenticate`] for the
//! [`Posted`] mail in a request, which a component of its own reads ([`open`]), and makes events of it; its `ReplyApi`
//! makes a [`Mail`] with [`Mail::answer`], and hands it to [`compose`] and the answer to [`interpret`].
//!
//! # Inbound, webhook settings
//!
//! | `transport` | authenticated by | settings |
//! |---|---|---|
//! | `mailgun` (default) | HMAC-SHA256 of `timestamp` and `token` | `secret`, `previous_secret`: HTTP webhook signing keys |
//! | `ses` | RSA signature of SNS, its certificate fetched from SNS | `topics`: the ARNs of the topics, at least one |
//! | `sendgrid` | ECDSA P-256 signature of time and raw body | `public_key`, `previous_public_key`: base64 of the security policy's public key |
//! | `postmark` | Basic authentication, compared in constant time | `username`, `secret`, `previous_secret` |
//!
//! `skew_s` says how far a signed time may be from the time of arrival, in seconds (defaults: 300, 3 900, 259 500;
//! Postmark signs none).
//!
//! # Outbound, API settings
//!
//! | `provider` | settings besides `from` |
//! |---|---|
//! | `mailgun` (default) | `api_key`, `domain`, `region` (`us` or `eu`) |
//! | `sendgrid` | `api_key` |
//! | `postmark` | `server_token`, `stream` (default `outbound`) |
//! | `ses` | `access_key_id`, `secret_access_key`, `session_token`, `region` |
//!
//! `from` is the mailbox that answers come from: `Shop <service@shop.example>`.
//!
//! # Failures, webhook settings
//!
//! That a provider took a mail does not mean that it arrived. [`failures`] reads the webhooks by which the provider
//! tells: Mailgun's "permanent failure", SendGrid's signed event webhook (`bounce`, `dropped`), Postmark's "bounce".
//! `provider` says whose they are (default: the `transport`); they are authenticated as its mail is, SendGrid's with
//! `events_public_key` where that is set. SES sends a mail instead.
//!
//! # Sources
//!
//! Mailgun, "Receiving messages via HTTP" and "Messages"; Amazon SNS, "Verifying the signatures of Amazon SNS
//! messages"; Amazon SES, "Contents of notifications for Amazon SES email receiving" and "SendEmail" (API v2);
//! AWS, "Signature Version 4"; Twilio SendGrid, "Inbound Email Parse Webhook" and "Mail Send"; Postmark, "Inbound
//! webhook" and "Email API".
//!
//! Unverified against a live account: the field names of SendGrid's inbound form and of its `charsets`, whether
//! SendGrid signs anew when it tries again, how SES marks base64 content, and whether Mailgun and SendGrid keep a
//! `Message-ID` given to them.

mod certificate;
mod der;
mod ecdsa;
mod failures;
mod inbound;
mod mailroom;
mod outbound;
mod posted;
mod secret;
mod wire;

pub use failures::Undelivered;
pub use inbound::BODY_BYTES_MAX;
pub use mailroom::{authenticate, failures, judge, open};
pub use outbound::{
    AutomaticMail, Mail, TEXT_CHARS_MAX, automatic_headers, compose, from_address, interpret, message_id,
};
pub(crate) use posted::bare_id;
pub use posted::{MAIL_TEXT_BYTES_MAX, Posted, bounded_id};
pub use secret::{check_basic, is_same_secret};

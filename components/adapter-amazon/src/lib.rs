//! Amazon: buyer messages, which reach sellers only as relay mail, order and account events, and answers by mail.
//!
//! The seller has Amazon's mails go to an address that an inbound-mail provider receives for, which posts them to
//! `/hooks/amazon/<account>`: Mailgun (default), SES by SNS, SendGrid or Postmark. [`sellerdesk_relay_mail`] knows the
//! providers and their settings; [`account`] has the others, and [`compose`] says which mails become one conversation.
//! Order and account events are posted to `/hooks/amazon/<account>/events` ([`events`]), failed answers to
//! `/hooks/amazon/<account>/failures` ([`failures`]). How answers are sent: [`reply`].
//!
//! | mail | becomes |
//! |---|---|
//! | from a relay address | a message of the buyer's, reduced to the buyer's own words |
//! | copy of the seller's own answer | a message of the seller's |
//! | return, cancellation, A-to-z claim, chargeback, refund, account health | a risk event, and the mail as a message of the platform's |
//! | bounce, buyer's opt-out | a failure, and the mail as a message of the platform's |
//! | any other mail of Amazon's | a message of the platform's |
//! | claims to be Amazon's, fails SPF or DKIM | a message of the platform's marked `suspected_phishing` |
//! | from anybody else | a message of the platform's marked `unknown_sender` or with the sign of a machine |
//!
//! Nothing authentic is dropped. What can't be read as a mail is [`Received::Unreadable`]. Event ids are `Message-ID`s
//! and `NotificationId`s.
//!
//! # Answers to the providers
//!
//! 200 for everything authentic. On a refusal Mailgun tries for eight hours (except 406, which it takes as final), SNS
//! for an hour at most, SendGrid for three days and Postmark for about ten hours, which is what an operator who has
//! just rotated a key has.
//!
//! # Failures
//!
//! That a provider took an answer does not mean that Amazon did. The provider's event webhook ([`failures`]) and bounces
//! by mail tell. A bounce names our mail in `In-Reply-To` or `References`, or quotes its id; the failure then refers to
//! the answer, whose id is that mail's `Message-ID`, and the clock runs again. A bounce that names no mail is a failure
//! without a reference: people see it, no answer is undone.
//!
//! # Forwarding
//!
//! SPF fails when another mailbox forwards Amazon's mail without rewriting the envelope sender, and the mail is then
//! kept as suspected phishing. Enter the provider's address in Seller Central itself, or forward with rewriting (as
//! Gmail's forwarding does).
//!
//! # Sources, and what is unverified
//!
//! Seller Central, "Buyer-Seller Messaging"; Selling Partner API, "Notification type values"; amzn/
//! selling-partner-api-models, `OrderChangeNotification`. Amazon publishes none of its mails: types, subjects and
//! markers are as seen in public code and samples of 2016 to 2026; other languages than English, Portuguese and French
//! are guesses with a fallback. Also unverified: whether Amazon sends a copy of an answer that was mailed, and under
//! which `Message-ID`; whether answers from every provider pass Amazon's check of the sender.

pub mod account;
mod address;
pub mod compose;
pub mod events;
mod extract;
pub mod failures;
mod fold;
mod identifier;
mod marker;
mod notice;
mod quoted;
mod recognise;
pub mod reply;

use account::Account;
use sellerdesk_adapter::mail::Address;
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{Acceptance, Adapter, Answer, Description, Evidence, Received, Request};
use sellerdesk_relay_mail::{BODY_BYTES_MAX, Posted};

/// The adapter.
pub struct Amazon;

impl Adapter for Amazon {
    const DESCRIPTION: Description = Description { channel: "amazon", body_bytes_max: BODY_BYTES_MAX };

    fn receive(request: &Request, evidence: &[Evidence]) -> Received {
        receive(request, evidence).unwrap_or_else(|refusal| refusal)
    }
}

/// Judges a request; the error is what it is answered with where there is no mail in it.
fn receive(request: &Request, evidence: &[Evidence]) -> Result<Received, Received> {
    let settings = Settings::parse(&request.settings)?;
    if request.sub_path() == events::SUB_PATH {
        return Ok(events::receive(request, &settings));
    }
    if request.sub_path() == failures::SUB_PATH {
        return failures::receive(request, evidence);
    }
    let mail = sellerdesk_relay_mail::authenticate(request, evidence)?;
    let account = Account::read(&settings)?;
    let sender = sender(&mail);
    let kind = recognise::recognise(&mail, &sender, &account);
    Ok(Received::Accepted(Acceptance {
        events: compose::compose(&mail, &sender, kind),
        answer: Answer::empty(200),
        replay_key: mail.replay_key,
    }))
}

/// Who the mail says it is from. Of several authors none is believed: the one that is not Amazon's counts.
fn sender(mail: &Posted) -> Address {
    let stranger = mail.authors.iter().find(|author| !address::is_amazon(&author.domain()));
    stranger.or(mail.authors.first()).cloned().unwrap_or_default()
}

sellerdesk_contract::export_channel!(Amazon);

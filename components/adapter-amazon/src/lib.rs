//! Amazon: buyer messages, which reach sellers only as relay mail, through a Mailgun route.
//!
//! The seller has Amazon's mails go to an address that Mailgun receives for, with a route
//! `forward("https://<desk>/hooks/amazon/<account>")`. Both of Mailgun's forms are read: parsed mails (preferred;
//! Mailgun converts every character set to UTF-8) and, where the URL ends in `mime`, raw ones. See [`account`] for the
//! settings and [`compose`] for which mails become one conversation.
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
//! Nothing that Mailgun signed is dropped. What can't be read as a mail is [`Received::Unreadable`].
//!
//! # Answers
//!
//! 200 for everything authentic. Mailgun retries on any other status for eight hours, except 406, which it takes as
//! final; a refusal here is therefore retried, which gives an operator who has just rotated the key eight hours.
//!
//! # Forwarding
//!
//! SPF fails when another mailbox forwards Amazon's mail without rewriting the envelope sender, and the mail is then
//! kept as suspected phishing. Enter Mailgun's address in Seller Central itself, or forward with rewriting (as Gmail's
//! forwarding does).

pub mod account;
mod address;
mod authenticate;
pub mod compose;
mod extract;
mod fold;
mod identifier;
mod marker;
mod notice;
mod posted;
mod quoted;
mod recognise;

use account::Account;
use posted::PostedMail;
use sellerdesk_adapter::form::Form;
use sellerdesk_adapter::mail::{Address, parse_addresses};
use sellerdesk_adapter::{Acceptance, Adapter, Answer, Description, Evidence, Reason, Received, Request, Unreadable};

/// Largest body, in bytes: 12 MiB. Amazon allows 10 MB of attachments and the form adds a little; Mailgun itself would
/// take 25 MB.
const BODY_BYTES_MAX: u32 = 12 * 1024 * 1024;

/// The adapter.
pub struct Amazon;

impl Adapter for Amazon {
    const DESCRIPTION: Description = Description { channel: "amazon", body_bytes_max: BODY_BYTES_MAX };

    fn receive(request: &Request, _evidence: &[Evidence]) -> Received {
        receive(request).unwrap_or_else(|refusal| refusal)
    }
}

/// Judges a request; the error is the refusal.
fn receive(request: &Request) -> Result<Received, Received> {
    let account = Account::parse(&request.settings)?;
    if request.method != "POST" {
        return Err(Received::rejected(Reason::MethodWrong, "Mailgun posts"));
    }
    if request.body.len() > BODY_BYTES_MAX as usize {
        return Err(Received::rejected(Reason::Malformed, "the body is longer than 12 MiB"));
    }
    let content_type = request.header("content-type").unwrap_or_default();
    let form = Form::parse(content_type, &request.body, posted::FIELDS)?;
    let signed = authenticate::authenticate(&form, &account, request.received_at)?;
    let mail = match PostedMail::read(&form, signed.posted_at, request.received_at) {
        Ok(mail) => mail,
        Err(error) => {
            return Ok(Received::Unreadable(Unreadable {
                id: Some(signed.token),
                problem: error.to_string(),
                answer: Answer::empty(200),
            }));
        }
    };
    let sender = sender(&mail);
    let kind = recognise::recognise(&mail, &sender, &account);
    Ok(Received::Accepted(Acceptance {
        events: compose::compose(&mail, &sender, kind),
        answer: Answer::empty(200),
        replay_key: Some(signed.token),
    }))
}

/// Who the mail says it is from. Of several authors none is believed: the one that is not Amazon's counts.
fn sender(mail: &PostedMail) -> Address {
    let mut authors: Vec<Address> = mail.headers.all("from").flat_map(parse_addresses).collect();
    if authors.is_empty() {
        authors = mail.headers.addresses("sender");
    }
    let stranger = authors.iter().position(|author| !address::is_amazon(&author.domain()));
    match stranger {
        Some(at) => authors.swap_remove(at),
        None => authors.into_iter().next().unwrap_or_default(),
    }
}

sellerdesk_contract::export_adapter!(Amazon);

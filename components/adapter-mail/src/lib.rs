//! The channel `mail`: a mailbox, for buyers who write by mail and for marketplaces that only tell by mail
//! (AliExpress, Temu, Wayfair). Answers go out by mail.
//!
//! Webhook settings: those of `sellerdesk-relay-mail` (`transport` and its secrets), and
//!
//! ```json
//! {"own_addresses": ["service@shop.example"], "relay_domains": [],
//!  "sites": {"aliexpress": ["aliexpress.com"], "temu": ["temu.com"], "wayfair": ["wayfair.com"]}}
//! ```
//!
//! `own_addresses` are the shop's own mailboxes; `relay_domains` are domains whose addresses each stand for one buyer,
//! besides those known (`temuemail.com`); `sites` names the domains that a marketplace itself writes from, in place of
//! those known ([`site`]).
//!
//! API settings: those of `sellerdesk-relay-mail` (`provider`, `from` and the provider's credentials).
//!
//! | mail | becomes |
//! |---|---|
//! | from anybody, by a person's hand | a message of the buyer's |
//! | a vacation notice and the like | a message of the buyer's, marked with the sign of a machine |
//! | newsletters, mailing lists, no-reply senders, spam | a message of the platform's, marked |
//! | from one of `own_addresses` to somebody else | a message of the seller's, or of a machine of the shop's |
//! | a bounce | a failure, and the mail as a message of the platform's |
//! | a marketplace's, with a buyer's words in it ([`site`]) | a message of the buyer's: those words |
//! | a marketplace's notice | a message of the platform's, and a risk event where its subject tells one ([`notice`]) |
//! | claims to be the shop's or a marketplace's, fails SPF or DKIM | a message of the platform's, `suspected_phishing` |
//!
//! At `/hooks/mail/<account>/failures` the provider's event webhook tells of answers that did not arrive.
//!
//! # Threads
//!
//! | mail | thread |
//! |---|---|
//! | a marketplace's, naming an order where the marketplace writes | `<site>:order:<order>` |
//! | a marketplace's no-reply mail with a buyer's words and name, without an order | `<site>:buyer:<name>` |
//! | any other with `References` or `In-Reply-To` | `mail:<the first mail's Message-ID>` |
//! | any other that says `Re:` and names no mail before it | `subject:<sender>:<subject without Re:>` |
//! | any other | `mail:<its own Message-ID>`: the first of a conversation |
//!
//! The first mail's own id and what later mails name as their root are the same, so a conversation stays one without
//! any memory. A root can't be guessed, so nobody gets into another's conversation by naming it. An order that only
//! the buyer wrote (in the words, in the subject of an answer) opens nobody else's conversation.
//!
//! # Event ids and time
//!
//! `Message-ID`, or a digest of the mail where there is none; `#notice` is added for what is told besides the message.
//! Mails that are not believed are in a namespace of their own. Time is `Date` where that is believable.
//!
//! # Unverified
//!
//! The marketplaces publish neither the domains nor the layout of their mails: the tables in [`site`] are tolerant
//! guesses from mails that sellers show. What none of it recognises stays a whole mail, for people to read. Temu and
//! AliExpress take no answers by mail that anybody documents: a reply to a no-reply address is refused.
//!
//! Answers are 200 with no body.

mod compose;
mod events;
mod kind;
mod label;
mod mailbox;
pub mod notice;
pub mod site;
mod thread;

use kind::Kind;
use mailbox::Mailbox;
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{
    Acceptance, Adapter, Answer, ApiAccount, Description, Evidence, HttpRequest, HttpResponse, Outcome, Reason,
    Received, Refusal, Reply, ReplyApi, ReplyLimits, Request,
};
use sellerdesk_relay_mail::Undelivered;

/// How every provider is answered.
const STATUS_ACCEPTED: u16 = 200;
/// The path after the account's that the provider's event webhook goes to.
const FAILURES: &str = "failures";

/// The channel `mail`.
#[derive(Clone, Copy, Debug)]
pub struct Mail;

impl Adapter for Mail {
    const DESCRIPTION: Description =
        Description { channel: "mail", body_bytes_max: sellerdesk_relay_mail::BODY_BYTES_MAX };

    fn receive(request: &Request, evidence: &[Evidence]) -> Received {
        receive(request, evidence).unwrap_or_else(|refusal| refusal)
    }
}

/// Judges a request; the error is what it is answered with instead.
fn receive(request: &Request, evidence: &[Evidence]) -> Result<Received, Received> {
    let settings = Settings::parse(&request.settings)?;
    match request.sub_path() {
        "" => {}
        FAILURES => return failures(request, evidence),
        _ => return Err(Received::rejected(Reason::Malformed, "nothing is taken at this path: use none or /failures")),
    }
    let mailbox = Mailbox::read(&settings)?;
    let mail = sellerdesk_relay_mail::authenticate(request, evidence)?;
    let kind = Kind::of(&mail, &mailbox);
    Ok(Received::Accepted(Acceptance {
        events: events::of(&mail, kind),
        answer: Answer::empty(STATUS_ACCEPTED),
        replay_key: mail.replay_key,
    }))
}

/// Answers that the provider could not deliver, posted by its event webhook.
fn failures(request: &Request, evidence: &[Evidence]) -> Result<Received, Received> {
    let (failures, replay_key) = sellerdesk_relay_mail::failures(request, evidence)?;
    // Mail that somebody else sent through the same provider has neither our conversation nor an id of our making.
    let is_id = |id: &str| {
        id.split('@')
            .next()
            .is_some_and(|local| local.len() == 32 && local.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    let is_ours = |failure: &Undelivered| failure.thread.is_some() || failure.message_id.as_deref().is_some_and(is_id);
    let event = |failure: Undelivered| {
        let thread = format!("{}failed:{}", thread::ROOT, failure.id);
        failure.event(thread)
    };
    let events = failures.into_iter().filter(is_ours).map(event).collect();
    Ok(Received::Accepted(Acceptance { events, answer: Answer::empty(STATUS_ACCEPTED), replay_key }))
}

impl ReplyApi for Mail {
    const LIMITS: ReplyLimits = compose::LIMITS;

    fn compose(account: &ApiAccount, reply: &Reply) -> Result<HttpRequest, Refusal> {
        compose::compose(account, reply)
    }

    fn interpret(account: &ApiAccount, reply: &Reply, response: &HttpResponse) -> Outcome {
        sellerdesk_relay_mail::interpret(account, reply, response)
    }
}

sellerdesk_contract::export_channel!(Mail);

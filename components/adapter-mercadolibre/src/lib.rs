//! The channel `mercadolibre`: notifications of one Mercado Libre application, and replies to what they point to.
//!
//! Source: developers.mercadolibre.com, "Receive notifications", "Messages", "Blocked messages", "Manage questions &
//! answers", "Claims", "Messages claims", "Authentication and authorization", for local and for Global Selling
//! (cross-border) sellers.
//!
//! Webhook settings: `{"path_secret": "...", "previous_path_secret": null, "check_addresses": false, "addresses": [],
//! "application_id": "...", "user_ids": ["..."]}`. API settings: `{"application_id": "...", "client_secret": "...",
//! "refresh_token": "...", "user_id": "...", "cross_border": false, "message_chars_max": 350}`.
//!
//! - **Authenticity.** Nothing is signed and a notification says next to nothing: it has to come by the secret path,
//!   name the application, and point to a document that the seller's own token can fetch. A notification for another
//!   user is kept unread. What is fetched is built of the topic and of an id of plain characters, never of the path
//!   that the notification names.
//! - **Families.** Topics that begin with `marketplace_` are the cross-border family (`/marketplace/...`), the others
//!   the local one. Messages are fetched with `mark_as_read=false`.
//! - **Threads.** A sale is `pack:<pack id>`, or its order's id where it has no pack; a question before the sale
//!   `question:<id>`. A claim on an order joins its sale (the order is fetched for its pack), any other is
//!   `claim:<id>`.
//! - **Event ids.** A message is its id; `question:<id>` and `answer:<id>`; a message in a claim
//!   `claim:<claim>:<role>:<when>`, for it has no id; the claim itself `claim-state:<id>:<last change>`. They don't
//!   depend on the notification's `_id`, which is another in the feed of missed ones.
//! - **Roles.** By user id: the account's own users are the seller, a claim's mediator the platform, others the buyer.
//! - **Deadlines.** The earliest `due_date` of what the seller has to do in a claim; where a good answer keeps the
//!   reputation clean (`has_incentive`, 48 hours), that date if it is earlier.
//! - **Evidence.** 404 and 410: gone, nothing happened. Anything else that is not 200 refuses the notification with
//!   "misconfigured" (503), so that Mercado Libre comes again; decoration that is refused for good is left out.
//! - **Replies** go by the thread, and to the claim where the buyer's last message was in one. A question takes one
//!   answer, public and final: automatic ones are refused.
//!
//! Unverified: the limit of 350 characters for messages (`message_chars_max`), the local family's paths of claims
//! and their actions, the local form of sending a message, what the answer to a sent message looks like.

mod api;
mod claim;
mod common;
mod message;
mod notification;
mod question;
mod reply;
mod token;

use api::{Documents, Stop};
use notification::{About, Notification};
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{
    Adapter, Answer, Description, Error, Evidence, Need, Reason, Received, Request, json, unsigned,
};
use sellerdesk_canonical::Event;

/// Largest body, in bytes; notifications have a few hundred.
const BODY_BYTES_MAX: u32 = 64 * 1024;
/// What Mercado Libre takes as an acknowledgement.
const STATUS_ACCEPTED: u16 = 200;
/// The API's base.
const OWN_BASE: &str = "https://api.mercadolibre.com";
/// Where notifications come from.
const NETWORKS: [&str; 4] = ["54.88.218.97", "18.215.140.160", "18.213.114.129", "18.206.34.84"];

/// The channel `mercadolibre`.
#[derive(Clone, Copy, Debug)]
pub struct Mercadolibre;

impl Adapter for Mercadolibre {
    const DESCRIPTION: Description = Description { channel: "mercadolibre", body_bytes_max: BODY_BYTES_MAX };

    fn receive(request: &Request, evidence: &[Evidence]) -> Received {
        if request.method != "POST" {
            return Received::rejected(Reason::MethodWrong, "only POST is taken");
        }
        let settings = match Settings::parse(&request.settings) {
            Ok(settings) => settings,
            Err(error) => return error.into(),
        };
        if let Err(rejection) = unsigned::verify(request, &settings, &NETWORKS) {
            return Received::Rejected(rejection);
        }
        let notification =
            json::parse(&request.body, BODY_BYTES_MAX as usize).and_then(|body| Notification::read(&body));
        let notification = match notification {
            Ok(notification) => notification,
            Err(error) => return unreadable(None, &error),
        };
        let id = notification.sent_id.clone();
        match read(request, &settings, &notification, evidence) {
            Ok(events) => Received::accepted(events, Answer::empty(STATUS_ACCEPTED)),
            Err(Stop::Gone) => Received::accepted(Vec::new(), Answer::empty(STATUS_ACCEPTED)),
            Err(Stop::Refused(rejection)) => Received::Rejected(rejection),
            Err(Stop::Needs(urls)) => Received::Needs(urls.into_iter().map(Need::of_account).collect()),
            Err(Stop::Failing(what, status)) => Received::rejected(
                Reason::Misconfigured,
                format!("Mercado Libre answered {status} to the request for the {what}"),
            ),
            Err(Stop::Unreadable(error @ Error::Settings { .. })) => error.into(),
            Err(Stop::Unreadable(error)) => unreadable(id, &error),
        }
    }
}

fn unreadable(id: Option<String>, error: &Error) -> Received {
    Received::unreadable(id, error.to_string(), Answer::empty(STATUS_ACCEPTED))
}

/// The events of what a notification points to.
fn read(
    request: &Request,
    settings: &Settings,
    notification: &Notification,
    evidence: &[Evidence],
) -> Result<Vec<Event>, Stop> {
    let users = notification.verify(settings)?;
    let documents = Documents::new(request, notification.is_cross_border, evidence);
    let context = common::Context { users: &users, received_at: request.received_at };
    match &notification.about {
        About::Message(id) => message::read(&context, &documents, id),
        About::Question(id) => question::read(&context, &documents, id),
        About::Claim(id) => claim::read(&context, &documents, id),
        About::Nothing => Ok(Vec::new()),
    }
}

sellerdesk_contract::export_channel!(Mercadolibre);

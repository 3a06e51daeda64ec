//! The channel `walmart`: returns, cancellation requests, orders and performance alarms of one Walmart Marketplace
//! seller by webhook, and buyers' messages by relay mail. Replies go out by mail.
//!
//! Sources: developer.walmart.com, "Subscribe to an event notification", "Order management event", "Order intent to
//! cancel event", "Purchase order (PO) line auto-canceled event", "Return notifications", "Performance webhooks",
//! "Security and authenticity", "Troubleshooting and delivery health"; Walmart's help for sellers, "Customer
//! communication" (there is no message API: messages go to the Seller Center inbox and the customer-care mailbox).
//!
//! | path after `/hooks/walmart/<account>` | what comes there |
//! |---|---|
//! | none | webhooks ([`auth`], [`order`], [`returns`], [`performance`]) |
//! | `/token` | Walmart asks for the access token of an `OAUTH` subscription ([`token`]) |
//! | `/mail` | the provider of the customer-care mailbox posts mails ([`mail`]) |
//! | `/mail/failures` | the provider tells of answers that did not arrive |
//!
//! # Webhook settings
//!
//! ```json
//! {"auth_method": "HMAC", "secret": "...", "previous_secret": null, "auth_header": "authorization",
//!  "user": null, "client_secret": null, "performance_secret": null,
//!  "mail": {"transport": "mailgun", "secret": "...", "own_addresses": ["care@shop.example"],
//!           "relay_domains": ["relay.walmart.com"]}}
//! ```
//!
//! `auth_method` is the subscription's `authDetails.authMethod`: `BASIC_AUTH` (`user` and the password as `secret`),
//! `HMAC` (`clientSecret` as `secret`), `OAUTH` (`secret` is the token that `/token` gives to `user` with
//! `client_secret`), or `WM_SEC` for subscriptions that are authenticated by the performance signature alone.
//! `mail` holds the settings of `sellerdesk-relay-mail` and two of this channel's ([`mail`]).
//!
//! # API settings
//!
//! Those of `sellerdesk-relay-mail`: `provider`, `from` and the provider's credentials. `from` has to be the
//! customer-care address that is registered in Seller Center: the relay takes mails from no other.
//!
//! # What becomes of it
//!
//! - **Threads.** Buyers and mails name the sales order, webhooks the sales order (`customerOrderId`) and the
//!   purchase order: `order:<customerOrderId>`, or `po:<purchaseOrderId>` where an event names that one only, as
//!   returns do. Performance is on `account:<partnerId>`.
//! - **Event ids** are `source.eventId`, the same for each of three attempts, and what the event is about where one
//!   notification is about several things. Mails have their `Message-ID`.
//! - **Time** is `source.eventTime`, or when it arrived; a mail's is its `Date`.
//! - **What must be readable** are the ids; reasons, names and numbers that can't be read are left out.
//! - **Other events** (items, prices, stock, reports) ask for nothing and leave no trace; an event that nobody knows
//!   becomes a change of its order, or of `event:<type>`.
//!
//! # Unverified
//!
//! The encoding of the `HMAC` method (hex and base64 are both taken) and its default header; how Walmart asks for an
//! `OAUTH` token; whether the `WM_SEC` signature is still sent (Walmart's newer pages leave it out); which words
//! `performanceRiskLevel` uses; the layout of the relay mails since 2018 and their domain; whether an automatic reply
//! counts for the response rate.
//!
//! Answers to webhooks and mails are 200 with no body.

pub mod auth;
mod envelope;
pub mod mail;
pub mod order;
mod other;
pub mod performance;
pub mod returns;
pub mod token;

use envelope::Notification;
use sellerdesk_adapter::{
    Adapter, Answer, ApiAccount, Description, Error, Evidence, HttpRequest, HttpResponse, Outcome, Reason, Received,
    Refusal, Reply, ReplyApi, ReplyLimits, Request, json,
};
use sellerdesk_canonical::Event;
use sellerdesk_canonical::limits::EVENTS_MAX;

/// Largest webhook, in bytes: an order of many hundred lines.
const WEBHOOK_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Any 2xx acknowledges; this is the one the documentation names.
const STATUS_ACCEPTED: u16 = 200;

/// The channel `walmart`.
#[derive(Clone, Copy, Debug)]
pub struct Walmart;

impl Adapter for Walmart {
    const DESCRIPTION: Description =
        Description { channel: "walmart", body_bytes_max: sellerdesk_relay_mail::BODY_BYTES_MAX };

    fn receive(request: &Request, evidence: &[Evidence]) -> Received {
        match request.sub_path() {
            "" => webhook(request),
            "token" => token::answer(request),
            "mail" => mail::receive(request, evidence),
            "mail/failures" => mail::receive_failures(request, evidence),
            _ => Received::rejected(Reason::Malformed, "nothing is taken at this path: see the channel's document"),
        }
    }
}

fn webhook(request: &Request) -> Received {
    if request.method != "POST" {
        return Received::rejected(Reason::MethodWrong, "only POST is taken");
    }
    if let Err(error) = auth::verify(request) {
        return error.into();
    }
    let answer = Answer::empty(STATUS_ACCEPTED);
    match read_events(request) {
        Ok(events) => Received::accepted(events, answer),
        Err(error) => Received::unreadable(envelope::sent_id(&request.body), error.to_string(), answer),
    }
}

/// The events of an authentic webhook.
fn read_events(request: &Request) -> Result<Vec<Event>, Error> {
    let body = json::parse(&request.body, WEBHOOK_BYTES_MAX)?;
    let notification = Notification::read(&body, request.received_at)?;
    let kind = notification.kind.as_str();
    let mut events = match kind {
        "ORDER_INTENT_TO_CANCEL" | "INTENT_TO_CANCEL" => order::read_intent_to_cancel(&notification)?,
        "PO_LINE_AUTOCANCELLED" | "FRAUD_CANCEL" => order::read_cancelled(&notification)?,
        "SELLER_PERFORMANCE_NOTIFICATIONS" | "SELLER_PERFORMANCE_ALARMS" | "SELLER_PERFORMANCE_REPORT" => {
            performance::read(&notification)?
        }
        _ if returns::is_return(&notification) => returns::read(&notification)?,
        _ => other::read(&notification)?,
    };
    events.truncate(EVENTS_MAX);
    Ok(events)
}

impl ReplyApi for Walmart {
    const LIMITS: ReplyLimits = mail::LIMITS;

    fn compose(account: &ApiAccount, reply: &Reply) -> Result<HttpRequest, Refusal> {
        mail::compose(account, reply)
    }

    fn interpret(account: &ApiAccount, reply: &Reply, response: &HttpResponse) -> Outcome {
        mail::interpret(account, reply, response)
    }
}

sellerdesk_contract::export_channel!(Walmart);

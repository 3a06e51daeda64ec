//! The channel `meta`: Messenger, Instagram messages and WhatsApp of one business.
//!
//! Source: developers.facebook.com, "Webhooks", "Messenger Platform: webhook events, Send API, error codes",
//! "Instagram Platform: webhook examples, messaging", "WhatsApp Business Platform: webhooks reference, error codes".
//!
//! Webhook settings: `{"secret": "...", "previous_secret": null, "verify_token": "...", "bot_app_ids": []}`. `secret`
//! is the app's secret, `verify_token` what was typed beside the callback URL. Messages that the apps in
//! `bot_app_ids` send are automatic, all other echoes are a person's of the shop. An Instagram app with a secret of
//! its own is an account of its own.
//!
//! API settings, each site's where it is used: `{"page_id": "...", "page_token": "...", "app_secret": "...",
//! "instagram_id": "...", "instagram_token": "...", "instagram_app_secret": "...", "instagram_login": "instagram",
//! "phone_number_id": "...", "whatsapp_token": "...", "version": "v24.0", "human_agent_days": 0,
//! "messenger_chars_max": 2000, "instagram_bytes_max": 1000, "whatsapp_chars_max": 4096}`. With `app_secret` every
//! call carries `appsecret_proof`. `"instagram_login": "facebook"` sends Instagram messages by way of the page.
//! `human_agent_days` (up to 7) lets people, never machines, answer after the 24 hours by the tag `HUMAN_AGENT`,
//! for which the app needs Meta's permission.
//!
//! - **Sites** are `messenger`, `instagram` and `whatsapp`.
//! - **Threads** are `<site>:<page, Instagram account or phone number id>:<buyer>`; what concerns the account itself
//!   is on `account:<id>`.
//! - **Event ids** are Meta's: `mid` and `wamid`. A postback without one is named by its buyer and time, an edit by
//!   its message and count, a failure `failed:<wamid>`.
//! - **Time** is the item's `timestamp` (milliseconds, on WhatsApp seconds), else the entry's.
//! - **Roles.** Echoes (`is_echo`, sent by the account itself, `smb_message_echoes`) are the seller's. Messages in
//!   `standby` count like others: another app holds the thread, the buyer waits all the same.
//! - **Asks for nothing:** reads, deliveries, reactions, referrals, opt-ins, deleted messages, every WhatsApp status
//!   but `failed`, and news of templates and the like.
//! - **One delivery** holds many entries and messages. It is taken whole, or kept whole where an id in it can't be
//!   read or where it has more events than one delivery may make: nothing is lost between the two.
//! - **The signature** covers the bytes as they stand. Meta escapes what is not ASCII before it signs, and that is
//!   how the body arrives.
//!
//! Unverified, hence settings: the length limits of the three sites, and that Messenger and Instagram take the token
//! as `Authorization: Bearer` as WhatsApp does. Also unverified: the shape of `policy-enforcement`, and `recipient`
//! for WhatsApp users who are known by a business-scoped id only.
//!
//! Answers are 200 with no body.

mod account;
mod batch;
mod content;
mod credentials;
mod handshake;
mod outcome;
mod pages;
mod reply;
mod signature;
mod whatsapp;
mod whatsapp_content;

use batch::{Batch, given};
use sellerdesk_adapter::json::{self, Fields};
use sellerdesk_adapter::{
    Adapter, Answer, ApiAccount, Description, Error, Evidence, HttpRequest, HttpResponse, Outcome, Reason, Received,
    Refusal, Reply, ReplyApi, ReplyLimits, Request,
};

/// Largest body, in bytes: batches go to a thousand entries.
const BODY_BYTES_MAX: u32 = 3 * 1024 * 1024;
/// Entries, and items within one of them, in one delivery.
const ITEMS_MAX: usize = 1_000;
/// The only status that Meta takes for an acknowledgement.
const STATUS_ACCEPTED: u16 = 200;

/// The channel `meta`.
#[derive(Clone, Copy, Debug)]
pub struct Meta;

impl Adapter for Meta {
    const DESCRIPTION: Description = Description { channel: "meta", body_bytes_max: BODY_BYTES_MAX };

    fn receive(request: &Request, _evidence: &[Evidence]) -> Received {
        match request.method.as_str() {
            "GET" => handshake::answer(request),
            "POST" => receive_delivery(request),
            _ => Received::rejected(Reason::MethodWrong, "only GET and POST are taken"),
        }
    }
}

fn receive_delivery(request: &Request) -> Received {
    let settings = match signature::verify(request) {
        Ok(settings) => settings,
        Err(error) => return error.into(),
    };
    let answer = Answer::empty(STATUS_ACCEPTED);
    let bots = match settings.texts("bot_app_ids") {
        Ok(bots) => bots,
        Err(error) => return error.into(),
    };
    match read(request, &bots) {
        Ok(Batch { events, unknown: Some(what), .. }) if events.is_empty() => {
            Received::unreadable(None, format!("SellerDesk does not read {what}"), answer)
        }
        Ok(batch) => Received::accepted(batch.events, answer),
        Err(error) => Received::unreadable(None, error.to_string(), answer),
    }
}

/// The events of an authentic delivery.
fn read(request: &Request, bots: &[&str]) -> Result<Batch, Error> {
    let body = json::parse(&request.body, BODY_BYTES_MAX as usize)?;
    let payload = Fields::root(&body)?;
    let mut batch = Batch::new(request.received_at);
    let object = given(payload.text("object")).unwrap_or_default();
    for entry in batch::items(&payload, "entry")? {
        match object {
            "page" => pages::read(&mut batch, &entry, pages::MESSENGER, bots)?,
            "instagram" => pages::read(&mut batch, &entry, pages::INSTAGRAM, bots)?,
            "whatsapp_business_account" => whatsapp::read(&mut batch, &entry)?,
            _ => batch.not_understood("this object"),
        }
    }
    if payload.items("entry") == 0 {
        batch.not_understood("a delivery without entries");
    }
    Ok(batch)
}

impl ReplyApi for Meta {
    const LIMITS: ReplyLimits = reply::LIMITS;

    fn compose(account: &ApiAccount, reply: &Reply) -> Result<HttpRequest, Refusal> {
        reply::compose(account, reply)
    }

    fn interpret(account: &ApiAccount, _reply: &Reply, response: &HttpResponse) -> Outcome {
        outcome::interpret(account, response)
    }
}

sellerdesk_contract::export_channel!(Meta);

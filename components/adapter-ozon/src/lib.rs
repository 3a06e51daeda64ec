//! The channel `ozon`: push notifications of OZON's Seller API, and replies through its chat methods.
//!
//! Source: docs.ozon.ru, "Seller API", chapters "Push notifications" and "Chats with buyers".
//!
//! Webhook settings: `{"path_secret": "...", "previous_path_secret": null, "check_addresses": false,
//! "addresses": [...], "seller_id": "..."}`. Nothing is signed: the address registered with OZON ends in the secret
//! (`/hooks/ozon/<account>/<secret>`), and `check_addresses` refuses senders outside OZON's networks, which only
//! works where the connection comes from OZON itself and not from a proxy. With `seller_id` set, what is for another
//! seller is kept unread.
//!
//! API settings: `{"client_id": "...", "api_key": "...", "reply_window_h": 48}`.
//!
//! - **Threads.** A chat is its `chat_id`; what becomes of a posting is `order:<posting number>`. A push doesn't say
//!   which posting a chat is about.
//! - **Event ids.** A message is its `message_id`; a changed one `updated:<id>:<when>`; postings are type, number,
//!   state and time.
//! - **Time.** `created_at`, `updated_at` or `changed_state_date`; a closed chat has none but the time of arrival.
//! - **Roles.** `Customer` is the buyer, also with the Cyrillic С of OZON's own examples; `Seller` the shop;
//!   `Support`, `NotificationUser` and anybody else are the platform.
//! - **Risks.** A posting in arbitration is a dispute, a cancelled one a request to cancel that is closed already.
//! - Reads, products, prices and stocks ask for nothing: they are acknowledged without events.
//!
//! Answers are `{"result":true}`, and to `TYPE_PING` name, version and time. Refusals have OZON's form too,
//! `{"error":{"code":"ERROR_UNKNOWN","message":"...","details":null}}`: the ingest component makes it, since an
//! adapter only says why. OZON suspends pushes whose answers it doesn't understand.
//!
//! Unverified: whether the shop's own messages are pushed (`Seller`), OZON's time limit and its retries.

mod answer;
mod chat;
mod posting;
mod push;
mod reply;

use push::Push;
use sellerdesk_adapter::json::{self, Fields};
use sellerdesk_adapter::settings::Settings;
use sellerdesk_adapter::{Adapter, Description, Error, Evidence, Reason, Received, Request, unsigned};
use sellerdesk_canonical::Event;

/// Largest body, in bytes; pushes have a few hundred.
const BODY_BYTES_MAX: u32 = 1024 * 1024;
/// Where OZON's pushes come from.
const NETWORKS: [&str; 3] = ["195.34.21.0/24", "185.73.192.0/22", "91.223.93.0/24"];

/// The channel `ozon`.
#[derive(Clone, Copy, Debug)]
pub struct Ozon;

impl Adapter for Ozon {
    const DESCRIPTION: Description = Description { channel: "ozon", body_bytes_max: BODY_BYTES_MAX };

    fn receive(request: &Request, _evidence: &[Evidence]) -> Received {
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
        let body = json::parse(&request.body, BODY_BYTES_MAX as usize);
        let push = body.as_ref().map_err(Clone::clone).and_then(|body| Push::read(Fields::root(body)?, request));
        if push.as_ref().is_ok_and(|push| push.kind == "TYPE_PING") {
            return Received::Handshake(answer::to_ping(request.received_at));
        }
        match push.as_ref().map_err(Clone::clone).and_then(|push| read_events(push, &settings)) {
            Ok(events) => Received::accepted(events, answer::taken()),
            Err(error @ Error::Settings { .. }) => error.into(),
            Err(error) => {
                Received::unreadable(push.ok().and_then(|push| push.sent_id()), error.to_string(), answer::taken())
            }
        }
    }
}

/// The events of a push that came by the right path.
fn read_events(push: &Push<'_>, settings: &Settings) -> Result<Vec<Event>, Error> {
    push.verify_seller(settings.text("seller_id")?)?;
    match push.kind.as_str() {
        "TYPE_NEW_MESSAGE" => chat::read_message(push),
        "TYPE_UPDATE_MESSAGE" => chat::read_update(push),
        "TYPE_CHAT_CLOSED" => chat::read_closed(push),
        "TYPE_NEW_POSTING" => posting::read_new(push),
        "TYPE_POSTING_CANCELLED" => posting::read_cancelled(push),
        "TYPE_STATE_CHANGED" => posting::read_state(push),
        "TYPE_CUTOFF_DATE_CHANGED" => posting::read_cutoff(push),
        "TYPE_DELIVERY_DATE_CHANGED" => posting::read_delivery(push),
        "TYPE_MESSAGE_READ"
        | "TYPE_CREATE_OR_UPDATE_ITEM"
        | "TYPE_CREATE_ITEM"
        | "TYPE_UPDATE_ITEM"
        | "TYPE_PRICE_INDEX_CHANGED"
        | "TYPE_STOCKS_CHANGED" => Ok(Vec::new()),
        _ => Err(push.unknown()),
    }
}

sellerdesk_contract::export_channel!(Ozon);

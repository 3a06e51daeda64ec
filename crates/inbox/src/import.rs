//! Taking in messages of before the desk, out of a marketplace's export: to be read, found and counted as history.
//!
//! They start no clock and ask for nothing, so that an old export is no storm of missed deadlines; what the buyer wrote last
//! and nobody answered is taken in as new while it is young.

use crate::accept::{Accepted, take_in};
use crate::conversation::Conversation;
use crate::item::{Item, ItemKind};
use crate::limits::{EXPORT_OPEN_MS, EXPORT_OVERLAP_MS};
use crate::record::{Origin, Source};
use crate::{Desk, InboxError, Rules, journal_of};
use sellerdesk_canonical::{Author, ConversationId, Event, Happening, Instant};
use sellerdesk_journal::{Clock, Store};
use std::collections::BTreeMap;

/// Begins the id of a message that an export gives none.
pub const EXPORTED_ID: &str = "export:";

/// Takes in messages of any threads of an account; which were new. The same again changes nothing.
///
/// A message without the marketplace's own id is passed over from the first one on that the desk took in itself.
///
/// # Errors
/// As [`accept_all`](crate::accept_all): take them in again.
pub async fn import<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    channel: &str,
    account: &str,
    events: Vec<Event>,
) -> Result<Vec<Accepted>, InboxError> {
    let mut threads: BTreeMap<String, Vec<Event>> = BTreeMap::new();
    for event in events {
        threads.entry(event.thread.clone()).or_default().push(event);
    }
    let mut accepted = Vec::new();
    let mut settings = None;
    let young = desk.clock.wall_ms().saturating_sub(EXPORT_OPEN_MS);
    for (thread, mut events) in threads {
        let source = Source { channel: channel.to_owned(), account: account.to_owned(), thread };
        let id = ConversationId::derive(channel, account, &source.thread);
        let known = journal_of::open(desk, id).await?.conversation;
        events.sort_by(|one, other| (one.at, &one.id).cmp(&(other.at, &other.id)));
        let (new, seen): (Vec<Event>, Vec<Event>) = events.into_iter().partition(|event| !is_seen(&known, event));
        accepted.extend(seen.iter().map(|_| Accepted { conversation: id, is_new: false }));
        let (past, waiting) = parted(&known, new, young);
        for (events, origin) in [(past, Origin::Export), (waiting, Origin::Live)] {
            accepted.extend(take_in(desk, source.clone(), events, origin, &mut settings).await?);
        }
    }
    Ok(accepted)
}

/// Whether the desk took it in itself, or will.
fn is_seen(known: &Conversation, event: &Event) -> bool {
    let is_own = |item: &&Item| is_live(item) && !item.platform_id.starts_with(EXPORTED_ID);
    let own = known.items.iter().find(is_own);
    let is_after = own.is_some_and(|own| event.at >= own.at.saturating_sub(EXPORT_OVERLAP_MS));
    is_after && event.id.starts_with(EXPORTED_ID) && known.items.iter().all(|item| item.platform_id != event.id)
}

fn is_live(item: &Item) -> bool {
    matches!(item.kind, ItemKind::Message(_))
}

/// What is past; and what the buyer still waits for an answer to, with all that came after what waited before.
fn parted(known: &Conversation, events: Vec<Event>, young: Instant) -> (Vec<Event>, Vec<Event>) {
    let live_since = known.items.iter().find(|item| is_live(item)).map(|item| item.at);
    let is_answer =
        |event: &Event| !matches!(&event.happening, Happening::Message(message) if message.author == Author::Buyer);
    let answered = events.iter().rposition(is_answer).map_or(0, |place| place.saturating_add(1));
    let (mut past, mut waiting) = (Vec::new(), Vec::new());
    for (place, event) in events.into_iter().enumerate() {
        let is_waiting = place >= answered && event.at >= young;
        let is_after = live_since.is_some_and(|since| event.at > since);
        let list = if is_waiting || is_after { &mut waiting } else { &mut past };
        list.push(event);
    }
    (past, waiting)
}

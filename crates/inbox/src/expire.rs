//! Forgetting what is old: each buyer's words have a retention period.
//!
//! Whatever is followed puts its conversation down under the hour. Hours that are as old as the shortest period are looked
//! through once, in order; a conversation that is still being worked on, or that has a longer period, is put down again
//! under a later hour. While no hour has become old it costs two reads.

use crate::action::{Acted, Action};
use crate::conversation::Conversation;
use crate::limits::{EXPIRE_HOURS_MAX, RETENTION_DAYS_MAX};
use crate::record::{Record, What};
use crate::row::Row;
use crate::settings::{Section, Settings, read_settings};
use crate::{Desk, InboxError, Rules, erase_records, journal_of};
use sellerdesk_canonical::{ConversationId, EventId, Instant};
use sellerdesk_journal::{Clock, Entry, Fold, Journal, Store};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where the last hour that was looked through is kept.
const CURSOR_KEY: &str = "dc1";
const HOUR_MS: i64 = 60 * 60 * 1_000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// How long it is kept unless the operator says otherwise.
pub const RETENTION_DAYS_DEFAULT: u32 = 365;

/// The document of retention periods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Privacy {
    /// Days after the last event of a conversation that is done.
    pub retention_days: u32,
    /// The same for single channels.
    pub channels: BTreeMap<String, u32>,
}

impl Default for Privacy {
    fn default() -> Self {
        Self { retention_days: RETENTION_DAYS_DEFAULT, channels: BTreeMap::new() }
    }
}

impl Privacy {
    /// The document as the settings hold it.
    pub fn of(settings: &Settings) -> Self {
        settings.json(Section::Privacy).and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
    }

    /// How long what buyers of a channel wrote is kept, in milliseconds.
    pub fn period_ms(&self, channel: &str) -> i64 {
        i64::from(*self.channels.get(channel).unwrap_or(&self.retention_days)).saturating_mul(DAY_MS)
    }

    fn shortest_ms(&self) -> i64 {
        let days = self.channels.values().copied().chain([self.retention_days]).min();
        i64::from(days.unwrap_or(RETENTION_DAYS_DEFAULT)).saturating_mul(DAY_MS)
    }
}

/// Checks a document of retention periods before it is saved.
///
/// # Errors
/// The field that is wrong, and how.
pub fn check_privacy(json: &str) -> Result<(), (String, String)> {
    let privacy: Privacy = serde_json::from_str(json).map_err(|error| ("privacy".to_owned(), error.to_string()))?;
    let channels = privacy.channels.iter().map(|(channel, days)| (format!("channels.{channel}"), *days));
    for (field, days) in channels.chain([("retention_days".to_owned(), privacy.retention_days)]) {
        if !(1..=RETENTION_DAYS_MAX).contains(&days) {
            return Err((field, format!("must be 1 to {RETENTION_DAYS_MAX} days")));
        }
    }
    Ok(())
}

/// The conversations put down under one hour.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Hour(Vec<ConversationId>);

impl Fold for Hour {
    fn apply(&mut self, _sequence: u64, entry: &Entry) {
        if let Ok(id) = serde_json::from_slice::<ConversationId>(&entry.payload)
            && !self.0.contains(&id)
        {
            self.0.push(id);
        }
    }

    fn encode(&self) -> Vec<u8> {
        // Plain data: it can't fail, and an empty snapshot would be refused on reading.
        postcard::to_allocvec(self).unwrap_or_default()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}

/// Puts a conversation down under the hour of `at`: a step of what follows from an event.
///
/// # Errors
/// The store's.
pub async fn note_day<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    id: ConversationId,
    at: Instant,
) -> Result<(), InboxError> {
    let hour = at.div_euclid(HOUR_MS);
    let payload = serde_json::to_vec(&id).map_err(|_| InboxError::Unencodable)?;
    let event_id = sellerdesk_journal::EventId(EventId::recorded(id, &format!("hour:{hour}")).bytes());
    hour_journal(desk, hour)?.append(event_id, &payload).await?;
    Ok(())
}

/// The conversations in which something happened in an hour since 1970, as far as it was followed and is not expired.
///
/// # Errors
/// The store's.
pub async fn of_hour<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    hour: i64,
) -> Result<Vec<ConversationId>, InboxError> {
    let journal = hour_journal(desk, hour)?;
    if journal.head().await? == 0 {
        return Ok(Vec::new());
    }
    Ok(journal.load_folded::<Hour>().await?.0.0)
}

/// Forgets the buyers of conversations that are done and older than their period at `at`; how many.
///
/// # Errors
/// The store's: what was forgotten stays so, do it again for the rest.
pub async fn expire<S: Store, C: Clock, R: Rules>(desk: Desk<'_, S, C, R>, at: Instant) -> Result<u32, InboxError> {
    let privacy = Privacy::of(&read_settings(desk.store).await?);
    let last_old = at.saturating_sub(privacy.shortest_ms()).div_euclid(HOUR_MS).saturating_sub(1);
    let cursor = desk.store.get(CURSOR_KEY).await?.and_then(|bytes| serde_json::from_slice::<i64>(&bytes).ok());
    let Some(cursor) = cursor else {
        set_cursor(desk, last_old).await?;
        return Ok(0);
    };
    let mut forgotten = 0_u32;
    let last = last_old.min(cursor.saturating_add(EXPIRE_HOURS_MAX));
    for hour in cursor.saturating_add(1)..=last {
        let journal = hour_journal(desk, hour)?;
        if journal.head().await? == 0 {
            continue;
        }
        let (conversations, loaded) = journal.load_folded::<Hour>().await?;
        for id in conversations.0 {
            forgotten = forgotten.saturating_add(u32::from(expire_one(desk, &privacy, id, at).await?));
        }
        set_cursor(desk, hour).await?;
        journal.remove(&loaded).await?;
    }
    if last > cursor {
        set_cursor(desk, last).await?;
    }
    Ok(forgotten)
}

/// Forgets the buyer of one conversation if it is time; whether it was.
async fn expire_one<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    privacy: &Privacy,
    id: ConversationId,
    at: Instant,
) -> Result<bool, InboxError> {
    let mut opened = journal_of::open(desk, id).await?;
    let Some(row) = Row::of(&opened.conversation, opened.loaded.head, true, desk.rules) else { return Ok(false) };
    let newest = last_said_at(&opened.conversation).max(row.updated_at);
    if opened.conversation.erased.is_some_and(|erased| erased.at >= newest) {
        return Ok(false);
    }
    let expires_at = newest.saturating_add(privacy.period_ms(&row.channel));
    if row.is_listed() || expires_at > at {
        // Under an hour that becomes old when its own time has come, and not before the next.
        let again_at = expires_at.max(at).saturating_sub(privacy.shortest_ms());
        let soonest = at.saturating_sub(privacy.shortest_ms()).saturating_add(HOUR_MS);
        note_day(desk, id, again_at.max(soonest)).await?;
        return Ok(false);
    }
    let action = Action::Erased { reason: "retention".to_owned() };
    let record_id = EventId::recorded(id, &format!("erased:{newest}"));
    let what = What::Acted(Box::new(Acted { at: at.max(newest), by: "sweep".to_owned(), action }));
    opened.record(desk, &[Record { id: record_id, recorded_at: desk.clock.wall_ms(), what }]).await?;
    erase_records(desk, id).await?;
    Ok(true)
}

/// When anybody last did something to it by hand.
fn last_said_at(conversation: &Conversation) -> Instant {
    conversation.acts.latest_at().unwrap_or(Instant::MIN)
}

fn hour_journal<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    hour: i64,
) -> Result<Journal<'_, S, C>, InboxError> {
    Ok(Journal::open(desk.store, desk.clock, &format!("d1:{hour}"))?)
}

async fn set_cursor<S: Store, C: Clock, R: Rules>(desk: Desk<'_, S, C, R>, hour: i64) -> Result<(), InboxError> {
    Ok(desk.store.set(CURSOR_KEY, hour.to_string().as_bytes()).await?)
}

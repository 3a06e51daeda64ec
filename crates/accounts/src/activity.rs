//! What is known about an account's deliveries: a sample, noted at most once a minute.

use crate::limits::{AHEAD_MS_MAX, FAILURE_EVERY_MS, NOTE_EVERY_MS, REASON_CHARS_MAX};
use crate::silence::Gaps;
use crate::{AccountError, AccountId, Store};
use sellerdesk_canonical::Instant;
use serde::{Deserialize, Serialize};

/// The schema's version.
const VERSION: u8 = 1;

/// An account's deliveries so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// When the first delivery was noted.
    pub first_at: Option<Instant>,
    /// When the last delivery was noted; there may have been others in the minute after it.
    pub last_received_at: Option<Instant>,
    /// How many were noted: at least so many came.
    pub received: u64,
    /// Events in those that were noted.
    pub events: u64,
    /// When a delivery was last refused.
    pub last_failure_at: Option<Instant>,
    /// Why, in at most [`REASON_CHARS_MAX`] characters.
    pub last_failure: Option<String>,
    /// The gaps between notes, for [`is_silent`](crate::is_silent).
    pub(crate) gaps: Gaps,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    version: u8,
    #[serde(flatten)]
    activity: Activity,
}

/// An account's activity, if any was noted. What can't be read is none: the next note writes it anew.
///
/// # Errors
/// The store's.
pub async fn read_activity(store: &impl Store, id: &AccountId) -> Result<Option<Activity>, AccountError> {
    let bytes = store.get(&id.activity_key()).await?;
    let stored: Option<Stored> = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    Ok(stored.filter(|stored| stored.version == VERSION).map(|stored| stored.activity))
}

/// Stores an account's activity.
pub async fn write(store: &impl Store, id: &AccountId, activity: Activity) -> Result<(), AccountError> {
    let key = id.activity_key();
    let value = serde_json::to_vec(&Stored { version: VERSION, activity });
    let value = value.map_err(|_| AccountError::Corrupt { key: key.clone() })?;
    Ok(store.set(&key, &value).await?)
}

impl Activity {
    /// Takes in a delivery; answers whether that is worth a write.
    pub(crate) fn receive(&mut self, now: Instant, events: u64) -> bool {
        if let Some(last_at) = self.last_received_at {
            let gap_ms = now.saturating_sub(last_at);
            if is_recent(gap_ms) {
                return false;
            }
            // One that was noted far ahead of now was noted by a wrong clock, and teaches nothing.
            if gap_ms > 0 {
                self.gaps.learn(gap_ms, now, self.age_ms(now));
            }
        }
        self.first_at = Some(self.first_at.map_or(now, |first_at| first_at.min(now)));
        self.last_received_at = Some(now);
        self.received = self.received.saturating_add(1);
        self.events = self.events.saturating_add(events);
        true
    }

    /// Takes in a refusal; answers whether that is worth a write.
    pub(crate) fn fail(&mut self, now: Instant, reason: &str) -> bool {
        let printable = |char: char| if char.is_control() { ' ' } else { char };
        let reason: String = reason.chars().take(REASON_CHARS_MAX).map(printable).collect();
        if let Some(last_at) = self.last_failure_at {
            let gap_ms = now.saturating_sub(last_at);
            let is_new = self.last_failure.as_ref() != Some(&reason) && gap_ms.abs() >= FAILURE_EVERY_MS;
            if is_recent(gap_ms) && !is_new {
                return false;
            }
        }
        self.last_failure_at = Some(now);
        self.last_failure = Some(reason);
        true
    }

    /// How long deliveries have been noted, in milliseconds.
    pub(crate) fn age_ms(&self, now: Instant) -> i64 {
        self.first_at.map_or(0, |first_at| now.saturating_sub(first_at))
    }
}

/// Whether a note so old stands for one made now.
fn is_recent(age_ms: i64) -> bool {
    (-AHEAD_MS_MAX..NOTE_EVERY_MS).contains(&age_ms)
}

//! Who is looking at a conversation, or typing.
//!
//! [`BUCKETS`] keys in all, each with at most [`PRESENT_MAX`] people who said so within [`PRESENT_MS`]; a conversation
//! belongs to one. Of two who write one key at once one is lost until they say it again: presence is a courtesy, what
//! somebody else did meanwhile is found out when one sends.

use crate::TeamError;
use futures_util::future::try_join_all;
use sellerdesk_canonical::{ConversationId, Instant};
use sellerdesk_journal::{Clock, Store};
use serde::{Deserialize, Serialize};

/// Keys.
pub const BUCKETS: u8 = 16;
/// How long somebody counts as present who says nothing more: a little more than two of the console's intervals.
pub const PRESENT_MS: i64 = 45_000;
/// People in one bucket.
pub const PRESENT_MAX: usize = 64;

/// Somebody at a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Present {
    /// Their id.
    pub who: String,
    /// Their name.
    pub name: String,
    /// The conversation.
    pub conversation: ConversationId,
    /// Its account, as `channel/account`.
    pub account: String,
    /// Whether they write something.
    pub typing: bool,
    /// When they last said so.
    pub at: Instant,
}

/// Says that somebody is at a conversation, or with `is_gone` no longer; who else is.
///
/// # Errors
/// The store's.
pub async fn say<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    mut own: Present,
    is_gone: bool,
) -> Result<Vec<Present>, TeamError> {
    own.at = clock.wall_ms();
    let key = key(own.conversation);
    let mut present = read_key(store, &key, own.at).await?;
    present.retain(|other| other.who != own.who || other.conversation != own.conversation);
    let others = present.iter().filter(|other| other.conversation == own.conversation && other.who != own.who);
    let others: Vec<Present> = others.cloned().collect();
    if !is_gone {
        present.push(own);
    }
    // Whoever said it longest ago makes room.
    present.sort_by_key(|other| other.at);
    let surplus = present.len().saturating_sub(PRESENT_MAX);
    present.drain(..surplus);
    let bytes = serde_json::to_vec(&present).unwrap_or_default();
    store.set(&key, &bytes).await?;
    Ok(others)
}

/// Everybody who is at a conversation: [`BUCKETS`] reads at once.
///
/// # Errors
/// The store's.
pub async fn everybody<S: Store, C: Clock>(store: &S, clock: &C) -> Result<Vec<Present>, TeamError> {
    let now = clock.wall_ms();
    let keys: Vec<String> = (0..BUCKETS).map(bucket_key).collect();
    let present = try_join_all(keys.iter().map(|key| read_key(store, key, now))).await?;
    Ok(present.into_iter().flatten().collect())
}

async fn read_key<S: Store>(store: &S, key: &str, now: Instant) -> Result<Vec<Present>, TeamError> {
    let bytes = store.get(key).await?.unwrap_or_default();
    let mut present: Vec<Present> = serde_json::from_slice(&bytes).unwrap_or_default();
    present.retain(|other| (now.saturating_sub(PRESENT_MS)..=now.saturating_add(PRESENT_MS)).contains(&other.at));
    Ok(present)
}

fn key(conversation: ConversationId) -> String {
    bucket_key(conversation.bytes().first().copied().unwrap_or_default() % BUCKETS)
}

fn bucket_key(bucket: u8) -> String {
    format!("w1:{bucket}")
}

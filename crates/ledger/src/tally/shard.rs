//! A shard of a month: what each of its conversations adds, the newest state of each.

use super::{Happened, Sums};
use sellerdesk_journal::{Entry, Fold};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a shard may weigh before its oldest conversations are sealed, in bytes; the store takes values of 256 KiB.
const SHARD_BYTES_MAX: usize = 200 * 1024;
/// What it weighs afterwards.
const SHARD_BYTES_SEALED: usize = 150 * 1024;

/// What a conversation adds, as one entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// The conversation.
    pub conversation: [u8; 16],
    /// Number of the last entry of its journal that is in it.
    pub version: u64,
    /// Who has it; empty for nobody.
    pub agent: String,
    /// What it adds, by day.
    pub happened: Vec<(i32, Happened)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Kept {
    version: u64,
    agent: String,
    happened: Vec<(i32, Happened)>,
}

/// The fold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Shard {
    conversations: BTreeMap<[u8; 8], Kept>,
    /// Sums of conversations that no longer change here.
    sealed: BTreeMap<i32, Sums>,
    sealed_conversations: BTreeSet<[u8; 8]>,
}

impl Shard {
    /// The sums by day.
    pub fn sums(&self) -> BTreeMap<i32, Sums> {
        let mut days = self.sealed.clone();
        for kept in self.conversations.values() {
            add(&mut days, kept);
        }
        days
    }

    fn take(&mut self, told: Told) {
        let [a, b, c, d, e, f, g, h, ..] = told.conversation;
        let key = [a, b, c, d, e, f, g, h];
        let is_older = self.conversations.get(&key).is_some_and(|kept| kept.version > told.version);
        if is_older || self.sealed_conversations.contains(&key) {
            return;
        }
        let Told { version, agent, happened, .. } = told;
        self.conversations.insert(key, Kept { version, agent, happened });
    }

    fn seal(&mut self) {
        let weight = |kept: &Kept| 14 + kept.agent.len() + kept.happened.len() * 6;
        let mut all: usize = self.conversations.values().map(weight).sum();
        if all <= SHARD_BYTES_MAX {
            return;
        }
        let last = |kept: &Kept| kept.happened.iter().map(|(day, _)| *day).max().unwrap_or_default();
        let mut oldest: Vec<(i32, [u8; 8])> = self.conversations.iter().map(|(key, kept)| (last(kept), *key)).collect();
        oldest.sort_unstable();
        for (_, key) in oldest {
            if all <= SHARD_BYTES_SEALED {
                break;
            }
            if let Some(kept) = self.conversations.remove(&key) {
                all = all.saturating_sub(weight(&kept));
                add(&mut self.sealed, &kept);
                self.sealed_conversations.insert(key);
            }
        }
    }
}

fn add(days: &mut BTreeMap<i32, Sums>, kept: &Kept) {
    for (day, happened) in &kept.happened {
        days.entry(*day).or_default().add(happened, &kept.agent);
    }
}

impl Fold for Shard {
    fn apply(&mut self, _: u64, entry: &Entry) {
        if let Ok(told) = postcard::from_bytes(&entry.payload) {
            self.take(told);
            self.seal();
        }
    }

    fn encode(&self) -> Vec<u8> {
        postcard::to_allocvec(self).unwrap_or_default()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}

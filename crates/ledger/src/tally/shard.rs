//! A shard of a month: what each of its conversations adds, the newest state of each.

use super::{Day, Happened, Questions};
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
    /// Products and categories asked about.
    pub asked: Vec<(String, u8)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Kept {
    version: u64,
    agent: String,
    happened: Vec<(i32, Happened)>,
    asked: Vec<(String, u8)>,
}

/// The fold.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Shard {
    conversations: BTreeMap<[u8; 16], Kept>,
    /// Sums of conversations that no longer change here.
    sealed: BTreeMap<i32, Day>,
    sealed_questions: Questions,
    sealed_conversations: BTreeSet<[u8; 8]>,
}

impl Shard {
    /// The sums by day.
    pub fn sums(&self) -> BTreeMap<i32, Day> {
        let mut days = self.sealed.clone();
        for kept in self.conversations.values() {
            add(&mut days, kept);
        }
        days
    }

    /// What buyers asked about.
    pub fn questions(&self) -> Questions {
        let mut questions = self.sealed_questions.clone();
        for (conversation, kept) in &self.conversations {
            questions.add(&kept.asked, last(kept), *conversation);
        }
        questions
    }

    fn take(&mut self, told: Told) {
        let key = told.conversation;
        let is_older = self.conversations.get(&key).is_some_and(|kept| kept.version > told.version);
        if is_older || self.sealed_conversations.contains(&short(&key)) {
            return;
        }
        let Told { version, agent, happened, asked, .. } = told;
        self.conversations.insert(key, Kept { version, agent, happened, asked });
    }

    fn seal(&mut self) {
        let weight = |kept: &Kept| {
            let happened: usize = kept.happened.iter().map(|(_, happened)| happened.weight()).sum();
            let asked: usize = kept.asked.iter().map(|(product, _)| 2 + product.len()).sum();
            22 + kept.agent.len() + happened + asked
        };
        let mut all: usize = self.conversations.values().map(weight).sum();
        if all <= SHARD_BYTES_MAX {
            return;
        }
        let mut oldest: Vec<(i32, [u8; 16])> =
            self.conversations.iter().map(|(key, kept)| (last(kept), *key)).collect();
        oldest.sort_unstable();
        for (_, key) in oldest {
            if all <= SHARD_BYTES_SEALED {
                break;
            }
            if let Some(kept) = self.conversations.remove(&key) {
                all = all.saturating_sub(weight(&kept));
                add(&mut self.sealed, &kept);
                self.sealed_questions.add(&kept.asked, last(&kept), key);
                self.sealed_conversations.insert(short(&key));
            }
        }
        self.sealed_questions.bound();
    }
}

/// The day of the last thing that happened.
fn last(kept: &Kept) -> i32 {
    kept.happened.iter().map(|(day, _)| *day).max().unwrap_or_default()
}

/// Half an id tells sealed conversations apart well enough.
fn short(id: &[u8; 16]) -> [u8; 8] {
    let [a, b, c, d, e, f, g, h, ..] = *id;
    [a, b, c, d, e, f, g, h]
}

fn add(days: &mut BTreeMap<i32, Day>, kept: &Kept) {
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

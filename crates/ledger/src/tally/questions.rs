//! What buyers asked about, by product and category, and the newest conversations with it.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Pairs of product and category that a month keeps; of more, the most frequent.
const PAIRS_MAX: usize = 3_000;
/// Conversations that a pair names.
const NEWEST_MAX: usize = 4;

/// One pair.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Conversations.
    pub conversations: u64,
    /// Some of them, by when they last changed and id, the newest first.
    pub newest: Vec<(i32, [u8; 16])>,
}

/// By product, empty where none is named, and the category's place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Questions(pub BTreeMap<(String, u8), Asked>);

impl Questions {
    /// Adds a conversation that last changed on a day.
    pub fn add(&mut self, asked: &[(String, u8)], day: i32, conversation: [u8; 16]) {
        for key in asked {
            self.0.entry(key.clone()).or_default().take(1, &[(day, conversation)]);
        }
    }

    /// Adds others.
    pub fn merge(&mut self, other: &Self) {
        for (key, asked) in &other.0 {
            self.0.entry(key.clone()).or_default().take(asked.conversations, &asked.newest);
        }
    }

    /// Drops the rarest where there are too many.
    pub fn bound(&mut self) {
        if self.0.len() <= PAIRS_MAX {
            return;
        }
        let mut counts: Vec<u64> = self.0.values().map(|asked| asked.conversations).collect();
        counts.sort_unstable_by(|a, b| b.cmp(a));
        let least = counts.get(PAIRS_MAX).copied().unwrap_or_default();
        self.0.retain(|_, asked| asked.conversations > least);
    }
}

impl Asked {
    fn take(&mut self, conversations: u64, newest: &[(i32, [u8; 16])]) {
        self.conversations += conversations;
        self.newest.extend_from_slice(newest);
        self.newest.sort_unstable_by(|a, b| b.cmp(a));
        self.newest.dedup();
        self.newest.truncate(NEWEST_MAX);
    }
}

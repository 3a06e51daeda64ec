//! The fold: a bounded map, the same whichever entries come twice.

use super::{Registered, What, record::Change};
use crate::AccountId;
use crate::limits::ACCOUNTS_MAX;
use sellerdesk_canonical::Instant;
use sellerdesk_journal::{Entry, Fold};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The snapshot's version.
const VERSION: u8 = 1;
/// Bits of an account in the snapshot.
const HOOK: u8 = 1;
const API: u8 = 2;
const REMOVED: u8 = 4;

/// All accounts, at most [`ACCOUNTS_MAX`], removed ones included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registry(BTreeMap<AccountId, Registered>);

impl Registry {
    /// What is known of an account, removed or not.
    pub fn get(&self, id: &AccountId) -> Option<&Registered> {
        self.0.get(id)
    }

    /// Whether the account is there and not removed.
    pub fn is_live(&self, id: &AccountId) -> bool {
        self.get(id).is_some_and(|known| !known.removed)
    }

    /// Whether another account has no place.
    pub fn is_full(&self) -> bool {
        self.0.values().filter(|known| !known.removed).count() >= ACCOUNTS_MAX
    }

    /// All accounts, ascending.
    pub fn into_accounts(self) -> impl Iterator<Item = (AccountId, Registered)> {
        self.0.into_iter()
    }

    /// Whether a change holds, or is hidden by a later one that says the same.
    pub fn reflects(&self, change: &Change) -> bool {
        match (self.get(&change.id), change.what) {
            (None, what) => what == What::Removed,
            (Some(known), What::Removed) => known.removed,
            (Some(known), What::Seen) => !known.removed,
            (Some(known), What::Put { hook, api }) => {
                !known.removed && known.hook >= hook && known.api >= api && known.changed_at >= change.at
            }
        }
    }

    /// Takes in a change; one that is older than what it would change is dropped.
    pub fn take(&mut self, change: &Change) {
        let at = change.at;
        match (self.0.get_mut(&change.id), change.what) {
            (None, _) => self.insert(change),
            (Some(known), what) if known.removed => {
                if what != What::Removed && at > known.changed_at {
                    *known = fresh(what, at);
                }
            }
            (Some(known), What::Removed) => {
                if at >= known.changed_at {
                    *known = Registered { added_at: known.added_at, ..fresh(What::Removed, at) };
                }
            }
            (Some(known), What::Put { hook, api }) => {
                if at >= known.added_at {
                    known.hook |= hook;
                    known.api |= api;
                    known.changed_at = known.changed_at.max(at);
                }
            }
            (Some(_), What::Seen) => {}
        }
    }

    /// Adds an account, in the place of the one removed longest ago if all are taken, or not at all.
    fn insert(&mut self, change: &Change) {
        if self.0.len() >= ACCOUNTS_MAX {
            let removed = self.0.iter().filter(|(_, known)| known.removed);
            let oldest = removed.min_by_key(|(_, known)| known.changed_at).map(|(id, _)| id.clone());
            let Some(oldest) = oldest else { return };
            self.0.remove(&oldest);
        }
        self.0.insert(change.id.clone(), fresh(change.what, change.at));
    }
}

fn fresh(what: What, at: Instant) -> Registered {
    let (hook, api) = match what {
        What::Put { hook, api } => (hook, api),
        What::Seen | What::Removed => (false, false),
    };
    Registered { added_at: at, changed_at: at, hook, api, removed: what == What::Removed }
}

/// The snapshot: JSON, an account in a list of five, for room.
#[derive(Serialize, Deserialize)]
struct Snapshot {
    version: u8,
    accounts: Vec<(String, String, Instant, Instant, u8)>,
}

impl Fold for Registry {
    fn apply(&mut self, _sequence: u64, entry: &Entry) {
        // An entry of a later version: that version's snapshot knows it.
        if let Some(change) = Change::decode(&entry.payload) {
            self.take(&change);
        }
    }

    fn encode(&self) -> Vec<u8> {
        let accounts = self.0.iter().map(|(id, known)| {
            let flags = [(known.hook, HOOK), (known.api, API), (known.removed, REMOVED)];
            let bits = flags.iter().filter(|(is_set, _)| *is_set).map(|(_, bit)| bit).sum();
            (id.channel().to_owned(), id.account().to_owned(), known.added_at, known.changed_at, bits)
        });
        // Without one that can be read, all entries are folded.
        serde_json::to_vec(&Snapshot { version: VERSION, accounts: accounts.collect() }).unwrap_or_default()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let snapshot: Snapshot = serde_json::from_slice(bytes).ok().filter(|it: &Snapshot| it.version == VERSION)?;
        let accounts = snapshot.accounts.into_iter().map(|(channel, account, added_at, changed_at, bits)| {
            let has = |bit| bits & bit != 0;
            let known = Registered { added_at, changed_at, hook: has(HOOK), api: has(API), removed: has(REMOVED) };
            Some((AccountId::parse(&channel, &account).ok()?, known))
        });
        accounts.collect::<Option<_>>().map(Self)
    }
}

#[cfg(test)]
mod tests;

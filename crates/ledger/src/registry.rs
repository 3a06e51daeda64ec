//! Which accounts have facts.

use crate::{LedgerError, keys};
use sellerdesk_accounts::AccountId;
use sellerdesk_journal::{Clock, Entry, Fold, Journal, Store};
use std::collections::BTreeSet;

/// Accounts that are kept.
pub const KNOWN_MAX: usize = 1_000;

#[derive(Debug, Default)]
struct Registry(BTreeSet<AccountId>);

impl Fold for Registry {
    fn apply(&mut self, _: u64, entry: &Entry) {
        if let Ok(id) = serde_json::from_slice(&entry.payload)
            && self.0.len() < KNOWN_MAX
        {
            self.0.insert(id);
        }
    }

    fn encode(&self) -> Vec<u8> {
        serde_json::to_vec(&self.0).unwrap_or_default()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok().map(Self)
    }
}

/// All accounts that have facts, in order.
///
/// # Errors
/// The store's.
pub async fn list<S: Store, C: Clock>(store: &S, clock: &C) -> Result<Vec<AccountId>, LedgerError> {
    list_of(store, clock, keys::REGISTRY).await
}

/// All accounts of a registry.
pub async fn list_of<S: Store, C: Clock>(store: &S, clock: &C, name: &str) -> Result<Vec<AccountId>, LedgerError> {
    let (registry, _) = Journal::open(store, clock, name)?.load_folded::<Registry>().await?;
    Ok(registry.0.into_iter().collect())
}

/// Adds an account to a registry.
pub async fn add_to<S: Store, C: Clock>(store: &S, clock: &C, name: &str, id: &AccountId) -> Result<(), LedgerError> {
    let journal = Journal::open(store, clock, name)?;
    let (registry, _) = journal.load_folded::<Registry>().await?;
    if registry.0.contains(id) {
        return Ok(());
    }
    if registry.0.len() >= KNOWN_MAX {
        return Err(LedgerError::Full(KNOWN_MAX));
    }
    let bytes = serde_json::to_vec(id).map_err(|_| LedgerError::Unencodable)?;
    journal.append(keys::event_id("account", &bytes), &bytes).await?;
    Ok(())
}

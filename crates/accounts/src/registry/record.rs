//! Reading the registry, and recording a change so that it holds.

use super::{REGISTRY_JOURNAL, Registry};
use crate::limits::CHANGE_ATTEMPTS_MAX;
use crate::{AccountError, AccountId};
use sellerdesk_canonical::{EventId, Instant};
use sellerdesk_journal::{Clock, Journal, Loaded, Store};
use serde::{Deserialize, Serialize};

/// The schema's version.
const VERSION: u8 = 1;

/// What happened to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Settings were stored: those of the parts that are true.
    Put { hook: bool, api: bool },
    /// A delivery came for an account that the registry did not know.
    Seen,
    /// It was removed.
    Removed,
}

/// An entry of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Of which account.
    pub id: AccountId,
    /// When, later than every change that its writer had seen.
    pub at: Instant,
    /// Who asked for it.
    pub by: Option<String>,
    /// What happened.
    pub what: What,
}

/// The stored form of a change.
#[derive(Serialize, Deserialize)]
struct Stored {
    version: u8,
    id: AccountId,
    at: Instant,
    #[serde(default)]
    by: Option<String>,
    what: What,
}

impl Change {
    /// Reads the stored form.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let Stored { version, id, at, by, what } = serde_json::from_slice(bytes).ok()?;
        (version == VERSION).then_some(Self { id, at, by, what })
    }

    fn encode(&self) -> Result<Vec<u8>, AccountError> {
        let Self { id, at, by, what } = self.clone();
        serde_json::to_vec(&Stored { version: VERSION, id, at, by, what })
            .map_err(|_| AccountError::Corrupt { key: REGISTRY_JOURNAL.to_owned() })
    }

    /// Its name in the journal. The fold needs none; the audit does.
    fn event_id(&self) -> sellerdesk_journal::EventId {
        let what = format!("{:?}:{}", self.what, self.at);
        let id = EventId::delivered(self.id.channel(), self.id.account(), &what);
        sellerdesk_journal::EventId(id.bytes())
    }
}

/// The registry as one load saw it.
pub struct Opened<'a, S, C> {
    clock: &'a C,
    journal: Journal<'a, S, C>,
    loaded: Loaded,
    /// The fold.
    pub registry: Registry,
}

/// Loads and folds the registry.
pub async fn open<'a, S: Store, C: Clock>(store: &'a S, clock: &'a C) -> Result<Opened<'a, S, C>, AccountError> {
    let journal = Journal::open(store, clock, REGISTRY_JOURNAL)?;
    let (registry, loaded) = journal.load_folded().await?;
    Ok(Opened { clock, journal, loaded, registry })
}

impl<S: Store, C: Clock> Opened<'_, S, C> {
    /// Appends a change until it holds against what others write meanwhile.
    ///
    /// # Errors
    /// The store's; [`AccountError::Full`] if the last place went to another account; [`AccountError::Contention`].
    pub async fn record(&mut self, id: &AccountId, by: Option<&str>, what: What) -> Result<(), AccountError> {
        for _ in 0..CHANGE_ATTEMPTS_MAX {
            let now = self.clock.wall_ms();
            let at = self.registry.get(id).map_or(now, |known| now.max(known.changed_at.saturating_add(1)));
            let change = Change { id: id.clone(), at, by: by.map(str::to_owned), what };
            self.journal.append(change.event_id(), &change.encode()?).await?;
            self.journal.catch_up(&mut self.loaded).await?;
            self.registry = self.loaded.fold()?.state;
            // A stale store must not hide it from its own writer.
            self.registry.take(&change);
            if self.registry.reflects(&change) {
                return Ok(());
            }
            if self.registry.get(id).is_none() {
                return Err(AccountError::Full);
            }
        }
        Err(AccountError::Contention)
    }
}

//! Which accounts there are: a fold over the journal `a1`, one entry for each change.
//!
//! **Later wins by the change's own time, not by its number.** The journal may hold a change twice, the second time
//! after somebody else's; the time says which came first. A writer states a time after every change that it has
//! seen, looks at what others wrote meanwhile, and states a later one if its own would not hold: two machines'
//! clocks may disagree. A removed account stays as such until its place is needed, so that a repeated entry from
//! before its removal doesn't bring it back.

mod fold;
mod record;

pub(crate) use fold::Registry;
pub(crate) use record::{What, open};

use crate::{AccountError, AccountId};
use sellerdesk_canonical::Instant;
use sellerdesk_journal::{Clock, Store};
use serde::Serialize;

/// The registry's journal; the number is the schema's version.
pub const REGISTRY_JOURNAL: &str = "a1";

/// What is known of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Registered {
    /// When it was added, or its first delivery came if it stands in a variable.
    pub added_at: Instant,
    /// When it was last added, changed or removed.
    pub changed_at: Instant,
    /// Its webhook settings are kept here, not in a variable.
    pub hook: bool,
    /// Its API settings are kept here.
    pub api: bool,
    /// It has been removed.
    pub removed: bool,
}

/// All accounts by channel and name, removed ones among them as far as they are remembered.
///
/// # Errors
/// The store's.
pub async fn list(store: &impl Store, clock: &impl Clock) -> Result<Vec<(AccountId, Registered)>, AccountError> {
    Ok(open(store, clock).await?.registry.into_accounts().collect())
}

//! Adding an account, or changing its settings.

use crate::limits::BY_BYTES_MAX;
use crate::part::encode;
use crate::registry::{self, What};
use crate::{AccountError, AccountId, Clock, Part, Registered, Store, settings};
use sellerdesk_seal::PublicKey;
use std::fmt;

/// Whom a channel's settings are sealed for.
#[derive(Clone, Copy, Debug)]
pub struct Keys<'a> {
    /// The channel's ingest.
    pub hook: &'a PublicKey,
    /// The channel's courier, if it has one.
    pub api: Option<&'a PublicKey>,
}

/// Settings to store: JSON objects, of which nothing is printed. A part left out stays as it is.
#[derive(Clone, Default)]
pub struct PutAccount {
    /// What webhooks are verified with.
    pub hook: Option<String>,
    /// What the marketplace's API is called with.
    pub api: Option<String>,
    /// Who asks for it, for the journal.
    pub by: String,
}

impl fmt::Debug for PutAccount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hook, api) = (self.hook.is_some(), self.api.is_some());
        write!(formatter, "PutAccount {{ hook: {hook}, api: {api}, by: {:?} }}", self.by)
    }
}

/// Seals and stores the parts that are given, then registers the account. Answers what is now known of it.
///
/// The same again is the same, but for `changed_at`. Two at once for one account: of each part, the one written last
/// stays.
///
/// # Errors
/// What is wrong with the settings, before anything is written; [`AccountError::Full`]. The store's: then the parts
/// may be stored or not, and the account registered or not; put it again.
pub async fn put<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    id: &AccountId,
    keys: Keys<'_>,
    account: &PutAccount,
) -> Result<Registered, AccountError> {
    let parts = check(keys, account)?;
    let mut opened = registry::open(store, clock).await?;
    if opened.registry.is_full() && !opened.registry.is_live(id) {
        return Err(AccountError::Full);
    }
    let changed_at = clock.wall_ms();
    let sealed: Vec<(String, Vec<u8>)> = parts
        .into_iter()
        .map(|(part, key, settings)| Ok((id.part_key(part), encode(key, id, part, settings, changed_at)?)))
        .collect::<Result<_, AccountError>>()?;
    for (key, value) in &sealed {
        store.set(key, value).await?;
    }
    let what = What::Put { hook: account.hook.is_some(), api: account.api.is_some() };
    opened.record(id, Some(&account.by), what).await?;
    opened.registry.get(id).copied().ok_or(AccountError::Contention)
}

/// The parts to store, each with its key.
fn check<'a>(keys: Keys<'a>, account: &'a PutAccount) -> Result<Vec<(Part, &'a PublicKey, &'a str)>, AccountError> {
    if account.by.len() > BY_BYTES_MAX {
        return Err(AccountError::ByTooLong);
    }
    let given = [(Part::Hook, Some(keys.hook), &account.hook), (Part::Api, keys.api, &account.api)];
    let mut parts = Vec::new();
    for (part, key, settings) in given {
        if let Some(settings) = settings {
            settings::check(part, settings)?;
            parts.push((part, key.ok_or(AccountError::NoKey { part })?, settings.as_str()));
        }
    }
    if parts.is_empty() { Err(AccountError::Nothing) } else { Ok(parts) }
}

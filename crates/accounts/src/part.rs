//! The two parts of an account's settings, as they are stored: sealed, each for the component that needs it.

use crate::limits::SETTINGS_BYTES_MAX;
use crate::{AccountError, AccountId, Store};
use sellerdesk_canonical::Instant;
use sellerdesk_seal::{PublicKey, SecretKey, open, seal};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The schema's version.
const VERSION: u8 = 1;
const _: () = assert!(SETTINGS_BYTES_MAX <= sellerdesk_seal::limits::PLAINTEXT_BYTES_MAX);

/// A part of an account's settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// What webhooks are verified with: for ingest.
    Hook,
    /// What the marketplace's API is called with: for the courier.
    Api,
}

impl fmt::Display for Part {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Hook => "hook",
            Self::Api => "api",
        })
    }
}

#[derive(Serialize, Deserialize)]
struct Stored {
    version: u8,
    sealed: String,
    changed_at: Instant,
}

/// The sealed text of a part; for [`open_settings`].
///
/// # Errors
/// The store's; [`AccountError::Corrupt`].
pub async fn read_sealed(store: &impl Store, id: &AccountId, part: Part) -> Result<Option<String>, AccountError> {
    let key = id.part_key(part);
    let Some(bytes) = store.get(&key).await? else { return Ok(None) };
    match serde_json::from_slice(&bytes) {
        Ok(Stored { version: VERSION, sealed, .. }) => Ok(Some(sealed)),
        _ => Err(AccountError::Corrupt { key }),
    }
}

/// The settings in a sealed text of this part of this account.
///
/// # Errors
/// [`AccountError::Seal`]; [`AccountError::Settings`] if what was sealed is no text.
pub fn open_settings(key: &SecretKey, id: &AccountId, part: Part, sealed: &str) -> Result<String, AccountError> {
    let settings = open(key, &id.context(part), sealed)?;
    String::from_utf8(settings).map_err(|_| AccountError::Settings { part, problem: "must be a JSON object" })
}

/// What is stored of checked settings.
pub fn encode(
    key: &PublicKey,
    id: &AccountId,
    part: Part,
    settings: &str,
    changed_at: Instant,
) -> Result<Vec<u8>, AccountError> {
    let sealed = seal(key, &id.context(part), settings.as_bytes())?;
    serde_json::to_vec(&Stored { version: VERSION, sealed, changed_at })
        .map_err(|_| AccountError::Corrupt { key: id.part_key(part) })
}

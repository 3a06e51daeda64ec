//! What the courier wants to find again about an account, such as an access token: one opaque text. Whether it is
//! sealed is the courier's business; it should be.

use crate::limits::TOKEN_BYTES_MAX;
use crate::{AccountError, AccountId, Store};

/// Stores the account's token in the place of the last one.
///
/// # Errors
/// [`AccountError::TokenTooLong`]; the store's.
pub async fn put_token(store: &impl Store, id: &AccountId, token: &str) -> Result<(), AccountError> {
    if token.len() > TOKEN_BYTES_MAX {
        return Err(AccountError::TokenTooLong { bytes: token.len() });
    }
    Ok(store.set(&id.token_key(), token.as_bytes()).await?)
}

/// The account's token, if there is one.
///
/// # Errors
/// The store's; [`AccountError::Corrupt`].
pub async fn read_token(store: &impl Store, id: &AccountId) -> Result<Option<String>, AccountError> {
    let key = id.token_key();
    let Some(bytes) = store.get(&key).await? else { return Ok(None) };
    String::from_utf8(bytes).map(Some).map_err(|_| AccountError::Corrupt { key })
}

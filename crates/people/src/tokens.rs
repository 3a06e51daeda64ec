//! API tokens: for programs, with scopes, and an end.

use crate::limits::{TOKEN_DAYS_MAX, TOKENS_COUNT_MAX};
use crate::opened::open;
use crate::profile::{check_accounts, check_name};
use crate::record::What;
use crate::{ApiToken, PeopleError, Scope, secret};
use sellerdesk_journal::{Clock, Store};

const DAY_MS: i64 = 86_400_000;

/// A token to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewToken {
    /// What stands in records.
    pub name: String,
    /// What it is for.
    pub scopes: Vec<Scope>,
    /// The only accounts it sees; `None`: all.
    pub accounts: Option<Vec<String>>,
    /// How long it lives, in days.
    pub days: u32,
}

/// Makes a token: its id, what is known of it, and the token, which nobody can be told again.
///
/// # Errors
/// [`PeopleError::Invalid`]; the store's.
pub async fn issue_token<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    new: NewToken,
    by: &str,
) -> Result<(String, ApiToken, String), PeopleError> {
    check_name(&new.name)?;
    check_accounts(new.accounts.as_deref())?;
    let NewToken { name, mut scopes, accounts, days } = new;
    scopes.sort_unstable();
    scopes.dedup();
    if scopes.is_empty() {
        return Err(PeopleError::invalid("scopes", "at least one of read, reply, facts, manage, erase"));
    }
    if !(1..=TOKEN_DAYS_MAX).contains(&days) {
        return Err(PeopleError::invalid("expires_in_days", format!("1 to {TOKEN_DAYS_MAX}")));
    }
    let mut opened = open(store, clock).await?;
    let now = clock.wall_ms();
    let live = opened.people.tokens.values().filter(|token| token.expires_at > now);
    opened.check_room("tokens", live.count(), TOKENS_COUNT_MAX)?;
    let (id, token) = (secret::new_id()?, secret::new_secret(secret::TOKEN_PREFIX)?);
    let expires_at = now.saturating_add(i64::from(days) * DAY_MS);
    let hash = secret::hash(&token);
    let what = What::TokenIssued { token: id.clone(), name, hash, scopes, accounts, expires_at };
    opened.record(by, vec![what]).await?;
    let known = opened.people.tokens.get(&id).cloned().ok_or(PeopleError::NotFound("token"))?;
    Ok((id, known, token))
}

/// Revokes a token: it opens nothing any more.
///
/// # Errors
/// [`PeopleError::NotFound`]; the store's.
pub async fn revoke_token<S: Store, C: Clock>(store: &S, clock: &C, id: &str, by: &str) -> Result<(), PeopleError> {
    let mut opened = open(store, clock).await?;
    if !opened.people.tokens.contains_key(id) {
        return Err(PeopleError::NotFound("token"));
    }
    opened.record(by, vec![What::TokenRevoked { token: id.to_owned() }]).await?;
    Ok(())
}

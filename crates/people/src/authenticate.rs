//! Who a token belongs to: two reads at once for a session, one for an API token.

use crate::directory;
use crate::principal::{Principal, Who};
use crate::{PeopleError, secret, session};
use futures_util::future::try_join;
use sellerdesk_journal::{Clock, Store};

/// Whoever holds this token; `None` for one that opens nothing. Secrets are hashed before they are looked up, so the time
/// of a look-up tells nothing about them.
///
/// # Errors
/// The store's.
pub async fn authenticate<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    token: &str,
) -> Result<Option<Principal>, PeopleError> {
    if secret::is_secret(secret::SESSION_PREFIX, token) {
        return of_session(store, clock, session::key_of(token)).await;
    }
    if secret::is_secret(secret::TOKEN_PREFIX, token) {
        let directory = directory::read(store).await?;
        let key = directory.key(&secret::hash(token)).filter(|key| clock.wall_ms() < key.expires_at);
        return Ok(key.map(|key| Principal::token(key.id.clone(), key.name.clone(), &key.scopes, key.accounts.clone())));
    }
    Ok(None)
}

async fn of_session<S: Store, C: Clock>(store: &S, clock: &C, key: String) -> Result<Option<Principal>, PeopleError> {
    let (session, directory) = try_join(session::read(store, clock, &key), directory::read(store)).await?;
    let Some(session) = session else { return Ok(None) };
    let Some(member) = directory.member(&session.agent).filter(|member| member.epoch == session.epoch) else {
        return Ok(None);
    };
    let who = Who::Agent { id: session.agent.clone(), session: key.clone() };
    let principal = Principal::agent(who, member.name.clone(), member.role, member.accounts.clone());
    session::note_use(store, clock, &key, session).await?;
    Ok(Some(principal))
}

//! An agent by what colleagues call them.

use crate::directory;
use sellerdesk_journal::{Store, StoreError};

/// An agent who may come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Id.
    pub id: String,
    /// Whole name.
    pub name: String,
}

/// Who is meant by an id or a name, in any case; the first name will do where only one has it. One read.
///
/// # Errors
/// The store's.
pub async fn find_agent(store: &impl Store, called: &str) -> Result<Option<Named>, StoreError> {
    let directory = match directory::read(store).await {
        Ok(directory) => directory,
        Err(crate::PeopleError::Store(error)) => return Err(error),
        // One that can't be read is written anew by whoever signs in next.
        Err(_) => return Ok(None),
    };
    let called = called.trim().to_lowercase();
    let whole = directory.agents.iter().find(|(id, member)| *id == called || member.name.to_lowercase() == called);
    let is_first = |name: &str| name.split_whitespace().next().is_some_and(|first| first.to_lowercase() == called);
    let mut by_first = directory.agents.iter().filter(|(_, member)| is_first(&member.name));
    let only = by_first.next().filter(|_| by_first.next().is_none());
    Ok(whole.or(only).map(|(id, member)| Named { id: id.clone(), name: member.name.clone() }))
}

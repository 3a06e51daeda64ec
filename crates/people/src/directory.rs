//! Who may do what, in one value: what every request reads. A cache of the fold, without secrets; API tokens stand there
//! by their hashes.

use crate::limits::CACHE_ATTEMPTS_MAX;
use crate::{People, PeopleError, Role, Scope};
use sellerdesk_canonical::Instant;
use sellerdesk_journal::{Clock, Journal, Store};
use serde::{Deserialize, Serialize};

/// Where it is.
const KEY: &str = "pd1";
/// First byte of it.
const VERSION: u8 = 1;

/// The directory.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directory {
    /// The newest entry that it knows.
    pub head: u64,
    /// Agents who may come in, by id.
    pub agents: Vec<(String, Member)>,
    /// API tokens by hash.
    pub tokens: Vec<(String, Key)>,
}

/// An agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Accounts.
    pub accounts: Option<Vec<String>>,
    /// What their sessions have to say.
    pub epoch: u64,
}

/// An API token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Scopes.
    pub scopes: Vec<Scope>,
    /// Accounts.
    pub accounts: Option<Vec<String>>,
    /// When it ends.
    pub expires_at: Instant,
}

impl Directory {
    /// An agent who may come in.
    pub fn member(&self, id: &str) -> Option<&Member> {
        let place = self.agents.binary_search_by(|(other, _)| other.as_str().cmp(id)).ok()?;
        self.agents.get(place).map(|(_, member)| member)
    }

    /// A token that was not revoked.
    pub fn key(&self, hash: &str) -> Option<&Key> {
        let place = self.tokens.binary_search_by(|(other, _)| other.as_str().cmp(hash)).ok()?;
        self.tokens.get(place).map(|(_, key)| key)
    }

    /// What of everybody a request has to know.
    pub fn of(people: &People) -> Self {
        let agents = people.agents.iter().filter(|(_, agent)| agent.enabled).map(|(id, agent)| {
            let (name, role) = (agent.profile.name.clone(), agent.profile.role);
            (id.clone(), Member { name, role, accounts: agent.profile.accounts.clone(), epoch: agent.epoch })
        });
        let mut tokens: Vec<(String, Key)> = people
            .tokens
            .iter()
            .map(|(id, token)| {
                let (id, name, scopes) = (id.clone(), token.name.clone(), token.scopes.clone());
                let accounts = token.accounts.clone();
                (token.hash.clone(), Key { id, name, scopes, accounts, expires_at: token.expires_at })
            })
            .collect();
        tokens.sort_by(|a, b| a.0.cmp(&b.0));
        Self { head: people.head, agents: agents.collect(), tokens }
    }
}

/// The directory; an empty one where there is none, or another version's: whoever signs in next writes it anew.
///
/// # Errors
/// The store's.
pub async fn read(store: &impl Store) -> Result<Directory, PeopleError> {
    let bytes = store.get(KEY).await?.unwrap_or_default();
    Ok(match bytes.split_first() {
        Some((&VERSION, rest)) => postcard::from_bytes(rest).unwrap_or_default(),
        _ => Directory::default(),
    })
}

/// Writes the directory, again where the journal is ahead of it by then.
///
/// # Errors
/// The store's.
pub async fn write<S: Store, C: Clock>(
    store: &S,
    journal: &Journal<'_, S, C>,
    people: &People,
) -> Result<(), PeopleError> {
    let mut directory = Directory::of(people);
    for _ in 0..CACHE_ATTEMPTS_MAX {
        let corrupt = |_| PeopleError::Corrupt { key: KEY.to_owned() };
        store.set(KEY, &postcard::to_extend(&directory, vec![VERSION]).map_err(corrupt)?).await?;
        if journal.head().await? <= directory.head {
            break;
        }
        let (newer, _) = journal.load_folded::<People>().await?;
        if newer.head <= directory.head {
            break;
        }
        directory = Directory::of(&newer);
    }
    Ok(())
}

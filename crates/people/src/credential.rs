//! An agent's secrets: one value under a key of its own, written once; the journal says which one counts. So the audit
//! trail holds none, a writer that stalled brings no old password back, and what is replaced is really gone.

use crate::opened::Opened;
use crate::record::What;
use crate::{PeopleError, secret};
use sellerdesk_journal::{Clock, Store};
use serde::{Deserialize, Serialize};

/// What an unknown e-mail is looked up under, so that it costs the same.
const NOBODY: &str = "nobody";

/// An agent's secrets.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credential {
    /// PHC string of the password.
    #[serde(default)]
    pub password: Option<String>,
    /// The second factor.
    #[serde(default)]
    pub totp: Option<Totp>,
}

/// A second factor.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totp {
    /// Shared with the authenticator.
    pub secret: Vec<u8>,
    /// SHA-256 of the recovery codes.
    pub recovery: Vec<String>,
}

fn key(agent: &str, credential: &str) -> String {
    format!("pc1:{agent}:{credential}")
}

/// The secrets of an agent, none for nobody: one read either way.
///
/// # Errors
/// The store's; [`PeopleError::Corrupt`].
pub async fn read(store: &impl Store, place: Option<(&str, &str)>) -> Result<Credential, PeopleError> {
    let key = place.map_or_else(|| key(NOBODY, NOBODY), |(agent, credential)| key(agent, credential));
    let Some(bytes) = store.get(&key).await? else { return Ok(Credential::default()) };
    serde_json::from_slice(&bytes).map_err(|_| PeopleError::Corrupt { key })
}

/// Puts other secrets in the place of an agent's: stored first, then recorded; the old ones are deleted last. Ends all
/// sessions. `from` is what `credential` was made from. Answers the agent's new epoch.
///
/// # Errors
/// [`PeopleError::NotFound`]; [`PeopleError::Conflict`]; the store's: then it may have been done.
pub async fn replace<S: Store, C: Clock>(
    opened: &mut Opened<'_, S, C>,
    agent: &str,
    from: Option<String>,
    credential: &Credential,
    by: &str,
) -> Result<u64, PeopleError> {
    let to = secret::new_id()?;
    let key_of_new = key(agent, &to);
    let bytes = serde_json::to_vec(credential).map_err(|_| PeopleError::Corrupt { key: key_of_new.clone() })?;
    opened.store.set(&key_of_new, &bytes).await?;
    let what = What::CredentialSet {
        agent: agent.to_owned(),
        from: from.clone(),
        to: to.clone(),
        password: credential.password.is_some(),
        totp: credential.totp.is_some(),
    };
    opened.record(by, vec![what]).await?;
    let known = opened.agent(agent)?;
    if known.credential.as_ref() != Some(&to) {
        return Err(PeopleError::Conflict { version: known.version });
    }
    let epoch = known.epoch;
    if let Some(from) = from {
        opened.store.delete(&key(agent, &from)).await?;
    }
    Ok(epoch)
}

/// Deletes the secrets of an agent who was removed.
///
/// # Errors
/// The store's.
pub async fn delete(store: &impl Store, agent: &str, credential: &str) -> Result<(), PeopleError> {
    Ok(store.delete(&key(agent, credential)).await?)
}

//! Inviting, changing and removing agents.

use crate::limits::AGENTS_COUNT_MAX;
use crate::links::{NewLink, issue_link};
use crate::opened::{Opened, open};
use crate::record::{Purpose, What};
use crate::{Agent, PeopleError, Profile, Role, credential, secret};
use sellerdesk_journal::{Clock, Store};

/// What is changed of an agent; what is left out stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Name.
    pub name: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Role.
    pub role: Option<Role>,
    /// Accounts; `Some(None)`: all.
    pub accounts: Option<Option<Vec<String>>>,
    /// Language of the screen.
    pub language: Option<String>,
    /// Languages answered in.
    pub languages: Option<Vec<String>>,
    /// Conversations at once; `Some(None)`: no bound.
    pub capacity: Option<Option<u32>>,
    /// May sign in.
    pub enabled: Option<bool>,
}

/// Adds an agent; their id, and the link that lets them in once to set a password.
///
/// # Errors
/// [`PeopleError::Invalid`]; the store's: then somebody of this e-mail may be there.
pub async fn invite<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    profile: Profile,
    by: &str,
) -> Result<(String, Agent, NewLink), PeopleError> {
    let mut opened = open(store, clock).await?;
    let id = add(&mut opened, profile.checked()?, by).await?;
    let link = issue_link(&mut opened, &id, Purpose::Password, by).await?;
    let agent = opened.agent(&id)?.clone();
    Ok((id, agent, link))
}

/// Adds an agent of whom everything was checked.
pub(crate) async fn add<S: Store, C: Clock>(
    opened: &mut Opened<'_, S, C>,
    profile: Profile,
    by: &str,
) -> Result<String, PeopleError> {
    let taken = || PeopleError::invalid("email", "is another agent's");
    opened.check_room("agents", opened.people.agents.len(), AGENTS_COUNT_MAX)?;
    if opened.people.by_email(&profile.email).is_some() {
        return Err(taken());
    }
    let id = secret::new_id()?;
    opened.record(by, vec![What::AgentPut { agent: id.clone(), base: 0, profile }]).await?;
    // Of two at once with one e-mail, the first counts.
    opened.agent(&id).map_err(|_| taken())?;
    Ok(id)
}

/// Changes an agent; `base` is the version that it was made from, if the client says. Who is disabled is out at once.
///
/// # Errors
/// [`PeopleError::NotFound`]; [`PeopleError::Invalid`]; [`PeopleError::Conflict`]; the store's: then it may have been done.
pub async fn change<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    id: &str,
    base: Option<u64>,
    change: Change,
    by: &str,
) -> Result<Agent, PeopleError> {
    let mut opened = open(store, clock).await?;
    let known = opened.agent(id)?.clone();
    if base.is_some_and(|base| base != known.version) {
        return Err(PeopleError::Conflict { version: known.version });
    }
    let enabled = change.enabled.filter(|enabled| *enabled != known.enabled);
    let profile = changed(known.profile.clone(), change).checked()?;
    let is_no_admin = enabled == Some(false) || profile.role != Role::Admin;
    if is_no_admin && is_last_admin(&opened, id) {
        return Err(PeopleError::invalid("role", "is the last admin's who can sign in"));
    }
    if opened.people.by_email(&profile.email).is_some_and(|(other, _)| other != id) {
        return Err(PeopleError::invalid("email", "is another agent's"));
    }
    let agent = || id.to_owned();
    if profile != known.profile {
        opened.check_room("agents", 0, AGENTS_COUNT_MAX)?;
        let put = What::AgentPut { agent: agent(), base: known.version, profile: profile.clone() };
        let number = opened.record(by, vec![put]).await?;
        let now = opened.agent(id)?;
        // Somebody else may have been here since; our own change counted if it was not refused.
        if now.version < number || (now.version == number && now.profile != profile) {
            return Err(PeopleError::Conflict { version: now.version });
        }
    }
    match enabled {
        Some(true) => drop(opened.record(by, vec![What::AgentEnabled { agent: agent() }]).await?),
        Some(false) => drop(opened.record(by, vec![What::AgentDisabled { agent: agent() }]).await?),
        None => {}
    }
    Ok(opened.agent(id)?.clone())
}

fn changed(mut profile: Profile, change: Change) -> Profile {
    profile.name = change.name.unwrap_or(profile.name);
    profile.email = change.email.unwrap_or(profile.email);
    profile.role = change.role.unwrap_or(profile.role);
    profile.accounts = change.accounts.unwrap_or(profile.accounts);
    profile.language = change.language.unwrap_or(profile.language);
    profile.languages = change.languages.unwrap_or(profile.languages);
    profile.capacity = change.capacity.unwrap_or(profile.capacity);
    profile
}

/// Removes an agent: they are out at once, and their secrets are deleted. What they did stays, under their name.
///
/// # Errors
/// [`PeopleError::NotFound`]; [`PeopleError::Conflict`]; [`PeopleError::Invalid`] for the last admin; the store's.
pub async fn remove<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    id: &str,
    base: Option<u64>,
    by: &str,
) -> Result<(), PeopleError> {
    let mut opened = open(store, clock).await?;
    let known = opened.agent(id)?.clone();
    if base.is_some_and(|base| base != known.version) {
        return Err(PeopleError::Conflict { version: known.version });
    }
    if is_last_admin(&opened, id) {
        return Err(PeopleError::invalid("role", "is the last admin's who can sign in"));
    }
    opened.record(by, vec![What::AgentRemoved { agent: id.to_owned() }]).await?;
    if let Some(credential) = &known.credential {
        credential::delete(store, id, credential).await?;
    }
    Ok(())
}

/// Whether nobody but this one could look after people. Two who put each other out at the same time are helped by the
/// operator's token.
fn is_last_admin<S: Store, C: Clock>(opened: &Opened<'_, S, C>, id: &str) -> bool {
    let can = |agent: &Agent| agent.enabled && agent.has_password && agent.profile.role == Role::Admin;
    let others = opened.people.agents.iter().filter(|(other, agent)| other.as_str() != id && can(agent)).count();
    opened.people.agents.get(id).is_some_and(can) && others == 0
}

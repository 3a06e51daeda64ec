//! One-time links: an invitation, a new password, the first admin, a look at the demo.

use crate::credential;
use crate::limits::{LINK_MS, LINKS_COUNT_MAX};
use crate::opened::{Opened, open};
use crate::record::{How, Purpose, What};
use crate::sign_in::{SignedIn, enter, second_factor};
use crate::throttle::Subject;
use crate::{PeopleError, Role, secret};
use sellerdesk_canonical::Instant;
use sellerdesk_journal::{Clock, Store};

/// Before a link.
const LINK_PREFIX: &str = "sl_";

/// A link that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLink {
    /// The link, which nobody can be told again.
    pub link: String,
    /// Until when it lets in.
    pub expires_at: Instant,
}

/// Makes a link for an agent in the place of an earlier one. One for a password also forgets who the agent is at the
/// identity provider.
///
/// # Errors
/// [`PeopleError::NotFound`]; the store's.
pub async fn issue_link<S: Store, C: Clock>(
    opened: &mut Opened<'_, S, C>,
    agent: &str,
    purpose: Purpose,
    by: &str,
) -> Result<NewLink, PeopleError> {
    if !opened.agent(agent)?.enabled {
        return Err(PeopleError::invalid("enabled", "a disabled agent gets no link"));
    }
    let link = secret::new_secret(LINK_PREFIX)?;
    let expires_at = opened.clock.wall_ms().saturating_add(LINK_MS);
    let hash = secret::hash(&link);
    let what = What::LinkIssued { agent: agent.to_owned(), hash: hash.clone(), purpose, expires_at };
    opened.record(by, vec![what]).await?;
    if !opened.people.links.iter().any(|link| link.hash == hash) {
        return Err(PeopleError::invalid("agent", format!("was removed, or {LINKS_COUNT_MAX} others got a link")));
    }
    Ok(NewLink { link, expires_at })
}

/// Opens a session with a link, once: of two who try at the same time one is denied. An agent with a second factor has to
/// show it; that leaves the link as it is.
///
/// # Errors
/// [`PeopleError::Denied`]; [`PeopleError::SecondFactorRequired`]; [`PeopleError::Locked`] after wrong codes; the store's, after which the link may be used up.
pub async fn use_link<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    link: &str,
    code: Option<&str>,
) -> Result<SignedIn, PeopleError> {
    if !secret::is_secret(LINK_PREFIX, link) {
        return Err(PeopleError::Denied);
    }
    let hash = secret::hash(link);
    let mut opened = open(store, clock).await?;
    let now = clock.wall_ms();
    let known = opened.people.links.iter().find(|link| link.hash == hash && now < link.expires_at).cloned();
    let known = known.ok_or(PeopleError::Denied)?;
    let agent = opened.agent(&known.agent).map_err(|_| PeopleError::Denied)?.clone();
    if !agent.enabled {
        return Err(PeopleError::Denied);
    }
    if agent.has_totp {
        let place = agent.credential.as_deref().map(|credential| (known.agent.as_str(), credential));
        let credential = credential::read(store, place).await?;
        let subject = Subject::email(&agent.profile.email);
        let attempt = subject.attempt(store, clock).await?;
        let shown = second_factor(store, clock, &known.agent, &credential, code).await;
        if !matches!(shown, Err(PeopleError::Denied)) {
            attempt.take_back(store, clock).await?;
        }
        shown?;
    }
    if !secret::claim_once(store, &format!("pl1:{hash}")).await? {
        return Err(PeopleError::Denied);
    }
    opened.record(&agent.profile.name, vec![What::LinkUsed { agent: known.agent.clone(), hash }]).await?;
    // Disabled or removed meanwhile.
    let agent = opened.agent(&known.agent).map_err(|_| PeopleError::Denied)?.clone();
    if !agent.enabled {
        return Err(PeopleError::Denied);
    }
    enter(&mut opened, known.agent, agent, How::Link, 0, known.purpose == Purpose::Password).await
}

/// A link for the first start: to set the first admin's password, or, for a demo, to be in at once. `None` where an
/// admin with a password is there already, unless it is for a demo.
///
/// # Errors
/// The store's.
pub async fn bootstrap<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    email: &str,
    is_demo: bool,
    by: &str,
) -> Result<Option<(String, NewLink)>, PeopleError> {
    let mut opened = open(store, clock).await?;
    let is_admin = |agent: &crate::Agent| agent.enabled && agent.profile.role == Role::Admin;
    if !is_demo && opened.people.agents.values().any(|agent| is_admin(agent) && agent.has_password) {
        return Ok(None);
    }
    let email = crate::profile::email(email)?;
    let known = opened.people.by_email(&email).filter(|(_, agent)| is_admin(agent)).map(|(id, _)| id.clone());
    let id = match known {
        Some(id) => id,
        None => {
            let name = if is_demo { "Demo" } else { "Admin" };
            let profile = crate::Profile {
                name: name.to_owned(),
                email,
                role: Role::Admin,
                accounts: None,
                language: "en".to_owned(),
                languages: Vec::new(),
                capacity: None,
            };
            crate::agents::add(&mut opened, profile, by).await?
        }
    };
    let purpose = if is_demo { Purpose::SignIn } else { Purpose::Password };
    let link = issue_link(&mut opened, &id, purpose, by).await?;
    Ok(Some((id, link)))
}

//! Signing in by the word of the team's identity provider. Nobody is created by it: an invitation is the only way into
//! the team.
//!
//! An agent is found by e-mail. The first time, who that is at the provider (issuer and subject) is linked to the agent;
//! from then on nobody else of that e-mail comes in, so an address that the provider gives to a successor opens nothing.
//! A new one-time link for a password takes the connection off.

use crate::opened::{Opened, open};
use crate::record::{How, What};
use crate::session;
use crate::sign_in::{SignedIn, enter};
use crate::throttle::Subject;
use crate::{Agent, PeopleError, profile, secret};
use sellerdesk_journal::{Clock, Store};

/// Whom the provider vouches for; everything in it was checked against the provider's keys.
#[derive(Clone, PartialEq, Eq)]
pub struct Vouched {
    /// The provider.
    pub issuer: String,
    /// Whom the provider means, for good.
    pub subject: String,
    /// Verified by the provider.
    pub email: String,
    /// The provider asked for more than one factor, and says so.
    pub has_second_factor: bool,
    /// Names the attempt: it opens one session.
    pub attempt: String,
}

/// Why a provider vouches for nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unvouched<E> {
    /// It could not be asked: that is nobody's failure.
    Temporary(E),
    /// It was asked for nothing good: counted against the client's address.
    Permanent(E),
}

/// Opens a session for whom `ask` vouches. The attempt is counted against the address before the provider is asked.
///
/// # Errors
/// Those of `ask`; [`PeopleError::Denied`] for an unknown e-mail, a disabled agent, another person of the same e-mail and
/// an attempt that was used, all alike; [`PeopleError::SecondFactorRequired`] for an agent with a second factor here
/// where the provider does not say that it asked for one; [`PeopleError::Locked`]; the store's.
pub async fn sign_in_vouched<S: Store, C: Clock, E: From<PeopleError>>(
    store: &S,
    clock: &C,
    address: Option<&str>,
    ask: impl AsyncFnOnce() -> Result<Vouched, Unvouched<E>>,
) -> Result<SignedIn, E> {
    let subject = Subject::address(address);
    let attempt = subject.attempt(store, clock).await?;
    let vouched = match ask().await {
        Ok(vouched) => vouched,
        Err(Unvouched::Permanent(error)) => return Err(error),
        Err(Unvouched::Temporary(error)) => {
            attempt.take_back(store, clock).await?;
            return Err(error);
        }
    };
    let (mut opened, id, agent) = admit(store, clock, &vouched).await?;
    attempt.take_back(store, clock).await?;
    Ok(enter(&mut opened, id, agent, How::Oidc, 0, false).await?)
}

/// The agent who is meant, linked to whom the provider means.
async fn admit<'a, S: Store, C: Clock>(
    store: &'a S,
    clock: &'a C,
    vouched: &Vouched,
) -> Result<(Opened<'a, S, C>, String, Agent), PeopleError> {
    let email = profile::email(&vouched.email).map_err(|_| PeopleError::Denied)?;
    let identity = identity_of(&vouched.issuer, &vouched.subject);
    let mut opened = open(store, clock).await?;
    let found = opened.people.by_email(&email).filter(|(id, agent)| may_be(&opened, id, agent, &identity));
    let (id, agent) = found.map(|(id, agent)| (id.clone(), agent.clone())).ok_or(PeopleError::Denied)?;
    if agent.has_totp && !vouched.has_second_factor {
        return Err(PeopleError::SecondFactorRequired);
    }
    if !session::claim_attempt(store, clock, &id, &vouched.attempt).await? {
        return Err(PeopleError::Denied);
    }
    if agent.identity.is_none() {
        let (issuer, hash) = (vouched.issuer.clone(), identity.clone());
        let linked = What::IdentityLinked { agent: id.clone(), issuer, hash };
        opened.record(&agent.profile.name, vec![linked]).await?;
    }
    // Of two at once the first counts; and they may have been disabled or removed meanwhile.
    let agent = opened.agent(&id).map_err(|_| PeopleError::Denied)?.clone();
    if !agent.enabled || agent.identity.as_ref() != Some(&identity) {
        return Err(PeopleError::Denied);
    }
    Ok((opened, id, agent))
}

/// Whether an agent may be this one of the provider's: the same as before, or a first one who is nobody else here.
fn may_be<S: Store, C: Clock>(opened: &Opened<'_, S, C>, id: &str, agent: &Agent, identity: &str) -> bool {
    agent.enabled
        && match agent.identity.as_deref() {
            Some(known) => known == identity,
            None => opened.people.by_identity(identity).is_none_or(|other| other == id),
        }
}

/// What is kept of issuer and subject: a hash, so that neither their length nor what they tell matters.
fn identity_of(issuer: &str, subject: &str) -> String {
    secret::hash(&format!("{issuer}\n{subject}"))
}

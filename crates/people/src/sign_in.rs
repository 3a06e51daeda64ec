//! Signing in with e-mail, password and, where there is one, a second factor.

use crate::credential::{self, Credential};
use crate::limits::{EMAIL_BYTES_MAX, PASSWORD_BYTES_MAX};
use crate::opened::{Opened, open};
use crate::password::Passwords;
use crate::record::{How, What};
use crate::session::{self, Session};
use crate::throttle::Subject;
use crate::{Agent, PeopleError, secret, totp};
use sellerdesk_canonical::Instant;
use sellerdesk_journal::{Clock, Store};

/// What somebody shows.
#[derive(Clone, Copy)]
pub struct SignIn<'a> {
    /// E-mail.
    pub email: &'a str,
    /// Password.
    pub password: &'a str,
    /// A code of the authenticator, or a recovery code.
    pub code: Option<&'a str>,
    /// The client's address.
    pub address: Option<&'a str>,
}

/// A session that was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// The token, which nobody can be told again.
    pub token: String,
    /// When it ends unless it is used.
    pub expires_at: Instant,
    /// The agent's id.
    pub id: String,
    /// The agent.
    pub agent: Agent,
    /// They are expected to set a password.
    pub must_set_password: bool,
}

/// Opens a session. Whatever is wrong, the answer and the work are the same: one password is hashed.
///
/// # Errors
/// [`PeopleError::Denied`]; [`PeopleError::SecondFactorRequired`] after a right password;
/// [`PeopleError::Locked`]; the store's.
pub async fn sign_in<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    passwords: &impl Passwords,
    ask: SignIn<'_>,
) -> Result<SignedIn, PeopleError> {
    if ask.email.len() > EMAIL_BYTES_MAX || ask.password.len() > PASSWORD_BYTES_MAX {
        return Err(PeopleError::Denied);
    }
    let email = ask.email.trim().to_lowercase();
    let (of_email, of_address) = (Subject::email(&email), Subject::address(ask.address));
    let by_address = of_address.attempt(store, clock).await?;
    let by_email = of_email.attempt(store, clock).await?;
    let mut opened = open(store, clock).await?;
    let found = opened.people.by_email(&email).map(|(id, agent)| (id.clone(), agent.clone()));
    let place = found.as_ref().and_then(|(id, agent)| Some((id.as_str(), agent.credential.as_deref()?)));
    let credential = credential::read(store, place).await?;
    let is_right = passwords.verify(ask.password, credential.password.as_deref());
    let Some((id, agent)) = found.filter(|(_, agent)| is_right && agent.enabled) else {
        return Err(PeopleError::Denied);
    };
    let how = match second_factor(store, clock, &id, &credential, ask.code).await {
        Err(PeopleError::SecondFactorRequired) => {
            by_email.take_back(store, clock).await?;
            by_address.take_back(store, clock).await?;
            return Err(PeopleError::SecondFactorRequired);
        }
        how => how?,
    };
    by_email.forget_all(store).await?;
    by_address.take_back(store, clock).await?;
    enter(&mut opened, id, agent, how, by_email.failures, false).await
}

/// Whether the code is right, if one is wanted; a right one is used up.
///
/// # Errors
/// [`PeopleError::SecondFactorRequired`]; [`PeopleError::Denied`]; the store's.
pub(crate) async fn second_factor<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    agent: &str,
    credential: &Credential,
    code: Option<&str>,
) -> Result<How, PeopleError> {
    let Some(factor) = &credential.totp else { return Ok(How::Password) };
    let code = code.map(str::trim).filter(|code| !code.is_empty()).ok_or(PeopleError::SecondFactorRequired)?;
    if let Some(step) = totp::step_of(&factor.secret, code, clock.wall_ms()) {
        let is_first = session::claim_step(store, clock, agent, step).await?;
        return if is_first { Ok(How::Totp) } else { Err(PeopleError::Denied) };
    }
    let hash = recovery_hash(code);
    // The hash is of 80 random bits: how long the search takes tells nothing.
    if factor.recovery.contains(&hash) && secret::claim_once(store, &format!("pr1:{agent}:{hash}")).await? {
        return Ok(How::RecoveryCode);
    }
    Err(PeopleError::Denied)
}

/// What is kept of a recovery code, however it is typed.
pub(crate) fn recovery_hash(code: &str) -> String {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    secret::hash(&plain.to_ascii_uppercase())
}

/// Opens a session and records it.
///
/// # Errors
/// The store's.
pub(crate) async fn enter<S: Store, C: Clock>(
    opened: &mut Opened<'_, S, C>,
    id: String,
    agent: Agent,
    how: How,
    failures: u32,
    sets_password: bool,
) -> Result<SignedIn, PeopleError> {
    let now = opened.clock.wall_ms();
    let has_code = matches!(how, How::Totp | How::RecoveryCode);
    let session = Session {
        agent: id.clone(),
        epoch: agent.epoch,
        created_at: now,
        used_at: now,
        totp_at: has_code.then_some(now),
        sets_password,
    };
    let token = session::open(opened.store, opened.clock, &session).await?;
    opened.record(&agent.profile.name, vec![What::SignedIn { agent: id.clone(), how, failures }]).await?;
    Ok(SignedIn { token, expires_at: session.expires_at(), id, agent, must_set_password: sets_password })
}

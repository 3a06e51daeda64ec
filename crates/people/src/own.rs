//! What a person who is signed in does about their own way in: password, second factor, signing out.

use crate::credential::{self, Credential, Totp};
use crate::limits::{ENROL_MS_MAX, LINK_MS, RECOVERY_BYTES, RECOVERY_COUNT, TOTP_SECRET_BYTES};
use crate::opened::{Opened, open};
use crate::password::{self, Passwords};
use crate::principal::{Principal, Who};
use crate::record::What;
use crate::session::{self, Session};
use crate::sign_in::{recovery_hash, second_factor};
use crate::throttle::Subject;
use crate::{Agent, PeopleError, secret, totp};
use sellerdesk_canonical::Instant;
use sellerdesk_journal::{Clock, Store};
use serde::{Deserialize, Serialize};

/// A second factor to confirm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolment {
    /// In base32, for typing.
    pub secret: String,
    /// `otpauth://…`, for scanning.
    pub uri: String,
}

/// A second factor that waits for its first code.
#[derive(Serialize, Deserialize)]
struct Pending {
    secret: Vec<u8>,
    at: Instant,
}

/// The person behind a request.
pub struct Person<'a, S, C> {
    opened: Opened<'a, S, C>,
    /// Their id.
    pub id: String,
    /// They.
    pub agent: Agent,
    /// The session's key.
    key: String,
    /// The session.
    pub session: Session,
}

impl<'a, S: Store, C: Clock> Person<'a, S, C> {
    /// Looks up who is signed in.
    ///
    /// # Errors
    /// [`PeopleError::NoPerson`] for a token that is nobody's session; the store's.
    pub async fn of(store: &'a S, clock: &'a C, principal: &Principal) -> Result<Self, PeopleError> {
        let Who::Agent { id, session: key } = &principal.who else { return Err(PeopleError::NoPerson) };
        let session = session::read(store, clock, key).await?.ok_or(PeopleError::NoPerson)?;
        let opened = open(store, clock).await?;
        let agent = opened.agent(id).map_err(|_| PeopleError::NoPerson)?.clone();
        Ok(Self { opened, id: id.clone(), agent, key: key.clone(), session })
    }

    /// Sets the password. The old one is wanted, unless there is none or the session came of a link for a
    /// new one, not longer ago than a link lives. All
    /// other sessions end.
    ///
    /// # Errors
    /// [`PeopleError::Invalid`] for a weak one, or a wrong old one; [`PeopleError::Locked`]; [`PeopleError::Conflict`]; the store's.
    pub async fn set_password(
        mut self,
        passwords: &impl Passwords,
        current: Option<&str>,
        new: &str,
    ) -> Result<(), PeopleError> {
        password::check(new, &self.agent.profile.email)?;
        let mut credential = self.credential().await?;
        let age_ms = self.opened.clock.wall_ms().saturating_sub(self.session.created_at);
        let is_of_link = self.session.sets_password && age_ms < LINK_MS;
        if credential.password.is_some() && !is_of_link {
            self.check_password(passwords, &credential, current).await?;
        }
        credential.password = Some(passwords.hash(new)?);
        self.session.sets_password = false;
        self.replace(&credential).await
    }

    /// Begins to enrol an authenticator; nothing counts before [`confirm`](Self::confirm).
    ///
    /// # Errors
    /// [`PeopleError::Invalid`] where there is one, or no password yet; the store's.
    pub async fn enrol(self) -> Result<Enrolment, PeopleError> {
        if self.agent.has_totp || !self.agent.has_password {
            return Err(PeopleError::invalid("totp", "wants a password, and no second factor yet"));
        }
        let secret: [u8; TOTP_SECRET_BYTES] = secret::random()?;
        let pending = Pending { secret: secret.to_vec(), at: self.opened.clock.wall_ms() };
        let key = self.pending_key();
        let bytes = serde_json::to_vec(&pending).map_err(|_| PeopleError::Corrupt { key: key.clone() })?;
        self.opened.store.set(&key, &bytes).await?;
        Ok(Enrolment { secret: totp::base32(&secret), uri: totp::uri(&self.agent.profile.email, &secret) })
    }

    /// Confirms an enrolment with the authenticator's code: the recovery codes, which nobody can be told again. All other
    /// sessions end.
    ///
    /// # Errors
    /// [`PeopleError::Invalid`] for a wrong code, or nothing to confirm; [`PeopleError::Locked`]; the store's.
    pub async fn confirm(mut self, code: &str) -> Result<Vec<String>, PeopleError> {
        let (store, clock) = (self.opened.store, self.opened.clock);
        let nothing =
            || PeopleError::invalid("code", "begin to enrol first: there is nothing to confirm, or it took too long");
        let bytes = store.get(&self.pending_key()).await?.ok_or_else(nothing)?;
        let pending: Pending = serde_json::from_slice(&bytes).map_err(|_| nothing())?;
        if self.agent.has_totp || clock.wall_ms().saturating_sub(pending.at) > ENROL_MS_MAX {
            return Err(nothing());
        }
        let subject = Subject::email(&self.agent.profile.email);
        let attempt = subject.attempt(store, clock).await?;
        let step = totp::step_of(&pending.secret, code.trim(), clock.wall_ms());
        let step = step.ok_or_else(|| PeopleError::invalid("code", "is not the authenticator's"))?;
        if !session::claim_step(store, clock, &self.id, step).await? {
            return Err(PeopleError::invalid("code", "was used; wait for the next one"));
        }
        attempt.forget_all(store).await?;
        let mut codes = Vec::with_capacity(RECOVERY_COUNT);
        for _ in 0..RECOVERY_COUNT {
            codes.push(totp::base32(&secret::random::<RECOVERY_BYTES>()?));
        }
        let mut credential = self.credential().await?;
        let recovery = codes.iter().map(|code| recovery_hash(code)).collect();
        credential.totp = Some(Totp { secret: pending.secret, recovery });
        store.delete(&self.pending_key()).await?;
        self.session.totp_at = Some(clock.wall_ms());
        self.replace(&credential).await?;
        let grouped = |code: &String| {
            let chars: Vec<char> = code.chars().collect();
            chars.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join("-")
        };
        Ok(codes.iter().map(grouped).collect())
    }

    /// Takes the second factor off; a code of it is wanted. All other sessions end.
    ///
    /// # Errors
    /// [`PeopleError::Invalid`] for a wrong code; [`PeopleError::Locked`]; the store's.
    pub async fn take_off_totp(mut self, code: Option<&str>) -> Result<(), PeopleError> {
        let mut credential = self.credential().await?;
        let (store, clock) = (self.opened.store, self.opened.clock);
        let subject = Subject::email(&self.agent.profile.email);
        let attempt = subject.attempt(store, clock).await?;
        let checked = second_factor(store, clock, &self.id, &credential, code).await;
        checked.map_err(|error| match error {
            PeopleError::Denied | PeopleError::SecondFactorRequired => {
                PeopleError::invalid("code", "is not the authenticator's, or was used")
            }
            error => error,
        })?;
        attempt.forget_all(store).await?;
        credential.totp = None;
        self.session.totp_at = None;
        self.replace(&credential).await
    }

    /// Signs out: this session ends.
    ///
    /// # Errors
    /// The store's.
    pub async fn sign_out(mut self) -> Result<(), PeopleError> {
        session::close(self.opened.store, &self.key).await?;
        self.opened.record(&self.agent.profile.name, vec![What::SignedOut { agent: self.id }]).await?;
        Ok(())
    }

    async fn credential(&self) -> Result<Credential, PeopleError> {
        let place = self.agent.credential.as_deref().map(|credential| (self.id.as_str(), credential));
        credential::read(self.opened.store, place).await
    }

    async fn check_password(
        &self,
        passwords: &impl Passwords,
        credential: &Credential,
        given: Option<&str>,
    ) -> Result<(), PeopleError> {
        let (store, clock) = (self.opened.store, self.opened.clock);
        let subject = Subject::email(&self.agent.profile.email);
        let attempt = subject.attempt(store, clock).await?;
        if !passwords.verify(given.unwrap_or_default(), credential.password.as_deref()) {
            return Err(PeopleError::invalid("current", "is not the password"));
        }
        attempt.take_back(store, clock).await
    }

    /// Other secrets; this session goes on under the new epoch.
    async fn replace(mut self, credential: &Credential) -> Result<(), PeopleError> {
        let from = self.agent.credential.take();
        let by = self.agent.profile.name.clone();
        let epoch = credential::replace(&mut self.opened, &self.id, from, credential, &by).await?;
        session::put(self.opened.store, &self.key, &Session { epoch, ..self.session }).await
    }

    fn pending_key(&self) -> String {
        format!("pe1:{}", self.id)
    }
}

/// Takes an agent's second factor off, for one who lost it and the recovery codes.
///
/// # Errors
/// [`PeopleError::NotFound`]; the store's.
pub async fn reset_totp<S: Store, C: Clock>(store: &S, clock: &C, id: &str, by: &str) -> Result<(), PeopleError> {
    let mut opened = open(store, clock).await?;
    let agent = opened.agent(id)?.clone();
    let Some(from) = agent.credential.filter(|_| agent.has_totp) else { return Ok(()) };
    let mut credential = credential::read(store, Some((id, &from))).await?;
    credential.totp = None;
    credential::replace(&mut opened, id, Some(from), &credential, by).await?;
    Ok(())
}

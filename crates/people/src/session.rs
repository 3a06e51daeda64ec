//! Sessions: a random token, of which only the hash is kept.
//!
//! | key | holds |
//! |---|---|
//! | `ps1:<hash>` | a session |
//! | `ps1:<hash>:x` | that it was signed out: a note of use that comes late must not bring it back |
//! | `pa1:<agent>` | which sessions an agent has, and which codes of the second factor and attempts at a provider were used: for deleting them |

use crate::limits::{
    ATTEMPT_KEEP_MS, SESSION_IDLE_MS_MAX, SESSION_MS_MAX, SESSION_NOTE_MS, SESSIONS_COUNT_MAX, TOTP_DRIFT_STEPS,
    TOTP_STEP_S,
};
use crate::{PeopleError, secret};
use sellerdesk_canonical::Instant;
use sellerdesk_journal::{Clock, Store};
use serde::{Deserialize, Serialize};

/// First byte of a session as it is kept.
const VERSION: u8 = 1;

/// A session as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Whose.
    pub agent: String,
    /// The agent's epoch when it was opened.
    pub epoch: u64,
    /// When it was opened.
    pub created_at: Instant,
    /// When it was last used, to within [`SESSION_NOTE_MS`].
    pub used_at: Instant,
    /// When a second factor was last shown.
    pub totp_at: Option<Instant>,
    /// It was opened with a link for a new password.
    pub sets_password: bool,
}

/// What an agent has in the store that nobody else can find.
#[derive(Default, Serialize, Deserialize)]
struct Traces {
    /// Keys of sessions, and when they were opened, the oldest first.
    sessions: Vec<(String, Instant)>,
    /// Steps whose codes were used.
    steps: Vec<u64>,
    /// Attempts at the identity provider that were used, and when.
    #[serde(default)]
    attempts: Vec<(String, Instant)>,
}

impl Session {
    /// When it ends if nobody uses it.
    pub fn expires_at(&self) -> Instant {
        let idle = self.used_at.saturating_add(SESSION_IDLE_MS_MAX);
        idle.min(self.created_at.saturating_add(SESSION_MS_MAX))
    }
}

/// The key of a token's session.
pub fn key_of(token: &str) -> String {
    format!("ps1:{}", secret::hash(token))
}

/// Stores a session under a new token, and deletes those that have ended or are too many.
///
/// # Errors
/// The store's.
pub async fn open<S: Store, C: Clock>(store: &S, clock: &C, session: &Session) -> Result<String, PeopleError> {
    let token = secret::new_secret(secret::SESSION_PREFIX)?;
    let key = key_of(&token);
    write(store, &key, session).await?;
    let now = clock.wall_ms();
    let mut traces = read_traces(store, &session.agent).await?;
    let excess = (traces.sessions.len() + 1).saturating_sub(SESSIONS_COUNT_MAX);
    let mut kept = Vec::new();
    for (number, (other, created_at)) in traces.sessions.into_iter().enumerate() {
        if number >= excess && now.saturating_sub(created_at) < SESSION_MS_MAX {
            kept.push((other, created_at));
            continue;
        }
        store.delete(&other).await?;
        store.delete(&signed_out_key(&other)).await?;
    }
    kept.push((key, session.created_at));
    traces.sessions = kept;
    write_traces(store, &session.agent, &traces).await?;
    Ok(token)
}

/// A session by its key, unless it has ended.
///
/// # Errors
/// The store's.
pub async fn read<S: Store, C: Clock>(store: &S, clock: &C, key: &str) -> Result<Option<Session>, PeopleError> {
    let Some(bytes) = store.get(key).await? else { return Ok(None) };
    let session: Option<Session> = match bytes.split_first() {
        Some((&VERSION, rest)) => postcard::from_bytes(rest).ok(),
        _ => None,
    };
    Ok(session.filter(|session| clock.wall_ms() < session.expires_at()))
}

/// Notes that a session is used, seldom. Whoever signs out meanwhile has the last word.
///
/// # Errors
/// The store's.
pub async fn note_use<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    key: &str,
    session: Session,
) -> Result<(), PeopleError> {
    let now = clock.wall_ms();
    if now.saturating_sub(session.used_at) < SESSION_NOTE_MS {
        return Ok(());
    }
    put(store, key, &Session { used_at: now, ..session }).await
}

/// Changes a session that is there. Whoever signs out meanwhile has the last word.
///
/// # Errors
/// The store's.
pub async fn put(store: &impl Store, key: &str, session: &Session) -> Result<(), PeopleError> {
    write(store, key, session).await?;
    if store.exists(&signed_out_key(key)).await? {
        store.delete(key).await?;
    }
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// The store's: then it may go on.
pub async fn close(store: &impl Store, key: &str) -> Result<(), PeopleError> {
    store.set(&signed_out_key(key), b"1").await?;
    Ok(store.delete(key).await?)
}

/// Takes the code of a step, which nobody can take again; steps that no clock takes any more are forgotten.
///
/// # Errors
/// The store's: then it may be taken.
pub async fn claim_step<S: Store, C: Clock>(store: &S, clock: &C, agent: &str, step: u64) -> Result<bool, PeopleError> {
    let key = |step: u64| format!("pt1:{agent}:{step}");
    if !secret::claim_once(store, &key(step)).await? {
        return Ok(false);
    }
    let mut traces = read_traces(store, agent).await?;
    let current = u64::try_from(clock.wall_ms() / 1_000).unwrap_or_default() / TOTP_STEP_S;
    // Far enough behind for any machine's clock.
    let oldest = current.saturating_sub(10 * TOTP_DRIFT_STEPS);
    for old in traces.steps.iter().filter(|step| **step < oldest) {
        store.delete(&key(*old)).await?;
    }
    traces.steps.retain(|step| *step >= oldest);
    traces.steps.push(step);
    write_traces(store, agent, &traces).await?;
    Ok(true)
}

/// Takes an attempt at the identity provider, which nobody can take again; those that no provider takes any more are
/// forgotten.
///
/// # Errors
/// The store's: then it may be taken.
pub async fn claim_attempt<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    agent: &str,
    attempt: &str,
) -> Result<bool, PeopleError> {
    let key = format!("pv1:{agent}:{}", secret::hash(attempt));
    if !secret::claim_once(store, &key).await? {
        return Ok(false);
    }
    let now = clock.wall_ms();
    let mut traces = read_traces(store, agent).await?;
    let is_old = |at: Instant| now.saturating_sub(at) > ATTEMPT_KEEP_MS;
    for (old, _) in traces.attempts.iter().filter(|(_, at)| is_old(*at)) {
        store.delete(old).await?;
    }
    traces.attempts.retain(|(_, at)| !is_old(*at));
    traces.attempts.push((key, now));
    write_traces(store, agent, &traces).await?;
    Ok(true)
}

fn signed_out_key(key: &str) -> String {
    format!("{key}:x")
}

async fn write(store: &impl Store, key: &str, session: &Session) -> Result<(), PeopleError> {
    let corrupt = |_| PeopleError::Corrupt { key: key.to_owned() };
    Ok(store.set(key, &postcard::to_extend(session, vec![VERSION]).map_err(corrupt)?).await?)
}

async fn read_traces(store: &impl Store, agent: &str) -> Result<Traces, PeopleError> {
    let bytes = store.get(&format!("pa1:{agent}")).await?;
    // What can't be read costs some bytes that are never deleted.
    Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default())
}

async fn write_traces(store: &impl Store, agent: &str, traces: &Traces) -> Result<(), PeopleError> {
    let key = format!("pa1:{agent}");
    let bytes = serde_json::to_vec(traces).map_err(|_| PeopleError::Corrupt { key: key.clone() })?;
    Ok(store.set(&key, &bytes).await?)
}

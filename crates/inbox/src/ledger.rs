//! The one way out for everything that is sent to buyers automatically: the ledger of its account.
//!
//! Reserve, look again, send: a reservation is appended before anything is queued, and of several that raced each sees
//! the others' on the second look. Whoever dies in between finds its own reservation, and only looks again.

use crate::{Desk, InboxError, Rules};
use sellerdesk_canonical::{EventId, Instant};
use sellerdesk_journal::{self as journal, Clock, Journal, Store, check_key};
use sellerdesk_notify::caps::{Caps, Entry, Reason, Reservation, Send};
use sellerdesk_notify::{CapLimits, Decision, decide};

/// Whether something may be sent automatically.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Admission {
    /// It is reserved: send it.
    Granted,
    /// It is not sent.
    Refused {
        /// Why.
        reason: Reason,
        /// When it may be allowed, where time alone brings that.
        retry_at: Option<Instant>,
    },
    /// It is not sent, and nothing is any more until somebody closes the breaker; `point` tells this opening from others.
    BreakerOpened {
        /// The same for the same opening.
        point: String,
    },
}

/// An account's ledger as it stands.
///
/// # Errors
/// The store's.
pub async fn read_ledger<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    channel: &str,
    account: &str,
) -> Result<Caps, InboxError> {
    Ok(open(desk, channel, account)?.load_folded().await?.0)
}

/// Asks for leave to send, `at` being now.
///
/// # Errors
/// The store's: ask again.
pub async fn admit<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    (channel, account): (&str, &str),
    send: &Send,
    limits: &CapLimits,
    at: Instant,
) -> Result<Admission, InboxError> {
    let journal = open(desk, channel, account)?;
    let caps = journal.load_folded::<Caps>().await?.0;
    match caps.reservation(send.id) {
        // Refused on the second look, and nobody lived to say so.
        Some(Reservation::Withdrawn) => {
            return Ok(Admission::Refused { reason: Reason::LedgerBusy, retry_at: None });
        }
        // Whoever reserved it may have died before the second look.
        Some(Reservation::Held) => {}
        None => match decide(&caps, send, limits, at) {
            Decision::Allow => append(&journal, &Entry::Sent { send: send.clone(), at }).await?,
            Decision::Refuse { reason, retry_at } => return Ok(Admission::Refused { reason, retry_at }),
            Decision::OpenBreaker => return open_breaker(&journal, &caps, at).await,
        },
    }
    let caps = journal.load_folded::<Caps>().await?.0;
    let admission = match decide(&caps, send, limits, at) {
        Decision::Allow => return Ok(Admission::Granted),
        Decision::Refuse { reason, retry_at } => Admission::Refused { reason, retry_at },
        Decision::OpenBreaker => open_breaker(&journal, &caps, at).await?,
    };
    append(&journal, &Entry::Withdrawn { id: send.id, at }).await?;
    Ok(admission)
}

/// A message to an address came back: nothing automatic goes there for a while.
///
/// # Errors
/// The store's.
pub async fn block_address<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    (channel, account): (&str, &str),
    failure: EventId,
    recipient: &str,
    at: Instant,
) -> Result<(), InboxError> {
    let journal = open(desk, channel, account)?;
    let recipient = recipient.to_lowercase();
    if !journal.load_folded::<Caps>().await?.0.is_dead(&recipient, at) {
        append(&journal, &Entry::Failed { id: failure, recipient, at }).await?;
    }
    Ok(())
}

/// Lets an account's automatic replies go on; the ledger as it then is.
///
/// # Errors
/// The store's.
pub async fn close_breaker<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    (channel, account): (&str, &str),
    by: &str,
    at: Instant,
) -> Result<Caps, InboxError> {
    let journal = open(desk, channel, account)?;
    let caps: Caps = journal.load_folded().await?.0;
    // A sweep may have opened it by a clock that is ahead.
    let at = caps.open_since().map_or(at, |opened_at| at.max(opened_at));
    let entry = Entry::closed(by, at);
    append(&journal, &entry).await?;
    let mut caps = caps;
    caps.apply(&entry);
    Ok(caps)
}

/// Takes an address back into use.
///
/// # Errors
/// The store's.
pub async fn clear_address<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    (channel, account): (&str, &str),
    recipient: &str,
    at: Instant,
) -> Result<(), InboxError> {
    append(&open(desk, channel, account)?, &Entry::Cleared { recipient: recipient.to_lowercase(), at }).await
}

async fn open_breaker<S: Store, C: Clock>(
    journal: &Journal<'_, S, C>,
    caps: &Caps,
    at: Instant,
) -> Result<Admission, InboxError> {
    append(journal, &Entry::Opened { at }).await?;
    let point = caps.closed_at().map(|at| at.to_string()).unwrap_or_default();
    Ok(Admission::BreakerOpened { point })
}

fn open<'a, S: Store, C: Clock, R: Rules>(
    desk: Desk<'a, S, C, R>,
    channel: &str,
    account: &str,
) -> Result<Journal<'a, S, C>, InboxError> {
    // The number is the schema's version.
    let name = format!("k1:{channel}:{account}");
    let name = match check_key(&name) {
        Ok(()) => name,
        Err(_) => format!("k1:{}", EventId::delivered(channel, account, "ledger")),
    };
    Ok(Journal::open(desk.store, desk.clock, &name)?)
}

async fn append<S: Store, C: Clock>(journal: &Journal<'_, S, C>, entry: &Entry) -> Result<(), InboxError> {
    let id = entry.event_id(journal.name());
    journal.append(journal::EventId(id.bytes()), &entry.encode()).await?;
    Ok(())
}

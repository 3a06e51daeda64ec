//! The sweep's lease: keeps two sweeps from doing the same work at once. Nothing depends on it for being right:
//! every effect of a sweep is recorded under an id that a fold takes once.

use crate::limits::LEASE_MS;
use crate::{Desk, InboxError, Rules};
use sellerdesk_journal::{Clock, Store, StoreError};

const TURN_KEY: &str = "w1:turn";
const LEASE_KEY: &str = "w1:lease";

/// A lease that was taken.
pub struct Lease {
    turn: i64,
    beat: u64,
}

/// What a look at the lease found.
pub enum Look {
    /// It is ours now.
    Taken(Lease),
    /// Somebody else is at work.
    Held,
}

/// Somebody else's lease as last seen, to tell a live holder from a dead one.
#[derive(Default)]
pub struct Watch {
    seen: Option<(Vec<u8>, i64)>,
    /// A lease of ours that was written but not yet seen: a store may show it late.
    ours: Option<Lease>,
}

impl Watch {
    /// Takes the lease if it is free, or if its holder has not renewed it for [`LEASE_MS`] while watched: a
    /// wall clock that jumps, or two machines' clocks, decide nothing.
    pub async fn look<S: Store, C: Clock, R: Rules>(&mut self, desk: Desk<'_, S, C, R>) -> Result<Look, InboxError> {
        let now_ms = desk.clock.monotonic_ms();
        let value = desk.store.get(LEASE_KEY).await?.unwrap_or_default();
        if let Some(ours) = self.ours.take_if(|ours| ours.value() == value) {
            return Ok(Look::Taken(ours));
        }
        if !value.is_empty() {
            match &self.seen {
                Some((known, since_ms)) if *known == value => {
                    if now_ms - since_ms < LEASE_MS {
                        return Ok(Look::Held);
                    }
                }
                _ => {
                    self.seen = Some((value, now_ms));
                    return Ok(Look::Held);
                }
            }
        }
        let lease = Lease { turn: desk.store.increment(TURN_KEY, 1).await?, beat: 0 };
        desk.store.set(LEASE_KEY, &lease.value()).await?;
        // Of several that found it free, the one whose value stays works.
        let is_ours = desk.store.get(LEASE_KEY).await?.is_some_and(|value| value == lease.value());
        if is_ours {
            return Ok(Look::Taken(lease));
        }
        self.ours = Some(lease);
        Ok(Look::Held)
    }
}

impl Lease {
    fn value(&self) -> Vec<u8> {
        format!("{}.{}", self.turn, self.beat).into_bytes()
    }

    /// Shows that we live.
    pub async fn renew<S: Store, C: Clock, R: Rules>(&mut self, desk: Desk<'_, S, C, R>) -> Result<(), StoreError> {
        self.beat += 1;
        desk.store.set(LEASE_KEY, &self.value()).await
    }

    /// Gives it back.
    pub async fn release<S: Store, C: Clock, R: Rules>(self, desk: Desk<'_, S, C, R>) -> Result<(), StoreError> {
        desk.store.set(LEASE_KEY, &[]).await
    }
}

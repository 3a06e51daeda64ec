//! Whether something may be sent automatically now.

use super::CapLimits;
use super::ledger::{Caps, Mark, Send};
use crate::limits::{AHEAD_MS_MAX, HOUR_MS};
use sellerdesk_canonical::Instant;
use serde::{Deserialize, Serialize};

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Append [`super::Entry::Sent`], then send.
    Allow,
    /// Don't send; append [`super::Entry::Refused`].
    Refuse {
        /// Why.
        reason: Reason,
        /// When it may be allowed, where time alone brings that.
        retry_at: Option<Instant>,
    },
    /// Don't send; append [`super::Entry::Opened`] and tell people, once.
    OpenBreaker,
}

/// Why something was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The breaker is open.
    BreakerOpen,
    /// The recipient takes nothing, and is blocked for a while.
    RecipientDead,
    /// The rule has answered this conversation already.
    RuleAgain,
    /// The recipient has had enough.
    RecipientFull,
    /// The breaker was closed, but what was sent before is still within the window.
    LedgerBusy,
    /// More was sent than the ledger can hold: how much is unknown.
    LedgerFull,
    /// The ledger's newest entry lies in the future: some clock is wrong.
    ClockWrong,
}

/// Judges a send at `now`. Its own entry, if it is there already, doesn't count.
pub fn decide(caps: &Caps, send: &Send, limits: &CapLimits, now: Instant) -> Decision {
    let refuse = |reason, retry_at| Decision::Refuse { reason, retry_at };
    if caps.open_since().is_some() {
        return refuse(Reason::BreakerOpen, None);
    }
    if caps.is_dead(&send.recipient, now) {
        return refuse(Reason::RecipientDead, None);
    }
    if caps.newest > now.saturating_add(AHEAD_MS_MAX) {
        return refuse(Reason::ClockWrong, None);
    }
    let own = send.mark(now);
    let others: Vec<&Mark> = caps.counted().filter(|mark| mark.id != own.id).collect();
    if own.rule != 0 {
        let same = others.iter().filter(|mark| mark.rule == own.rule).map(|mark| mark.at);
        if let Some(free_at) = free_at(same, 1, limits.rule_pause_ms, now) {
            return refuse(Reason::RuleAgain, Some(free_at));
        }
    }
    let same = others.iter().filter(|mark| mark.recipient == own.recipient).map(|mark| mark.at);
    if let Some(free_at) = free_at(same, limits.recipient_max, limits.recipient_window_ms, now) {
        return refuse(Reason::RecipientFull, Some(free_at));
    }
    // Whoever closed the breaker has seen what opened it.
    let is_new = |at: &Instant| Some(*at) > caps.closed_at();
    let times = || others.iter().map(|mark| mark.at);
    let failures = caps.failures.iter().map(|(at, _)| *at).filter(is_new);
    if free_at(times().filter(is_new), limits.ledger_max, limits.ledger_window_ms, now).is_some()
        || free_at(failures, limits.failures_max, HOUR_MS, now).is_some()
    {
        return Decision::OpenBreaker;
    }
    if let Some(free_at) = free_at(times(), limits.ledger_max, limits.ledger_window_ms, now) {
        return refuse(Reason::LedgerBusy, Some(free_at));
    }
    let oldest_ms = caps.sends.first().map_or(0, |mark| now.saturating_sub(mark.at));
    if caps.sends.len() >= caps.sends_max && oldest_ms < limits.longest_ms() {
        return refuse(Reason::LedgerFull, None);
    }
    Decision::Allow
}

/// When the next of at most `max` in any window of `window_ms` may follow those at `times` (ascending); `None` for now.
/// Times after `now` count too: another machine's clock is ahead.
fn free_at(times: impl Iterator<Item = Instant>, max: u32, window_ms: i64, now: Instant) -> Option<Instant> {
    let from = now.saturating_sub(window_ms);
    let within: Vec<Instant> = times.filter(|at| *at > from).collect();
    let max = usize::try_from(max).unwrap_or(usize::MAX).max(1);
    let blocking = within.len().checked_sub(max)?;
    within.get(blocking).map(|at| at.saturating_add(window_ms))
}

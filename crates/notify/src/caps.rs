//! The choke point of everything sent automatically: replies, rules, notifications.
//!
//! A *ledger* holds what was sent within a day, what failed, which addresses are dead, and one breaker. There is one
//! ledger for the automatic replies of each account and one for all notifications. Nothing automatic leaves without
//!
//! 1. [`decide`] on the ledger as just read;
//! 2. [`Entry::Sent`] appended before the send: a reservation;
//! 3. for several senders at once, [`decide`] again on the ledger read anew: it leaves out the send's own entry, so of
//!    two that raced at most one goes on. Who is refused now appends [`Entry::Withdrawn`].
//!
//! The fold is the same for every order of arrival: its parts are the newest of a set, or the later of two states.

mod decide;
mod ledger;

pub use decide::{Decision, Reason, decide};
pub use ledger::{Caps, Entry, Refused, Reservation, Send};

use crate::limits::{DAY_MS, HOUR_MS, LEDGER_SENDS_MAX, MINUTE_MS, SENDS_MAX};
use sellerdesk_deadline::FieldProblem;
use serde::{Deserialize, Serialize};

/// How much is sent. Documents may lower every number, and raise it up to the named limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CapLimits {
    /// A rule answers one conversation at most once in so many milliseconds.
    pub rule_pause_ms: i64,
    /// Sends to one recipient (address, target) within [`recipient_window_ms`](Self::recipient_window_ms).
    pub recipient_max: u32,
    /// Its window, in milliseconds.
    pub recipient_window_ms: i64,
    /// Sends of the ledger within [`ledger_window_ms`](Self::ledger_window_ms); one more opens the breaker.
    pub ledger_max: u32,
    /// Its window, in milliseconds.
    pub ledger_window_ms: i64,
    /// Permanent failures within an hour; one more send opens the breaker.
    pub failures_max: u32,
}

impl CapLimits {
    /// Automatic replies: one for a rule and conversation in 12 hours, three for a recipient in a day, 30 for an account
    /// in ten minutes, ten dead addresses in an hour.
    pub const REPLIES: Self = Self {
        rule_pause_ms: 12 * HOUR_MS,
        recipient_max: 3,
        recipient_window_ms: DAY_MS,
        ledger_max: 30,
        ledger_window_ms: 10 * MINUTE_MS,
        failures_max: 10,
    };
    /// Notifications: 15 messages for a target in ten minutes (every chat's own limit is higher, and what waits is
    /// bundled), 300 for all in ten minutes, ten dead targets in an hour.
    pub const NOTIFICATIONS: Self = Self {
        rule_pause_ms: 0,
        recipient_max: 15,
        recipient_window_ms: 10 * MINUTE_MS,
        ledger_max: 300,
        ledger_window_ms: 10 * MINUTE_MS,
        failures_max: 10,
    };

    /// The longest window, in milliseconds.
    pub(crate) fn longest_ms(&self) -> i64 {
        self.rule_pause_ms.max(self.recipient_window_ms).max(self.ledger_window_ms)
    }

    /// Whether all that may be sent in the longest window fits into the ledger.
    fn is_remembered(&self) -> bool {
        let windows = self.longest_ms().saturating_add(self.ledger_window_ms - 1) / self.ledger_window_ms.max(1);
        windows.saturating_mul(i64::from(self.ledger_max)) <= SENDS_MAX as i64
    }

    /// What is wrong with limits that were written by hand; `path` is where they stand.
    pub fn check(&self, path: &str) -> Vec<FieldProblem> {
        let window = 1..=DAY_MS;
        let wrong = [
            ("rule_pause_ms", (0..=DAY_MS).contains(&self.rule_pause_ms), "is not between 0 and a day"),
            ("recipient_max", (1..=LEDGER_SENDS_MAX).contains(&self.recipient_max), "is not between 1 and 1000"),
            ("recipient_window_ms", window.contains(&self.recipient_window_ms), "is not between 1 and a day"),
            ("ledger_max", (1..=LEDGER_SENDS_MAX).contains(&self.ledger_max), "is not between 1 and 1000"),
            ("ledger_max", self.is_remembered(), "is more than the ledger remembers within the longest window"),
            ("ledger_window_ms", window.contains(&self.ledger_window_ms), "is not between 1 and a day"),
            ("failures_max", (1..=200).contains(&self.failures_max), "is not between 1 and 200"),
        ];
        let problem = |(field, _, message): &(&str, bool, &str)| FieldProblem::new(format!("{path}.{field}"), *message);
        wrong.iter().filter(|(_, is_right, _)| !is_right).map(problem).collect()
    }
}

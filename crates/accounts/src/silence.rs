//! When no delivery for a while means that none gets through.
//!
//! A seller's webhooks come by day, perhaps on weekdays only; a warning each night would soon go unread. So nothing
//! is assumed about their rhythm, and the rhythm is not modelled: the longest gap of each day on which something
//! came is remembered, for [`GAP_DAYS_MAX`] such days, which hold two weekends even of who works on weekdays. An
//! account is silent after the longest of
//!
//! - [`SILENCE_MS_MIN`], six hours; [`NEW_SILENCE_MS_MIN`], three days, while it is new and has shown no weekend;
//! - one and a half times the longest gap remembered ([`SILENCE_PERCENT`]);
//! - eight mean gaps ([`SILENCE_MEANS`]): where a message comes now and then, by chance, the longest of a few gaps
//!   says little about the next.
//!
//! That finds an outage of a shop with traffic around the clock after six hours, with pauses by night after a
//! day, with weekends after four days. Hours of the week as a model would find the last two sooner, and be wrong on
//! every holiday, change of season and change of staff.
//!
//! **An outage teaches little.** A gap counts at most twice the limit that it passed ([`LEARN_PERCENT`]): however
//! long an outage, the next is found within three times the time, and 14 days later it is forgotten; a new habit,
//! such as weekends off, is learned with one warning or two. Gaps under a minute aren't seen at all.

use crate::Activity;
use crate::limits::{
    DAY_MS, GAP_DAYS_MAX, LEARN_PERCENT, MEAN_GAPS, NEW_MS, NEW_SILENCE_MS_MIN, SILENCE_GAPS_MIN, SILENCE_MEANS,
    SILENCE_MS_MIN, SILENCE_PERCENT,
};
use sellerdesk_canonical::Instant;
use serde::{Deserialize, Serialize};

/// An account's deliveries have stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Silence {
    /// When the last one came. With the account, it names the silence: the same one has the same.
    pub since: Instant,
    /// The longest gap that was usual until then, in milliseconds.
    pub usual_gap_ms: i64,
}

/// Whether the account has been silent for longer than it usually is. Never before it has had
/// [`SILENCE_GAPS_MIN`] gaps.
pub fn is_silent(activity: &Activity, now: Instant) -> Option<Silence> {
    let since = activity.last_received_at?;
    let limit_ms = activity.gaps.limit_ms(activity.age_ms(now));
    let is_silent = activity.gaps.count >= SILENCE_GAPS_MIN && now.saturating_sub(since) > limit_ms;
    is_silent.then(|| Silence { since, usual_gap_ms: activity.gaps.longest_ms() })
}

/// What is remembered of the gaps between deliveries.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gaps {
    /// How many there were.
    count: u32,
    /// Their mean, later ones counting more.
    mean_ms: i64,
    /// The longest of each day, counted from the epoch in UTC, on which one ended.
    longest: Vec<(i64, i64)>,
}

impl Gaps {
    /// Takes in a gap that ends now; `age_ms` is how long the account is known.
    pub(crate) fn learn(&mut self, gap_ms: i64, now: Instant, age_ms: i64) {
        let learned_ms_max = self.limit_ms(age_ms).saturating_mul(LEARN_PERCENT) / 100;
        let gap_ms = gap_ms.min(learned_ms_max);
        self.count = self.count.saturating_add(1);
        let weight = i64::from(self.count.min(MEAN_GAPS));
        self.mean_ms = self.mean_ms.saturating_add(gap_ms.saturating_sub(self.mean_ms) / weight);
        let today = now.div_euclid(DAY_MS);
        match self.longest.iter_mut().find(|(day, _)| *day == today) {
            Some((_, longest_ms)) => *longest_ms = gap_ms.max(*longest_ms),
            None => self.longest.push((today, gap_ms)),
        }
        self.longest.drain(..self.longest.len().saturating_sub(GAP_DAYS_MAX));
    }

    /// How long the account may be silent.
    fn limit_ms(&self, age_ms: i64) -> i64 {
        let least_ms = if age_ms < NEW_MS { NEW_SILENCE_MS_MIN } else { SILENCE_MS_MIN };
        let by_longest_ms = self.longest_ms().saturating_mul(SILENCE_PERCENT) / 100;
        least_ms.max(by_longest_ms).max(self.mean_ms.saturating_mul(SILENCE_MEANS))
    }

    fn longest_ms(&self) -> i64 {
        self.longest.iter().map(|(_, longest_ms)| *longest_ms).max().unwrap_or_default()
    }
}

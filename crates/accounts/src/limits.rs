//! Limits of accounts, and the numbers that decide when one is silent.

use sellerdesk_journal::{CLOCK_SKEW_MS_MAX, STALENESS_MS_MAX, VALUE_BYTES_MAX};

/// Accounts that are listed; more are refused.
pub const ACCOUNTS_MAX: usize = 2_000;
/// Longest channel name, in bytes.
pub const CHANNEL_BYTES_MAX: usize = 31;
/// Longest account name, in bytes.
pub const ACCOUNT_BYTES_MAX: usize = 40;
/// Longest settings of one part, in bytes.
pub const SETTINGS_BYTES_MAX: usize = 16 * 1024;
/// Shortest webhook secret, in bytes: with an empty one anybody could sign.
pub const SECRET_BYTES_MIN: usize = 8;
/// Longest webhook secret, in bytes.
pub const SECRET_BYTES_MAX: usize = 1_000;
/// Longest name of who made a change, in bytes.
pub const BY_BYTES_MAX: usize = 200;
/// Longest token, in bytes.
pub const TOKEN_BYTES_MAX: usize = 8 * 1024;
/// How often a change is recorded that another writer's later one hides.
pub const CHANGE_ATTEMPTS_MAX: u32 = 4;
/// A delivery for an account removed not longer ago than this, in milliseconds, doesn't bring it back: it was under
/// way, or its settings were read from a store that is behind.
pub const RETURN_MS: i64 = 600_000;

/// A delivery is noted if the last note is older than this, in milliseconds.
pub const NOTE_EVERY_MS: i64 = 60_000;
/// A failure unlike the last one is noted if that one is older than this, in milliseconds: strangers, who can fail
/// in as many ways as they like, must not make every request a write.
pub const FAILURE_EVERY_MS: i64 = 1_000;
/// Longest reason of a failure, in characters.
pub const REASON_CHARS_MAX: usize = 200;
/// A note further ahead of the clock than this, in milliseconds, was made by a wrong clock.
pub const AHEAD_MS_MAX: i64 = 300_000;

/// The accounts are looked through for silent ones if the last time is longer ago than this, in milliseconds.
pub const SILENCE_CHECK_MS: i64 = 15 * 60_000;
/// Accounts whose activity is read at once.
pub const READ_CONCURRENCY_MAX: usize = 32;
/// Gaps that an account must have had before its silence means anything.
pub const SILENCE_GAPS_MIN: u32 = 10;
/// No silence is shorter than this, in milliseconds: 6 hours.
pub const SILENCE_MS_MIN: i64 = 6 * HOUR_MS;
/// Nor than this, in milliseconds, while an account is new: 3 days, longer than its first weekend.
pub const NEW_SILENCE_MS_MIN: i64 = 72 * HOUR_MS;
/// How long an account is new, in milliseconds: 15 days, in which it has shown two weekends.
pub const NEW_MS: i64 = 15 * DAY_MS;
/// Days with deliveries whose longest gaps are remembered.
pub const GAP_DAYS_MAX: usize = 14;
/// A silence is longer than the longest usual gap times this, in percent.
pub const SILENCE_PERCENT: i64 = 150;
/// A silence is longer than so many mean gaps: of gaps by pure chance, one in 3,000 is longer.
pub const SILENCE_MEANS: i64 = 8;
/// Gaps that the mean is over, later ones counting more.
pub const MEAN_GAPS: u32 = 16;
/// A gap counts at most as the limit that it passed times this, in percent.
pub const LEARN_PERCENT: i64 = 200;

/// An hour in milliseconds.
pub(crate) const HOUR_MS: i64 = 3_600_000;
/// A day in milliseconds.
pub(crate) const DAY_MS: i64 = 24 * HOUR_MS;

/// Bytes of one account in the registry's snapshot beside its names: instants, flags and punctuation of JSON.
const REGISTERED_BYTES_MAX: usize = 52;
const _: () = assert!(RETURN_MS > STALENESS_MS_MAX + CLOCK_SKEW_MS_MAX && AHEAD_MS_MAX > CLOCK_SKEW_MS_MAX);
// The registry of as many accounts with the longest names fits into one value.
const _: () =
    assert!(ACCOUNTS_MAX * (CHANNEL_BYTES_MAX + ACCOUNT_BYTES_MAX + REGISTERED_BYTES_MAX) < VALUE_BYTES_MAX - 1_024);
// A seller who pauses for a weekend (Friday evening to Monday noon) is not silent while new.
const _: () = assert!(NEW_SILENCE_MS_MIN > 66 * HOUR_MS && NEW_MS > 14 * DAY_MS);
// What is learned from one gap beyond the limit is more than the limit was, or a new habit would never be learned.
const _: () = assert!(SILENCE_PERCENT > 100 && LEARN_PERCENT > 100);

//! Every limit of notifications and of the caps on automatic sends.

use sellerdesk_journal::VALUE_BYTES_MAX;

/// A minute in milliseconds.
pub(crate) const MINUTE_MS: i64 = 60_000;
/// An hour in milliseconds.
pub(crate) const HOUR_MS: i64 = 60 * MINUTE_MS;
/// A day in milliseconds.
pub(crate) const DAY_MS: i64 = 24 * HOUR_MS;

/// Longest id of a target, recipient or team, in bytes.
pub const ID_BYTES_MAX: usize = 40;
/// Targets of one routing document.
pub const TARGETS_MAX: usize = 100;
/// Recipients of one routing document.
pub const RECIPIENTS_MAX: usize = 200;
/// Teams of one routing document.
pub const TEAMS_MAX: usize = 50;
/// Members and supervisors of one team.
pub const MEMBERS_MAX: usize = 100;
/// Targets of one recipient.
pub const RECIPIENT_TARGETS_MAX: usize = 5;
/// Subscriptions of one recipient.
pub const SUBSCRIPTIONS_MAX: usize = 50;
/// Values in one list of a subscription.
pub const SUBSCRIPTION_VALUES_MAX: usize = 50;
/// Steps of the escalation chain.
pub const STEPS_MAX: usize = 8;
/// Longest delay of a step, in seconds: a week.
pub const STEP_S_MAX: u32 = 7 * 24 * 3_600;
/// Times at which one recipient's digest goes out, a day.
pub const DIGEST_TIMES_MAX: usize = 12;

/// Longest buyer's excerpt in a notification, in characters.
pub const EXCERPT_CHARS_MAX: usize = 120;
/// Longest other value in a notification, in characters.
pub const VALUE_CHARS_MAX: usize = 200;
/// Notices shown in one bundle; of the others it says how many there are.
pub const BUNDLE_LINES_MAX: usize = 20;
/// Notices that one bundle settles.
pub const BUNDLE_ITEMS_MAX: usize = 100;
/// Notices waiting for one target from which on they go out bundled.
pub const BURST_MAX: usize = 5;

/// Notifications that may wait for one target; more are refused and counted.
pub const TARGET_PENDING_MAX: usize = 100;
/// Places that every target has, however full the outbox is.
pub const TARGET_RESERVED_MAX: usize = 3;
/// Notifications that may wait in all, those places left out.
pub const PENDING_MAX: usize = 400;
/// Settled notifications that stay in the state: they are known again and can be sent again; the log has all.
pub const SETTLED_MAX: usize = 300;
/// Refusals that stay in a state.
pub const REFUSALS_MAX: usize = 100;
/// Longest reason kept, in characters.
pub const REASON_CHARS_MAX: usize = 120;
/// How long a claim holds, in milliseconds: longer than any call may take.
pub const CLAIM_MS: i64 = 2 * MINUTE_MS;
/// Attempts after which a notification has failed.
pub const ATTEMPTS_MAX: u32 = 12;
/// Age at which a notification that could not be sent has failed, in milliseconds.
pub const AGE_MS_MAX: i64 = DAY_MS;
/// Pause of a target after its first failure, in milliseconds.
pub const BACKOFF_MS_MIN: i64 = 15_000;
/// Longest pause of a target, in milliseconds, before its jitter.
pub const BACKOFF_MS_MAX: i64 = HOUR_MS;

/// Longest window that caps look back, in milliseconds: what is older is forgotten.
pub const WINDOW_MS_MAX: i64 = DAY_MS;
/// Highest cap on the sends of one ledger in its window.
pub const LEDGER_SENDS_MAX: u32 = 1_000;
/// Sends that one ledger remembers: 40 in every ten minutes of a day. With no room for another, nothing is sent.
pub const SENDS_MAX: usize = 5_760;
/// Sends that the notifications' ledger remembers: it shares a value with the outbox.
pub const NOTIFICATION_SENDS_MAX: usize = 1_000;
/// Failures that one ledger remembers.
pub const FAILURES_MAX: usize = 200;
/// Dead addresses that one ledger remembers.
pub const DEAD_MAX: usize = 1_000;
/// How long a dead address is blocked, in milliseconds: 60 days.
pub const DEAD_MS: i64 = 60 * DAY_MS;
/// A ledger's newest entry further ahead of the clock than this, in milliseconds, was made by a wrong clock.
pub const AHEAD_MS_MAX: i64 = 5 * MINUTE_MS;

// A send takes at most 32 bytes, a dead address 20, a failure 18, a refusal 40: see the test in `caps`.
const _: () = assert!(SENDS_MAX * 32 + DEAD_MAX * 20 + FAILURES_MAX * 18 + REFUSALS_MAX * 40 < VALUE_BYTES_MAX - 8_192);

//! Limits of people, and the numbers that decide how long a secret lives and how often one may be guessed.

use sellerdesk_journal::{CLOCK_SKEW_MS_MAX, VALUE_BYTES_MAX};

/// Agents; more are refused.
pub const AGENTS_COUNT_MAX: usize = 250;
/// API tokens.
pub const TOKENS_COUNT_MAX: usize = 100;
/// One-time links that were not used; the oldest makes room.
pub const LINKS_COUNT_MAX: usize = 300;
/// Accounts that a person or token may be limited to.
pub const ACCOUNTS_COUNT_MAX: usize = 50;
/// Languages of an agent.
pub const LANGUAGES_COUNT_MAX: usize = 10;
/// Longest name, in bytes.
pub const NAME_BYTES_MAX: usize = 80;
/// Longest e-mail address, in bytes (RFC 5321).
pub const EMAIL_BYTES_MAX: usize = 254;
/// Longest `channel/account`, in bytes.
pub const ACCOUNT_BYTES_MAX: usize = 72;
/// Longest language tag, in bytes (RFC 5646, section 4.4.1).
pub const LANGUAGE_BYTES_MAX: usize = 35;
/// Most conversations that an agent may have at once.
pub const CAPACITY_MAX: u32 = 10_000;
/// All people together as stored, in bytes; a change that would go beyond is refused.
pub const PEOPLE_BYTES_MAX: usize = 200 * 1024;
/// Changes that are remembered by their ids, so that one written twice counts once.
pub const SEEN_COUNT_MAX: usize = 128;
/// How often the cached directory is written again because the journal grew meanwhile.
pub const CACHE_ATTEMPTS_MAX: u32 = 3;

/// Shortest password, in characters (NIST SP 800-63B asks for 8 at least).
pub const PASSWORD_CHARS_MIN: usize = 10;
/// Longest password, in bytes.
pub const PASSWORD_BYTES_MAX: usize = 256;
/// Memory of argon2id, in KiB; with the next two, OWASP's first choice.
pub const ARGON2_MEMORY_KIB: u32 = 19_456;
/// Passes of argon2id.
pub const ARGON2_PASSES: u32 = 2;
/// Lanes of argon2id.
pub const ARGON2_LANES: u32 = 1;
/// Length of a salt, in bytes.
pub const SALT_BYTES: usize = 16;

/// Length of a TOTP secret, in bytes: what RFC 4226 recommends.
pub const TOTP_SECRET_BYTES: usize = 20;
/// A TOTP step, in seconds.
pub const TOTP_STEP_S: u64 = 30;
/// Steps before and after the current one that are taken.
pub const TOTP_DRIFT_STEPS: u64 = 1;
/// Recovery codes of an enrolment.
pub const RECOVERY_COUNT: usize = 10;
/// Random bytes of a recovery code: 80 bits.
pub const RECOVERY_BYTES: usize = 10;
/// An enrolment that was not confirmed is void after this, in milliseconds.
pub const ENROL_MS_MAX: i64 = 15 * MINUTE_MS;

/// Random bytes of a session token, an API token or a link: 256 bits.
pub const SECRET_BYTES: usize = 32;
/// A session that nobody used for so long has ended, in milliseconds.
pub const SESSION_IDLE_MS_MAX: i64 = 12 * HOUR_MS;
/// A session ends after this, in milliseconds, however it is used.
pub const SESSION_MS_MAX: i64 = 30 * DAY_MS;
/// Use is noted if the last note is older than this, in milliseconds.
pub const SESSION_NOTE_MS: i64 = 10 * MINUTE_MS;
/// Sessions of one agent; the oldest makes room.
pub const SESSIONS_COUNT_MAX: usize = 20;
/// A link's life, in milliseconds.
pub const LINK_MS: i64 = DAY_MS;
/// An API token's longest life, in days.
pub const TOKEN_DAYS_MAX: u32 = 366;
/// Its life unless asked otherwise, in days.
pub const TOKEN_DAYS_DEFAULT: u32 = 90;

/// That an attempt at the identity provider was used is known for so long, in milliseconds: longer than one lives.
pub const ATTEMPT_KEEP_MS: i64 = HOUR_MS;

/// Places in which failed sign-ins are counted, of e-mails and of addresses each: they are never more.
pub const THROTTLE_SLOTS: u64 = 65_536;
/// Failures of one e-mail before it has to wait.
pub const EMAIL_FAILURES_FREE: u32 = 5;
/// Failures of one address before it has to wait: an office may share one.
pub const ADDRESS_FAILURES_FREE: u32 = 30;
/// The first wait, in milliseconds; each further failure doubles it.
pub const WAIT_MS_MIN: i64 = 30_000;
/// The longest wait, in milliseconds: nobody is shut out for good.
pub const WAIT_MS_MAX: i64 = 15 * MINUTE_MS;
/// Failures are forgotten after so long without another, in milliseconds.
pub const FORGET_MS: i64 = DAY_MS;

/// Entries of one page of the audit trail.
pub const AUDIT_PAGE_MAX: usize = 200;
/// The same unless asked otherwise.
pub const AUDIT_PAGE_DEFAULT: usize = 50;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

const _: () = assert!(PEOPLE_BYTES_MAX + 32 * 1024 < VALUE_BYTES_MAX);
const _: () = assert!(WAIT_MS_MIN >= CLOCK_SKEW_MS_MAX && WAIT_MS_MAX < FORGET_MS);
const _: () = assert!(SESSION_NOTE_MS < SESSION_IDLE_MS_MAX && SESSION_IDLE_MS_MAX < SESSION_MS_MAX);

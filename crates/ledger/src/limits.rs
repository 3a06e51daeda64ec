//! Limits of an account's ledger.

/// Alerts that an account remembers; the newest stay. Its journal keeps all.
pub const RAISED_MAX: usize = 60;
/// Uploads of one kind of report that are kept; older ones are deleted.
pub const UPLOADS_KEPT: usize = 4;
/// Bytes of one stored part of an upload.
pub const PART_BYTES_MAX: usize = 192 * 1024;
/// Refused rows that an upload's summary names.
pub const PROBLEMS_KEPT: usize = 20;
/// Official figures that are kept of a report.
pub const OFFICIAL_MAX: usize = 200;
/// Paths of what wasn't understood that are kept of a report.
pub const UNREAD_MAX: usize = 50;
/// Bytes of a settings document.
pub const SETTINGS_BYTES_MAX: usize = 32 * 1024;
/// Accounts evaluated by one call.
pub const EVALUATE_ACCOUNTS_MAX: usize = 4;
/// An account is evaluated at most so often, in milliseconds.
pub const EVALUATE_MS: i64 = 3_600_000;
/// Figures of one account that the overview holds.
pub const LINES_MAX: usize = 200;
/// Reads of the store that one request has in flight.
pub const READ_CONCURRENCY_MAX: usize = 8;
/// Pages of an account that are loaded at once, each of up to some megabytes.
pub const PAGE_CONCURRENCY_MAX: usize = 4;
/// Messages of one export that are taken in at once.
pub const EXPORT_MESSAGES_MAX: usize = 5_000;

//! Limits of the inbox.

/// Items in one conversation; further events go into a continuation of the thread.
pub const ITEMS_MAX: usize = 500;
/// Continuations of one thread.
pub const CONTINUATIONS_MAX: usize = 1_000;
/// Order or product ids kept for one conversation.
pub const REFERENCES_MAX: usize = 20;
/// Characters of an excerpt in a list.
pub const EXCERPT_CHARS_MAX: usize = 120;

/// Rows on one page of the list.
pub const LIST_ROWS_MAX: usize = 100;
/// Rows on one page unless asked otherwise.
pub const LIST_ROWS_DEFAULT: usize = 50;
/// Pages of the index that one request looks through for rows that match a filter.
pub const LIST_PAGES_MAX: usize = 20;

/// Records shown on one page of a conversation.
pub const RECORDS_PAGE_MAX: usize = 100;

/// Bytes of one stored part of a quarantined body.
pub const BODY_PART_BYTES_MAX: usize = 192 * 1024;

/// Conversations that one sweep judges.
pub const SWEEP_CONVERSATIONS_MAX: usize = 200;
/// Conversations that a sweep works on at once.
pub const SWEEP_CONCURRENCY_MAX: usize = 8;
/// A sweep's lease that has not changed for so long is dead, in milliseconds.
pub const LEASE_MS: i64 = 5_000;
/// Pause between two looks at somebody else's lease, in milliseconds.
pub const LEASE_POLL_MS: u64 = 250;

/// Entries after the index's last snapshot from which a reader writes the next one itself.
pub const INDEX_TAIL_MAX: usize = 1_024;

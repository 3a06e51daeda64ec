//! Limits of the inbox.

use sellerdesk_journal::{APPEND_ATTEMPTS_MAX, APPEND_SLOW_MS, CLOCK_SKEW_MS_MAX, HOLE_GRACE_MS, STALENESS_MS_MAX};

/// Items in one conversation; further events go into a continuation of the thread.
pub const ITEMS_MAX: usize = 440;
/// Continuations of one thread.
pub const CONTINUATIONS_MAX: usize = 1_000;
/// Order or product ids kept for one conversation.
pub const REFERENCES_MAX: usize = 20;
/// Names, ids of the buyer, subjects or sites kept for one conversation: the earliest is shown.
pub const ALIASES_MAX: usize = 3;
/// Longest platform id in an item, in bytes; of a longer one its hash stands there.
pub const ITEM_ID_BYTES_MAX: usize = 64;
/// Second categories of one item.
pub const ITEM_ALSO_MAX: usize = 4;
/// Risk flags of one item.
pub const ITEM_RISKS_MAX: usize = 8;
/// Longest language tag of an item, in bytes.
pub const ITEM_LANGUAGE_BYTES_MAX: usize = 16;
/// Policy document with which a full conversation's state still fits into one value, in bytes. With a longer one
/// its state may not be stored as a snapshot, which costs reads.
pub const POLICY_BYTES_MAX: usize = 8 * 1024;
/// Characters of an excerpt in a list.
pub const EXCERPT_CHARS_MAX: usize = 120;

/// Bytes of one record as stored, the journal's own header left out.
pub const RECORD_BYTES_MAX: usize = 255 * 1024;
/// Attachments that stay in a record which would be too large with all of them.
pub const CUT_ATTACHMENTS_MAX: usize = 10;
/// Bytes of text that stay in a record which would be too large with all of it.
pub const CUT_TEXT_BYTES_MAX: usize = 16 * 1024;

/// Rows on one page of the list.
pub const LIST_ROWS_MAX: usize = 100;
/// Rows on one page unless asked otherwise.
pub const LIST_ROWS_DEFAULT: usize = 50;
/// Pages of the index that one request looks through for rows that match a filter.
pub const LIST_PAGES_MAX: usize = 20;

/// Messages that are split off at once.
pub const SPLIT_ITEMS_MAX: usize = 50;

/// An exported message that nobody answered is taken in as new if it is this young, in milliseconds.
pub const EXPORT_OPEN_MS: i64 = 7 * 24 * 3_600 * 1_000;
/// What the desk took in itself is not taken from an export again: clocks may differ by so much, in milliseconds.
pub const EXPORT_OVERLAP_MS: i64 = 60_000;

/// Records shown on one page of a conversation.
pub const RECORDS_PAGE_MAX: usize = 100;

/// Bytes of one stored part of a quarantined body.
pub const BODY_PART_BYTES_MAX: usize = 192 * 1024;
/// Parts kept of one quarantined body: 12 MiB, more than any channel delivers.
pub const BODY_PARTS_MAX: usize = 64;

/// Conversations that one sweep judges.
pub const SWEEP_CONVERSATIONS_MAX: usize = 200;
/// Conversations that a sweep works on at once.
pub const SWEEP_CONCURRENCY_MAX: usize = 8;
/// A sweep's lease that has not changed for so long is dead, in milliseconds.
pub const LEASE_MS: i64 = 5_000;
/// Pause between two looks at somebody else's lease, in milliseconds.
pub const LEASE_POLL_MS: u64 = 250;

/// Records of one conversation that are followed at once.
pub const FOLLOW_RECORDS_MAX: usize = 50;
/// Attempts to follow a record before it is given up.
pub const FOLLOW_ATTEMPTS_MAX: u32 = 8;
/// Pause between two of them, in milliseconds.
pub const FOLLOW_BACKOFF_MS: i64 = 5 * 60 * 1_000;

/// Conversations kept in a customer's history, the newest.
pub const CUSTOMER_CONVERSATIONS_MAX: usize = 100;
/// Distinct orders counted for a customer.
pub const CUSTOMER_ORDERS_MAX: usize = 1_000;
/// Currencies of which a customer's dearest order is kept, and that a rule names.
pub const CUSTOMER_CURRENCIES_MAX: usize = 5;
/// Events counted for a customer: a whole history then fits into a snapshot.
pub const CUSTOMER_EVENTS_MAX: usize = 8_000;

/// Hours of conversations that one run looks through for old ones.
pub const EXPIRE_HOURS_MAX: i64 = 48;
/// Longest retention period, in days.
pub const RETENTION_DAYS_MAX: u32 = 3_650;

/// A row that took longer than this from its making into the index, in milliseconds, is made anew.
pub const ROW_SLOW_MS: i64 = 30_000;
/// How often a row is made anew before its writer gives up.
pub const ROW_ATTEMPTS_MAX: u32 = 3;
/// How long the index remembers the version of a conversation that left it, in milliseconds: longer than any row
/// that was made before takes to arrive, tries of the journal included.
pub const FORGET_MS: i64 = 600_000;
/// Rows folded last whose versions a manifest holds, against rows that it has overtaken.
pub const SETTLED_MAX: usize = 256;
/// Bytes of one page of the index: far below a value's limit, however long the rows.
pub const PAGE_BYTES_MAX: usize = 128 * 1024;

/// Entries after the index's last snapshot from which a reader writes the next one itself.
pub const INDEX_TAIL_MAX: usize = 1_024;

// The journal tries an append a few times, each for as long as it calls slow.
const _: () = assert!(
    FORGET_MS
        > ROW_SLOW_MS
            + APPEND_ATTEMPTS_MAX as i64 * APPEND_SLOW_MS
            + STALENESS_MS_MAX
            + CLOCK_SKEW_MS_MAX
            + HOLE_GRACE_MS
);

/// Longest reply that is queued, in bytes; the channels' own limits are tighter.
pub const REPLY_TEXT_BYTES_MAX: usize = 20 * 1024;
/// Earlier messages that a reply refers to.
pub const REPLY_REFERENCES_MAX: usize = 10;
/// Replies of one conversation that may wait to be sent.
pub const REPLIES_PENDING_MAX: usize = 10;
/// Replies of one conversation that were sent or failed and are kept in its state; the journal keeps all.
pub const REPLIES_SETTLED_MAX: usize = 20;
/// Longest reason of a platform that is kept, in characters.
pub const REPLY_REASON_CHARS_MAX: usize = 200;
/// How long a claim holds, in milliseconds: longer than any call of a marketplace may take.
pub const REPLY_CLAIM_MS: i64 = 120_000;
/// Attempts after which a reply has failed.
pub const REPLY_ATTEMPTS_MAX: u32 = 20;
/// Age at which a reply that still can't be sent has failed, in milliseconds: a day late it would only confuse.
pub const REPLY_AGE_MS_MAX: i64 = 24 * 3_600_000;
/// Age at which an automatic reply that can't be sent has failed, and of events that none answers any more, in
/// milliseconds: six hours.
pub const AUTOMATIC_AGE_MS_MAX: i64 = 6 * 3_600_000;
/// After a person wrote, nothing is answered automatically for so long, in milliseconds.
pub const AGENT_AT_WORK_MS: i64 = 5 * 60_000;
/// Pause after the first failed attempt, in milliseconds.
pub const REPLY_BACKOFF_MS_MIN: i64 = 15_000;
/// Longest pause between attempts, in milliseconds, before its jitter.
pub const REPLY_BACKOFF_MS_MAX: i64 = 3_600_000;

/// Changes of status or policy that one conversation keeps; further ones are refused.
pub const STEPS_MAX: usize = 300;
/// Of those, the ones that hold a policy document.
pub const POLICY_STEPS_MAX: usize = 20;
/// Of those, the ones that rules leave to people.
pub const ACTION_STEPS_RESERVED: usize = 10;
/// Tags of one conversation, taken-off ones included; further ones are ignored.
pub const TAGS_MAX: usize = 50;
/// Longest tag or agent's name, in bytes.
pub const NAME_BYTES_MAX: usize = 64;
/// Longest internal note, in bytes.
pub const NOTE_BYTES_MAX: usize = 10 * 1024;
/// Agents that one note names.
pub const MENTIONS_MAX: usize = 20;
/// Longest snooze, in milliseconds.
pub const SNOOZE_MS_MAX: i64 = 366 * 86_400_000;
/// How long an open conversation may belong to nobody before somebody is told, in milliseconds.
pub const UNASSIGNED_MS_MAX: i64 = 30 * 60_000;
/// How long a buyer may be silent after our answer before somebody looks again, in milliseconds.
pub const SILENT_MS_MAX: i64 = 3 * 86_400_000;

/// Corrected messages that the report keeps by name, the newest; of older ones it keeps the counts.
pub const CORRECTIONS_KEPT_MAX: usize = 1_000;
/// Corrections that it keeps of one message: the latest, and one that may turn out to be the latest.
pub const LABELS_KEPT_MAX: usize = 2;
/// Bytes that it keeps of an agent's name.
pub const BY_KEPT_BYTES_MAX: usize = 32;
/// Corrections that one page of the export looks at.
pub const EXPORT_ROWS_MAX: usize = 100;
/// Bytes of text after which a page of the export ends.
pub const EXPORT_TEXT_BYTES_MAX: usize = 1024 * 1024;

/// Longest document of the settings, in bytes: all of them together have to fit into one value.
pub const SETTINGS_BYTES_MAX: usize = 36 * 1024;
/// Rows that one step of applying changed settings looks at.
pub const APPLY_ROWS_MAX: usize = 100;
/// Open conversations that one preview of changed policies looks at.
pub const PREVIEW_ROWS_MAX: usize = 50;
/// Conversations that the board of deadlines counts, the most pressing first.
pub const BOARD_ROWS_MAX: usize = 4_000;
/// Conversations that it lists by name.
pub const BOARD_NEXT_MAX: usize = 50;
/// Longest id of a template that a reply names, in bytes.
pub const TEMPLATE_ID_BYTES_MAX: usize = 64;
/// Decisions of rules that a conversation's state remembers for the reports; the newest stay.
pub const RAN_MAX: usize = 40;
/// Bytes of a buyer's messages that are read for their words, of one conversation.
pub const TEXTS_BYTES_MAX: usize = 8 * 1024;

/// How long somebody can take back what they did.
pub const UNDO_MS_MAX: i64 = 10 * 60_000;
/// Conversations that one order's number, or one buyer's id or name, finds.
pub const FOUND_MAX: usize = 20;
/// Mentions of one agent that are kept.
pub const MENTIONS_KEPT_MAX: usize = 100;
/// How long before a deadline a conversation counts as due soon.
pub const DUE_SOON_MS: i64 = 4 * 3_600_000;
/// Rows looked through for counting views: the most pressing ones.
pub const COUNT_ROWS_MAX: usize = 1_000;
/// Most that a view counts.
pub const COUNT_MAX: u32 = 100;

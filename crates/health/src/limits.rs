//! Sizes that facts, pages and reports are held to.

/// Pages of an account: a fact goes to the page of its order or thread. A power of two.
pub const PAGES: u16 = 16;
/// Pages of an account with more than about 25,000 orders in the days its metrics look at.
pub const PAGES_LARGE: u16 = 128;
/// What a page may weigh before its oldest days are sealed; the store takes values of 256 KiB.
pub const PAGE_BYTES_MAX: usize = 200 * 1024;
/// What a page that had to seal weighs afterwards, so that it doesn't seal with every batch.
pub const PAGE_BYTES_SEALED: usize = 160 * 1024;
/// Days that a page and its series look back: twelve whole months, and up to 51 days until they are evaluated anew.
pub const KEEP_DAYS: i32 = 420;
/// Facts of one batch: what one call or one imported part hands over.
pub const BATCH_FACTS_MAX: usize = 5_000;
/// Bytes of an encoded batch: it has to fit into one journal entry.
pub const BATCH_BYTES_MAX: usize = 240 * 1024;
/// Ids, order numbers, references and thread keys, in bytes.
pub const ID_BYTES_MAX: usize = 200;
/// A SKU, a category or a reason, in bytes.
pub const NAME_BYTES_MAX: usize = 80;
/// A marketplace within the channel, such as `de`, in bytes.
pub const SITE_BYTES_MAX: usize = 16;
/// Defects, returns, packages, complaints or SKUs of one order, each.
pub const PER_ORDER_MAX: usize = 40;
/// Messages of one thread; older ones are dropped first.
pub const THREAD_MESSAGES_MAX: usize = 400;
/// SKUs whose names a page remembers.
pub const SKUS_MAX: usize = 4_000;
/// Categories that one account's valid tracking is told apart by.
pub const PARTS_MAX: usize = 40;
/// Buyers with defects that are remembered for the guards that count buyers; the newest stay.
pub const BUYERS_MAX: usize = 256;
/// Defects that went away, remembered to explain differences from the official report; the newest stay.
pub const LEFT_MAX: usize = 64;
/// Policy violations of one account.
pub const VIOLATIONS_MAX: usize = 1_000;
/// How far ahead of the receipt a fact may claim to have happened, in milliseconds.
pub const AHEAD_MS_MAX: i64 = 24 * 60 * 60 * 1_000;
/// Bytes of one uploaded report.
pub const REPORT_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Rows of one uploaded report.
pub const ROWS_MAX: usize = 50_000;
/// Columns of one row.
pub const COLUMNS_MAX: usize = 200;
/// Refused rows that are told one by one; the others are counted.
pub const ROW_PROBLEMS_MAX: usize = 200;
/// Rows of an alert document.
pub const ALERT_ROWS_MAX: usize = 200;
/// Days a projection looks ahead.
pub const PROJECT_DAYS_MAX: i32 = 400;
/// Conversations that are ranked at once.
pub const RANKED_MAX: usize = 5_000;
/// Messages whose words are counted at once.
pub const TEXTS_MAX: usize = 5_000;
/// Words told per SKU.
pub const WORDS_MAX: usize = 8;

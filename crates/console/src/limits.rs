//! Limits of the console.

/// Largest form, in bytes: a document of the settings, percent-encoded, fits.
pub const BODY_BYTES_MAX: usize = 256 * 1024;
/// Fields of one form.
pub const FIELDS_MAX: usize = 1_000;
/// Longest API token that a form may hand over, in bytes.
pub const TOKEN_BYTES_MAX: usize = 1_024;
/// Longest name shown for whoever is signed in, in bytes.
pub const NAME_BYTES_MAX: usize = 64;
/// Longest path that is gone back to, in bytes: with the ids of a page's conversations, to take back what was done to them.
pub const PATH_BYTES_MAX: usize = 2_048;
/// Conversations on one page of the list.
pub const ROWS_MAX: usize = 36;
/// Other conversations shown beside one.
pub const OTHERS_MAX: usize = 5;
/// Hours that the board looks ahead unless asked otherwise.
pub const BOARD_HOURS_DEFAULT: u32 = 4;
/// Days of a report unless asked otherwise.
pub const REPORT_DAYS_DEFAULT: i64 = 30;
/// Tags of one form: what the API takes at once.
pub const TAGS_MAX: usize = 10;
/// Pages of an export that one download puts together, of 100 conversations each.
pub const EXPORT_PAGES_MAX: usize = 20;
/// Names mentioned in one note.
pub const MENTIONS_MAX: usize = 20;
/// How long a browser keeps an attempt at the identity provider, in seconds: as long as identity takes it.
pub const ATTEMPT_AGE_S: u32 = 10 * 60;
/// How long a choice of language or theme is kept, in seconds.
pub const CHOICE_AGE_S: u32 = 365 * 24 * 3600;
/// Messages of a conversation that go on by themselves at once, as the API takes them.
pub(crate) const SPLIT_MAX: usize = 50;
/// Conversations of a customer's history that are shown.
pub(crate) const HISTORY_MAX: usize = 8;
/// Longest words to search for, as the API takes them, in bytes.
pub(crate) const SEARCH_BYTES_MAX: usize = 200;

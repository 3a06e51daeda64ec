//! What is known of each account, over journals: facts, marketplaces' own reports, thresholds, alerts. What the figures
//! mean is `sellerdesk_health`'s; here it is stored and read at a cost that doesn't grow with history.
//!
//! | use case | file |
//! |---|---|
//! | take facts | [`record_facts`](fn@record_facts) |
//! | facts of a conversation's records | [`facts_of`], [`follow`](fn@follow) |
//! | take a marketplace's own report | [`put_report`](fn@put_report), [`read_report`] |
//! | take in the conversations of a message export | [`import_messages`](fn@import_messages) |
//! | delete the bytes of reports | [`forget_uploads`](fn@forget_uploads) |
//! | a draft of an appeal, with its evidence | [`write_appeal`] |
//! | thresholds and options | [`put_settings`](fn@put_settings), [`read_account`] |
//! | the figures | [`read_health`](fn@read_health), [`list_summaries`] |
//! | sums of what happened in conversations, by day | [`tally`] |
//! | what stands out from an account's own history | [`find_outliers`](fn@find_outliers) |
//! | alerts, at most once an hour and account | [`evaluate_due`], [`mark_told`] |
//!
//! | key | holds |
//! |---|---|
//! | `f1`, a journal | which accounts have facts |
//! | `f1:<channel>.<account>`, a journal | the [`Account`]: its pages, settings, reports, alerts |
//! | `f1:<channel>.<account>.<page>`, a journal | facts, folded into a page; trimmed |
//! | `f1:<channel>.<account>.<page>:r` | a cache: the page's rollup with the head and options it was made from |
//! | `f1:<channel>.<account>:k` | a cache: number of pages, options |
//! | `f1:<channel>.<account>:f` | a cache: the figures of the last evaluation |
//! | `f1:<channel>.<account>:p<upload>.<part>` | the bytes of a report as uploaded |
//! | `f1:u` | which account is evaluated next |
//!
//! Facts merge like a set, so a batch may be appended any number of times, in any order, by anybody.

mod account;
mod appeal;
mod compact;
mod error;
mod evaluate;
mod facts_of;
mod find_outliers;
mod follow;
mod forget_uploads;
mod import_messages;
mod keys;
pub mod limits;
mod line;
mod pages;
mod put_report;
mod put_settings;
mod read_health;
mod record_facts;
mod registry;
pub mod tally;

pub use account::{Account, Raised, Settings, Upload, read_account};
pub use appeal::{Period, write_appeal};
pub use error::LedgerError;
pub use evaluate::{Evaluated, Untold, evaluate, evaluate_due, mark_told};
pub use facts_of::{facts_of, trouble};
pub use find_outliers::{Outliers, StoodOut, find_outliers, trouble_name};
pub use follow::follow;
pub use forget_uploads::forget_uploads;
pub use import_messages::{ImportError, ImportedMessages, import_messages};
pub use line::{Line, explain, lines, percent, worst};
pub use pages::read_pages;
pub use put_report::{ReportKind, put_report, read_report};
pub use put_settings::put_settings;
pub use read_health::{Health, Summary, list_summaries, read_health};
pub use record_facts::record_facts;
pub use registry::{KNOWN_MAX, list};

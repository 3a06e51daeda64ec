//! What happened in conversations, summed up by day and account, for reports whose cost doesn't grow with history.
//!
//! A conversation adds what [`contribution`] says of its state, and each newer state takes the place of the older one: so
//! a record followed twice, late or out of order gives the same sums.
//!
//! | key | holds |
//! |---|---|
//! | `t2`, a journal | which accounts have tallies |
//! | `t2:<channel>.<account>.<month>.<shard>`, a journal | contributions of the conversations that began in a month, a sixteenth of them |
//! | `t2:<channel>.<account>.<month>:n` | counts the changes of the month |
//! | `t2:<channel>.<account>.<month>:c`, `:q` | caches: the month's sums by day, and what was asked, with the count they were made from; more than a value holds goes on under `:c1`, `:c2` |
//! | `t2c:<conversation>` | the month that a conversation's contributions are in, for ever |

mod cache;
mod happened;
mod histogram;
mod questions;
mod read_tally;
mod record_tally;
mod shard;
mod sums;

pub use happened::{CLOCKS, Happened, TARGETS, asked, contribution, day_of, month_of};
pub use histogram::{Bucket, Histogram};
pub use questions::{Asked, Questions};
pub use read_tally::{Days, LOOKBACK_MONTHS, list_tallied, read_questions, read_tally};
pub use record_tally::record_tally;
pub use sums::{Day, Sums, Use};

use sellerdesk_accounts::AccountId;

/// The journal of accounts with tallies; the number is the schema's version.
const REGISTRY: &str = "t2";
/// Shards of a month: one holds about 2,000 conversations before its oldest are sealed.
const SHARDS: u8 = 16;

fn month_key(id: &AccountId, month: i32) -> String {
    format!("{REGISTRY}:{}.{}.{month}", id.channel(), id.account())
}

fn shard_key(id: &AccountId, month: i32, shard: u8) -> String {
    format!("{}.{shard}", month_key(id, month))
}

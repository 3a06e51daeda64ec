//! What happened in conversations, summed up by day and account, for reports whose cost doesn't grow with history.
//!
//! A conversation adds what [`contribution`] says of its state, and each newer state takes the place of the older one: so
//! a record followed twice, late or out of order gives the same sums.
//!
//! | key | holds |
//! |---|---|
//! | `t1`, a journal | which accounts have tallies |
//! | `t1:<channel>.<account>.<month>.<shard>`, a journal | contributions of the conversations that began in a month, a sixteenth of them |
//! | `t1:<channel>.<account>.<month>:n` | counts the changes of the month |
//! | `t1:<channel>.<account>.<month>:c` | a cache: the month's sums by day, with the count they were made from |
//! | `t1c:<conversation>` | the month that a conversation's contributions are in, for ever |

mod happened;
mod histogram;
mod read_tally;
mod record_tally;
mod shard;
mod sums;

pub use happened::{CLOCKS, Happened, TARGETS, contribution, day_of, month_of};
pub use histogram::{Bucket, Histogram};
pub use read_tally::{Days, LOOKBACK_MONTHS, list_tallied, read_tally};
pub use record_tally::record_tally;
pub use sums::{Agent, Sums};

use sellerdesk_accounts::AccountId;

/// The journal of accounts with tallies; the number is the schema's version.
const REGISTRY: &str = "t1";
/// Shards of a month: one holds about 2,000 conversations before its oldest are sealed.
const SHARDS: u8 = 16;

fn month_key(id: &AccountId, month: i32) -> String {
    format!("t1:{}.{}.{month}", id.channel(), id.account())
}

fn shard_key(id: &AccountId, month: i32, shard: u8) -> String {
    format!("{}.{shard}", month_key(id, month))
}

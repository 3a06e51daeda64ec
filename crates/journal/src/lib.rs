//! The one storage primitive: an append-only log with a folded snapshot, on any key-value store.
//!
//! # Keys of a journal named `j`
//!
//! | key | written by | holds |
//! |---|---|---|
//! | `j:n` | `increment` only | the counter: the highest number handed out |
//! | `j:<sequence>` | one writer, once | an [`Entry`], numbered from 1 |
//! | `j:s<k>` | anybody, any number of times | a snapshot: the fold of the entries `1..=k * SPAN_ENTRIES` |
//! | `j:t` | whoever trims | a [trim marker](trim), only in journals that are trimmed |
//!
//! Only `get`, `set`, `delete`, `exists` and `increment` are used: that is what every store behind
//! Spin does the same way. There is no compare-and-swap, and reads may be stale.
//!
//! # Why it is right
//!
//! **Append** takes a number, then writes the entry under it. A writer that dies between the two
//! leaves a *hole*. A writer that took longer than [`APPEND_SLOW_MS`] can't know whether readers have
//! given its number up, so it appends again; a fold drops an event id that it has seen.
//!
//! **A hole hides nothing**: entries after it are folded. It is *dead* once a later entry is older
//! than [`HOLE_GRACE_MS`]: the hole's number was taken before that entry's, so its writer has either
//! finished in time, and would be seen, or will append again. Nothing about it has to be stored.
//!
//! **A snapshot** is written only where every entry it covers is present or a dead hole. Two such
//! snapshots of one boundary may differ only by entries that were written too late, and those are
//! owed to nobody (their writers append again, or never acknowledged). So losing a snapshot, writing
//! it late, or overwriting it costs reads, never data.
//!
//! **Acknowledging a duplicate** is the one place where that difference could bite: an entry that
//! landed too late is visible, yet a snapshot that counts it as a hole may still be on its way. So
//! "it is there already" is proof enough only while the entry is younger than [`FIRM_MS`], when
//! nobody can have given it up. Later, append again: [`Journal::may_acknowledge`] tells which.
//!
//! **Trimming** is explained in [`trim`]; conversations are never trimmed, they are the audit log. What has to be
//! forgotten is taken out of their entries: [`Journal::replace`].
//!
//! # What is assumed
//!
//! A read is at most [`STALENESS_MS_MAX`] behind, and two machines' wall clocks differ by at most
//! [`CLOCK_SKEW_MS_MAX`]. Nothing is assumed about how long an operation or a process may stall.
//! The limits' relations are checked by the compiler in [`limits`](mod@limits).
//!
//! # Use
//!
//! ```
//! use sellerdesk_journal::{Clock, EventId, Journal, StoreError, memory::MemoryStore};
//!
//! # struct Fixed;
//! # impl Clock for Fixed {
//! #     fn wall_ms(&self) -> i64 { 1_700_000_000_000 }
//! #     fn monotonic_ms(&self) -> i64 { 0 }
//! # }
//! # async fn example(clock: &impl Clock) -> Result<(), StoreError> {
//! let store = MemoryStore::default();
//! let journal = Journal::open(&store, clock, "c1:shop.order-1001")?;
//! let sequence = journal.append(EventId([7; 16]), b"hello").await?;
//! let loaded = journal.load().await?;
//! assert_eq!((loaded.head, loaded.entries[0].0), (sequence, sequence));
//! # Ok(())
//! # }
//! # let outcome = futures_util::FutureExt::now_or_never(example(&Fixed));
//! # assert!(matches!(outcome, Some(Ok(()))));
//! ```

pub mod limits;
pub mod memory;
#[cfg(feature = "simulation")]
pub mod simulation;
pub mod trim;

mod append;
mod catch_up;
mod clock;
mod counter;
mod entry;
mod erase;
mod error;
mod event_ids;
mod fold;
mod journal;
mod load;
mod loaded;
mod read_range;
mod snapshot;
mod store;

pub use clock::Clock;
pub use entry::{Entry, EventId};
pub use error::StoreError;
pub use event_ids::EventIds;
pub use fold::{Fold, Folded};
pub use journal::Journal;
pub use limits::*;
pub use loaded::{Loaded, Snapshot};
pub use store::{Limited, Store, check_key, check_value};

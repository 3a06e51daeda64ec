//! The desk's own rules: conversations, the open inbox, and the use cases that ingest, the API and the sweep are
//! made of. No WIT, no I/O of its own: store, clock and the pure components come in as traits.
//!
//! | use case | file |
//! |---|---|
//! | take in the events of a delivery | [`accept_all`], [`accept`](fn@accept) |
//! | keep what an adapter could not read | [`quarantine`](fn@quarantine) |
//! | one page of the inbox | [`list`](fn@list) |
//! | one conversation | [`read`](fn@read) |
//! | write a reply | [`reply`](fn@reply) |
//! | send what is queued | [`dispatch`](fn@dispatch) |
//! | record what is late | [`sweep`](fn@sweep) |

mod accept;
pub mod conversation;
mod dispatch;
mod error;
pub mod index;
mod journal_of;
mod lease;
pub mod limits;
mod list;
pub mod outbox;
mod quarantine;
mod read;
pub mod record;
mod replay;
mod reply;
pub mod row;
pub mod rules;
mod sweep;

pub use accept::{Accepted, accept, accept_all};
pub use dispatch::dispatch;
pub use error::InboxError;
pub use list::{Filter, Listed, list};
pub use quarantine::{Unread, quarantine};
pub use read::{ConversationView, read, read_body};
pub use replay::is_replay;
pub use reply::{Draft, reply};
pub use rules::Rules;
pub use sweep::{Swept, sweep};

pub use sellerdesk_journal::{Clock, Store};

/// What every use case works with.
#[derive(Debug)]
pub struct Desk<'a, S, C, R> {
    /// The key-value store.
    pub store: &'a S,
    /// The machine's clocks, for leases and the age of entries; deadlines never ask them.
    pub clock: &'a C,
    /// The pure components.
    pub rules: &'a R,
}

impl<S, C, R> Clone for Desk<'_, S, C, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S, C, R> Copy for Desk<'_, S, C, R> {}

impl<'a, S: Store, C: Clock, R: Rules> Desk<'a, S, C, R> {
    /// Puts the parts together.
    pub fn new(store: &'a S, clock: &'a C, rules: &'a R) -> Self {
        Self { store, clock, rules }
    }
}

//! Telling people: notices go into one journal, and out of it to their targets, each at least once.
//!
//! | use case | file |
//! |---|---|
//! | put a notice into the journal, for everybody it is for | [`announce`](fn@announce) |
//! | send what is due | [`deliver`](fn@deliver) |
//! | do so by the routing document of the settings | [`Crier`] |
//! | look at the log, send something again, mend a target, close the breaker | [`read_log`], [`redeliver`], [`clear`], [`close_breaker`] |
//! | a notice of what a sweep found | [`notices_of`] |
//!
//! Who is told what is `sellerdesk_notify`'s to decide. No WIT, no I/O of its own: the store and whoever makes the call
//! come in as traits.

mod announce;
mod crier;
mod deliver;
mod error;
mod log;
mod notices;

pub use announce::announce;
pub use crier::Crier;
pub use deliver::{Delivered, deliver};
pub use error::AnnounceError;
pub use log::{clear, close_breaker, read_log, redeliver};
pub use notices::{escalations, notices_of, of_account, of_health, of_mention, of_reply, of_rule, of_week};
pub use sellerdesk_notify::{Outbox, Routing};

use sellerdesk_canonical::Instant;
use sellerdesk_journal::{Clock, Journal, Loaded, Store, StoreError};
use sellerdesk_notify::{Duty, Notice, Outcome, Routed, Target};
use serde::{Deserialize, Serialize};

/// The journal's name; the number is the schema's version.
const JOURNAL: &str = "n1";

/// A message for the component that holds the targets' secrets.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Errand {
    /// Where it goes.
    pub target: Target,
    /// The message's id: the same for every attempt.
    pub id: String,
    /// The language.
    pub language: sellerdesk_notify::Language,
    /// The notices.
    pub notices: Vec<Notice>,
    /// Further notices that it stands for.
    pub more: u32,
    /// Where the desk is, for links.
    pub desk: String,
}

/// The routing document, and whoever knows calendars.
pub trait Router {
    /// The document.
    fn routing(&self) -> &Routing;
    /// Who is told of a notice at `now`.
    fn route(&self, notice: &Notice, duty: &Duty, now: Instant) -> Routed;
}

/// Whoever makes the call.
pub trait Herald {
    /// Sends a message; one whose answer never came counts as failed for a while.
    fn send(&self, errand: &Errand) -> impl Future<Output = Outcome>;
}

async fn open<'a, S: Store, C: Clock>(
    store: &'a S,
    clock: &'a C,
) -> Result<(Journal<'a, S, C>, Outbox, Loaded), StoreError> {
    let journal = Journal::open(store, clock, JOURNAL)?;
    let (outbox, loaded) = journal.load_folded::<Outbox>().await?;
    Ok((journal, outbox, loaded))
}

//! The desk's own rules: conversations, the open inbox, and the use cases that ingest, the API and the sweep are
//! made of. No WIT, no I/O of its own: store, clock and the pure components come in as traits.
//!
//! | use case | file |
//! |---|---|
//! | take in the events of a delivery | [`accept_all`], [`accept`](fn@accept) |
//! | take in messages of before the desk | [`import`](fn@import) |
//! | keep what an adapter could not read | [`quarantine`](fn@quarantine) |
//! | what risk events ask for, and by when | [`duties`] |
//! | one page of the inbox | [`list`](fn@list) |
//! | one conversation | [`read`](fn@read) |
//! | what its buyer wrote | [`read_texts`](fn@read_texts) |
//! | write a reply | [`reply`](fn@reply) |
//! | send what is queued | [`dispatch`](fn@dispatch) |
//! | do something to a conversation | [`act`](fn@act) |
//! | what agents corrected | [`read_corrections`], [`export_corrections`] |
//! | apply changed calendars and policies | [`apply_settings`] |
//! | let messages go on in a conversation of their own | [`split`](fn@split) |
//! | take back what one did | [`undo`](fn@undo) |
//! | find what the list no longer has | [`find`](fn@find) |
//! | count what views show | [`count`](fn@count) |
//! | who is mentioned | [`note_mention`], [`read_mentions`] |
//! | record what is late | [`sweep`](fn@sweep) |
//! | forget a buyer, or what is old | [`erase_records`], [`expire`](fn@expire) |
//! | do what follows from what came in | [`follow`](fn@follow) |
//! | do what the shop's rules say | [`automate`](fn@automate), [`dry_run`](fn@dry_run) |
//! | give what nobody has to somebody | [`share_out`](fn@share_out) |
//! | let something automatic leave, or not | [`admit`] |

mod accept;
mod act;
pub mod action;
pub mod acts;
mod append_corrections;
mod apply;
mod automate;
pub mod board;
pub mod conversation;
pub mod corrections;
mod count;
pub mod customers;
mod dispatch;
pub mod duties;
mod erase;
mod error;
mod expire;
mod export_corrections;
mod filter;
mod finder;
mod follow;
mod follow_up;
mod import;
pub mod index;
pub mod item;
mod journal_of;
mod lease;
mod ledger;
pub mod limits;
mod list;
mod mentions;
pub mod outbox;
mod preview_policies;
mod quarantine;
mod read;
mod read_texts;
pub mod record;
mod replay;
mod reply;
pub mod row;
pub mod rules;
pub mod settings;
mod share_out;
mod split;
mod sweep;
mod team_rules;
mod undo;

pub use accept::{Accepted, accept, accept_all};
pub use act::{Deed, act, act_all};
pub use append_corrections::read_corrections;
pub use apply::apply_settings;
pub use automate::{Rehearsed, Told, automate, dry_run, read_automations, template_values};
pub use board::board;
pub use count::{Counted, count};
pub use dispatch::dispatch;
pub use erase::{Erasure, erase_records};
pub use error::InboxError;
pub use expire::{Privacy, check_privacy, expire, note_day, of_hour};
pub use export_corrections::{Exported, Labelled, export_corrections};
pub use filter::{Filter, Sla, sla};
pub use finder::{find, note_terms};
pub use follow::{Aide, Following, Unattended, Unfollowed, follow};
pub use follow_up::DESK_CLOCK;
pub use import::{EXPORTED_ID, import};
pub use ledger::{Admission, admit, clear_address, close_breaker, read_ledger};
pub use list::{Listed, list};
pub use mentions::{Mention, mentioned, note_mention, read_mentions};
pub use preview_policies::{Previewed, preview_policies};
pub use quarantine::{Unread, quarantine};
pub use read::{ConversationView, read, read_body, read_row};
pub use read_texts::{Said, Transcript, read_texts, read_transcript};
pub use replay::is_replay;
pub use reply::{Draft, destination, reply};
pub use rules::Rules;
pub use settings::{Section, Settings, load_documents, load_settings, mend_settings, put_settings, read_settings};
pub use share_out::{Member, Share, Sharing, check_sharing, share_out};
pub use split::{Split, split};
pub use sweep::{Swept, sweep};
#[cfg(feature = "schema")]
pub use team_rules::Document as TeamRulesDocument;
pub use team_rules::{apply_team_rules, check_team_rules, team_rules};
pub use undo::undo;

pub use sellerdesk_journal::{Clock, Store, StoreError};

/// What every use case works with.
#[derive(Debug)]
pub struct Desk<'a, S, C, R> {
    /// The key-value store.
    pub store: &'a S,
    /// The machine's clocks, for leases and the age of entries; deadlines never ask them.
    pub clock: &'a C,
    /// The pure components.
    pub rules: &'a R,
    /// The only accounts to work on, as `channel/account`; others' conversations are not there. `None`: all.
    pub accounts: Option<&'a [String]>,
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
        Self { store, clock, rules, accounts: None }
    }

    /// The same for somebody who sees only these accounts.
    #[must_use]
    pub fn within(self, accounts: Option<&'a [String]>) -> Self {
        Self { accounts, ..self }
    }

    /// Whether an account is among those to work on.
    pub fn sees(&self, channel: &str, account: &str) -> bool {
        let is_it = |own: &String| own.split_once('/') == Some((channel, account));
        self.accounts.is_none_or(|accounts| accounts.iter().any(is_it))
    }
}

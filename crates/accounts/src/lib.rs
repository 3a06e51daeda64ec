//! Accounts that are added while the application runs, and whether their webhooks still come.
//!
//! An account that stands in a variable takes a deployment to change. One that is kept here takes a request: its
//! settings are sealed for the components that need them (see `sellerdesk-seal`), so whoever stores them can't read
//! them.
//!
//! | key | written by | holds |
//! |---|---|---|
//! | `a1`, a journal | [`put`], [`remove`], the first note | which accounts there are: the [`registry`] |
//! | `a1:<channel>:<account>:hook`, `:api` | [`put`] | settings, each part sealed for its own key |
//! | `a1:<channel>:<account>:token` | [`put_token`] | what the courier wants to find again |
//! | `h1:<channel>:<account>` | [`note_received`], [`note_failed`] | when deliveries came: [`Activity`] |
//! | `h1:checked` | [`find_silent`] | when the accounts were last looked through |
//!
//! **A crash** in [`put`] leaves settings that nobody lists, never an account listed without them; one in
//! [`remove`] leaves an account listed that takes no deliveries. Calling either again ends it.
//! The parts lie at keys of their own, so that a delivery costs one read; without compare-and-swap, a write of a
//! process that died may then land after a later one of the same account. The registry holds against that; the
//! settings have to be put, or removed, once more.
//!
//! **Nothing here is on a delivery's way for being right**: a note that fails costs a warning at most.

mod activity;
mod error;
mod find_silent;
mod id;
pub mod limits;
mod note;
mod part;
mod put;
pub mod registry;
mod remove;
mod settings;
mod silence;
mod token;

pub use activity::{Activity, read_activity};
pub use error::AccountError;
pub use find_silent::find_silent;
pub use id::{AccountId, AccountIdError};
pub use note::{note_failed, note_received};
pub use part::{Part, open_settings, read_sealed};
pub use put::{Keys, PutAccount, put};
pub use registry::{Registered, list};
pub use remove::remove;
pub use silence::{Silence, is_silent};
pub use token::{put_token, read_token};

pub use sellerdesk_journal::{Clock, Store};

//! Notifications to people, and the choke point of everything sent automatically; nothing here does I/O or reads a
//! clock.
//!
//! 1. A [`Notice`] says what happened. [`route`] makes [`Delivery`]s of it by the [`Routing`] document: to whom, to
//!    which target, when, in which language.
//! 2. [`Outbox`] folds a journal of [`Record`]s into what is due, bundles storms and digests, backs off from targets
//!    that fail, and keeps a log; [`Caps`] decides whether anything automatic may go out at all.
//! 3. [`compose`] makes the HTTP request of a [`Message`], [`interpret`] reads the answer.
//!
//! Buyers' words are data: [`Notice`] cleans them, and each target escapes them or puts them where no markup is read.

pub mod caps;
mod clean;
pub mod limits;
mod notice;
mod outbox;
mod routing;
mod target;
mod text;
mod words;

pub use caps::{CapLimits, Caps, Decision, decide};
pub use notice::{Kind, Language, Notice, Severity, account_key, conversation_key};
pub use outbox::{Due, Item, Outbox, Overdue, Record, State, TargetState};
pub use routing::{
    Delivery, Digest, Duty, How, Recipient, Refusal, Refused, Routed, Routing, Step, Subscription, Team, To, When,
    check, next_step, route,
};
pub use sellerdesk_relay_mail::{AutomaticMail, automatic_headers};
pub use target::{Access, Outcome, Target, TargetKind, check_desk_url, compose, interpret};
pub use text::{Message, Text};

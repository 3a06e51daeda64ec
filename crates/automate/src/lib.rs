//! Rules and automatic replies: what an event of a conversation sets off, and what is refused and why. No I/O, no clock.
//!
//! ```json
//! {"id": "closed", "name": "We are closed",
//!  "when": {"hours": "closed", "categories": ["order_status", "general"]}, "unless": [{"vip": true}],
//!  "actions": [{"reply": {"template": "first_receipt", "values": {"reply_hours": "12"}}}, {"tag": "after-hours"}]}
//! ```
//!
//! 1. [`Automations`] is the document; [`check`] names all that is wrong with one before it is saved.
//! 2. [`decide`] tries the rules in order on the [`Facts`] of one event and answers [`Decision`]s, each with its reasons.
//! 3. Whether an automatic reply may leave at all is then the caps' to say (`sellerdesk_notify::caps`).
//!
//! **Invariants.** A machine is never answered. A rule acts at most once on an event, and only events of a marketplace
//! set rules off, so nothing that a rule does sets it off again; what rules do to each other's conditions is followed
//! [`limits::DEPTH_MAX`] steps at most.

mod check;
mod decide;
mod decision;
mod facts;
mod holds;
pub mod limits;
mod rule;

pub use check::check;
pub use decide::decide;
pub use decision::{Decision, Reason, Refusal};
pub use facts::{EVENTS, Facts, MESSAGE};
pub use rule::{Action, Automations, Condition, Hours, Period, Reply, Rule};
pub use sellerdesk_deadline::{FieldProblem, format_instant};

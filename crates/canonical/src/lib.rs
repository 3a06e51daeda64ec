//! The canonical messages and events of SellerDesk: what every marketplace's traffic is turned into.
//!
//! The same shapes stand in `wit/canonical.wit`; here they are plain Rust with serde, so that rules can be
//! tested natively. Instants are milliseconds since the Unix epoch, UTC, as the marketplace states them.

mod event;
mod id;
pub mod limits;

pub use event::{
    Attachment, Author, Buyer, Event, Failure, Happening, Message, Money, OrderChange, Risk, RiskKind, RiskState,
};
pub use id::{ConversationId, CustomerId, EventId, IdError};

/// Milliseconds since the Unix epoch, UTC.
pub type Instant = i64;

//! What the HTTP components share: Spin's store, clocks and variables behind the rules' traits, bounded
//! requests, and answers with RFC 9457 problem details. No rule of the desk lives here.

mod access;
mod api;
mod call;
mod clock;
mod problem;
mod request;
mod respond;
mod shape;
mod store;
mod variable;

pub use access::{authenticate, base_version, bearer_is, idempotency_key};
pub use api::{Answer, Asked, no_such_path, serve_routes};
pub use call::{CallError, call};
pub use clock::SystemClock;
pub use problem::{FieldError, Kind, Problem};
pub use request::{Incoming, too_large};
pub use respond::{Outgoing, json, log, raw, with_header};
pub use sellerdesk_people as people;
pub use shape::{cursor, instant, optional_instant, parse_cursor};
pub use spin_sdk;
pub use store::SpinStore;
pub use variable::variable;

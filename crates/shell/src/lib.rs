//! What the HTTP components share: Spin's store, clocks and variables behind the rules' traits, bounded
//! requests, and answers with RFC 9457 problem details. No rule of the desk lives here.

mod access;
mod call;
mod clock;
mod problem;
mod request;
mod respond;
mod store;
mod variable;

pub use access::bearer_is;
pub use call::{CallError, call};
pub use clock::SystemClock;
pub use problem::{FieldError, Kind, Problem};
pub use request::Incoming;
pub use respond::{Outgoing, json, log, raw};
pub use spin_sdk;
pub use store::SpinStore;
pub use variable::variable;

//! What every behaviour is given: a desk that runs, ids of its own, and plain ways to talk to it.

mod app;
pub mod build;
mod cell;
mod check;
mod fake;
mod fresh;
mod log;
mod raw;
mod redis;
mod runner;
mod senders;
mod wait;

pub use app::{TestApp, json, problem, runtime, wrong_fields};
pub use check::{instant, passed, records};
pub use fake::FakeServer;
pub use fresh::{fresh_number, now_ms};
pub use raw::{Framing, send_raw};
pub(crate) use runner::tests;
pub use runner::{Test, run};
pub use sellerdesk_tests::client::Answer;
pub use wait::{at_once, retried};

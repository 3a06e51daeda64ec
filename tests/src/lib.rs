//! Correctly signed webhooks of every channel, a client to send them with, and the demo traffic made of them.
//!
//! This is the part of the test suite that `desk up --demo` shares: what the demo sends goes through the same
//! public routes, signed by the same code, as what the tests send. The suite itself is in `api/` (behaviour over
//! HTTP, on every store) and `crash/` (a host process killed while it writes).

pub mod accounts;
pub mod client;
pub mod demo;
pub mod time;
pub mod webhook;

pub use accounts::{Account, Accounts};
pub use webhook::Delivery;

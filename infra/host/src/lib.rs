//! A local host for the project's Spin application.
//!
//! It reads the same `spin.toml` as Spin 4.1 and behaves the same where a component can tell:
//! routing, chaining, composition, capabilities, instance reuse, traps, the key-value stores
//! with all their oddities. Beyond that it has what a test needs and Spin can't give: a
//! settable clock, a store that fails or kills its guest at the n-th operation, stores that
//! misbehave like other backends, and counters.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use sellerdesk_host::{Fault, Host, Options};
//!
//! let host = Host::start(Options::new("spin.toml", "target/compiled")).await?;
//! host.clock().set(1_767_225_600_000);
//! host.faults().arm(Fault::kill(3).after_effect());
//! println!("listening on {}", host.url());
//! host.stop().await;
//! # Ok(())
//! # }
//! ```
//!
//! What differs from Spin, on purpose:
//! - only HTTP triggers, local Wasm files and WASI 0.3.0 HTTP handlers are supported;
//! - a dependency that could use a capability it doesn't inherit is refused when the
//!   application loads, where Spin composes a 398 KB adapter that traps when it is used;
//! - `inherit_configuration` with an unknown key is refused, where Spin ignores it;
//! - a variable value for an undeclared variable is refused.
//!
//! Everything that knows wasmtime's types is in `engine`, `compile`, `load`, `instance`,
//! `worker`, `outbound` and `guest`.

mod allowed_hosts;
mod application;
mod body;
mod capability;
mod clock;
mod compile;
mod compose;
mod engine;
mod error;
mod fault;
mod guest;
mod headers;
mod host;
mod instance;
mod load;
mod log;
pub mod manifest;
mod operations;
mod outbound;
mod progress;
mod reuse;
mod route;
mod schedule;
mod server;
pub mod store;
mod template;
mod variables;
mod worker;

pub use allowed_hosts::AllowedHostError;
pub use clock::Clock;
pub use compose::ComposeError;
pub use error::HostError;
pub use fault::{Fault, FaultKind, FaultMoment, Faults};
pub use headers::RequestError;
pub use host::{Host, Options};
pub use log::{LogLine, LogSink, LogSource};
pub use manifest::Manifest;
pub use operations::{OperationKind, Operations};
pub use outbound::Outbound;
pub use progress::{Progress, ProgressSink};
pub use reuse::Reuse;
pub use route::RouteError;
pub use schedule::Schedule;
pub use store::{CosmosQuirks, DynamoQuirks, Quirks, StoreSpec};

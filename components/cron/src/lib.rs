//! The component `cron`: at every tick of Spin's cron trigger, `POST /tasks/sweep` at the desk.
//!
//! The trigger can't chain to other components and forgets errors, so nothing is done here but to send the request and
//! to say in the log what came of it. The trigger's plugin is older than the desk's Spin and knows no WASI 0.3.0: this
//! component is made of WASI 0.2, and not part of the desk's application.

#[cfg(target_family = "wasm")]
mod component;
#[cfg(target_family = "wasm")]
mod send;
mod target;

pub use target::{SWEEP_PATH, Target, TargetError};

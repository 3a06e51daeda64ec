//! The component `compliance`: what a text to a buyer may not say on its channel.
//!
//! The rules are `sellerdesk_compliance`'s; this is their shell.

#[cfg(target_family = "wasm")]
mod component;
mod scan;

pub use scan::{check_changes, scan};

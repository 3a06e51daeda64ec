//! The component `clocks`: policies, deadlines and previews; no "now".
//!
//! The rules are `sellerdesk_deadline`'s; this is their shell: each function reads the records of `clocks.wit` and
//! puts the rules' answer into them.

#[cfg(target_family = "wasm")]
mod component;
mod evaluate;
mod moment;
mod preview;
mod route;
mod select;

pub use evaluate::{MOMENTS_MAX, POLICY_BYTES_MAX, evaluate};
pub use preview::{REQUEST_BYTES_MAX, preview};
pub use route::{ROUTING_BYTES_MAX, check_routing, route};
pub use select::{check_settings, is_open, presets, select, with_present_hours};

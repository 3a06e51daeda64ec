//! `/tasks/...`.

pub mod sweep;
pub mod sweep_crash;

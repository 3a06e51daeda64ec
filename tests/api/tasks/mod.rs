//! `/tasks/...`.

pub mod notifications;
pub mod sweep;
pub mod sweep_crash;

//! `/tasks/...`.

pub mod automations;
pub mod notifications;
pub mod sweep;
pub mod sweep_crash;

//! What operators set.

pub mod automations;
pub mod documents;

//! `/api/v1/preview/...`.

pub mod automations;
pub mod classify;
pub mod compliance;
pub mod deadline;
pub mod render;

//! `/api/v1/preview/...`.

pub mod classify;
pub mod compliance;
pub mod deadline;
pub mod render;

//! `/api/v1/conversations`.

pub mod deeds;
pub mod get;
pub mod list;
pub mod privacy;
pub mod risk_tasks;
pub mod templates;

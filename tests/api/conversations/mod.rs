//! `/api/v1/conversations`.

pub mod get;
pub mod list;

//! What the desk reports.

pub mod deadlines;
pub mod sums;

//! What the desk reports.

pub mod corrections;
pub mod deadlines;
pub mod sums;

//! What the desk reports.

pub mod deadlines;

//! What operators set.

pub mod documents;

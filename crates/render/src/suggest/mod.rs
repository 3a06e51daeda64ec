//! Which templates answer a conversation best, filled with what is known.

mod rank;
mod table;
mod topic;

pub use rank::{Facts, Suggestion, Suggestions, suggest};

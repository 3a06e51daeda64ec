//! The words of the pages: a catalogue with one line to a text, and the API's codes in words.

mod catalogue;
mod labels;

pub(crate) use catalogue::{EN, Words, ZH};
pub(crate) use labels::{CATEGORIES, CHANNELS, LANGUAGES, PRIORITIES, codes, label};

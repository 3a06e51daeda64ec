//! What a buyer wants, from the text alone.
//!
//! [`classify`] reads a message and answers with a category, risk flags, language, entities and the
//! words that decided. It works with a hand-written lexicon of weighted phrases in thirteen languages
//! (`lexicon/`), turned at build time into static tables (`build/`): nothing is parsed or compiled at
//! start, and the time is linear in the text.
//!
//! The way of a message:
//!
//! 1. `visible`: leave out quoted earlier mail and the signature;
//! 2. `split`, `fold`, `tokens`: cut into folded words, look each up once;
//! 3. `matcher`: find the lexicon's phrases;
//! 4. `language`: name the language;
//! 5. `score`: add up what the phrases say, minus what is masked or negated;
//! 6. `classify`: apply the reading rules for messages that say several things, and answer.
//!
//! Adding a phrase is adding a row to a file in `lexicon/`; adding a test is adding a row to a file
//! in `tests/cases/`.

mod classify;
pub mod corrections;
mod entities;
#[cfg(feature = "evaluate")]
pub mod evaluate;
mod evidence;
mod features;
mod fold;
mod label;
mod language;
mod matcher;
mod model;
pub mod overrides;
mod score;
mod split;
mod tables;
mod tokens;
#[cfg(any(test, feature = "train"))]
pub mod train;
mod verdict;
mod visible;

pub use classify::{SUBJECT_BYTES_MAX, TEXT_BYTES_MAX, classify};
pub use entities::{Entity, EntityKind};
pub use language::Language;
pub use overrides::folded;
pub use verdict::{Category, Evidence, Input, Priority, Risk, Sentiment, Urgency, Verdict};

//! What a reply may not say: marketplace rules as data, scanned through obfuscation.
//!
//! [`scan`] reads a reply before it is sent and answers with every place that breaks a rule of the channel: a bribe
//! for a review, a link, a phone number, a coupon. The rules are rows in `rules/`, turned at build time into static
//! tables (`build/`); a seller's own come as [`Overrides`], a JSON document, without a rebuild.
//!
//! The way of a reply:
//!
//! 1. `fold`: one spelling, with the way back to the original's bytes;
//! 2. `words`, `tokens`: cut, look each word up once, join what was cut up, undo signs in place of letters;
//! 3. `matcher`: find the rules' phrases, within a budget of comparisons;
//! 4. `link`, `phone`: find links, addresses and numbers by their shape;
//! 5. `format`: what the channel takes, whatever the text says;
//! 6. `scan`: drop what a guard explains or the channel allows, and answer.

mod book;
mod channel;
mod finding;
mod fold;
mod format;
mod link;
mod matcher;
mod overrides;
mod phone;
mod scan;
mod tables;
mod tokens;
mod words;

pub use channel::Context;
pub use finding::{Finding, Severity, Violation};
pub use format::TEXT_BYTES_MAX;
pub use overrides::{AddedRule, AllowedDomain, Disabled, Document, Overrides, OverridesError};
pub use scan::{FINDINGS_MAX, scan};

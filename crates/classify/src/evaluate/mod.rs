//! Measuring the classifier on labelled text: for `cargo desk eval` and `examples/evaluate.rs`.
//!
//! [`read`] the rows of each file, [`classify_rows`], print [`report`]. Rows are JSON objects, one a line, with
//! `text`, `category` (or `label`, as the desk exports corrections) and, where known, `subject`, `channel`, `lang`,
//! `origin` and `source`; headline figures use rows of origin `real` or `crowd`. Rows are split into halves by a hash of their text: phrases, sentences of the corpus and weights
//! were chosen while looking at [`Half::Dev`]; [`Half::HeldOut`] tells how much of the result is real.

mod figures;
mod report;

pub use figures::{Figures, figures};
pub use report::report;

use crate::{Category, Input, Language, classify};

/// Which rows count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    /// Rows whose mistakes were looked at.
    Dev,
    /// Rows whose mistakes were not.
    HeldOut,
}

/// A labelled message and what was made of it.
#[derive(Clone, Debug)]
pub struct Row {
    /// Name of its file.
    pub file: String,
    /// The message.
    pub text: String,
    /// Subject line, where the file has one.
    pub subject: Option<String>,
    /// Channel name; empty where the file has none.
    pub channel: String,
    /// ISO 639-1 code; `en` where the file has none.
    pub language: String,
    /// Data set.
    pub source: String,
    /// `real`, `crowd`, `synthetic`, ...
    pub origin: String,
    /// The label.
    pub expected: Category,
    /// The answer; `general` until classified.
    pub got: Category,
    /// The other answers.
    pub also: Vec<Category>,
    /// Confidence of the answer.
    pub confidence: f32,
    /// The language found.
    pub found_language: Language,
}

impl Row {
    /// Whether it counts for headline figures: not written by a program.
    pub fn is_real(&self) -> bool {
        matches!(self.origin.as_str(), "real" | "crowd")
    }
}

/// The rows of a file of JSON lines called `name`.
///
/// # Errors
///
/// The line that is no JSON object, or has no known `category` or `label`, and why.
pub fn read(name: &str, lines: &str) -> Result<Vec<Row>, String> {
    let lines = lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let rows =
        lines.map(|(index, line)| read_row(name, line).map_err(|error| format!("{name}:{}: {error}", index + 1)));
    rows.collect()
}

fn read_row(name: &str, line: &str) -> Result<Row, String> {
    let row: serde_json::Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let field = |name: &str| row.get(name).and_then(|value| value.as_str()).unwrap_or("").to_owned();
    let category = if row.get("category").is_some() { field("category") } else { field("label") };
    let (language, subject) = (field("lang"), field("subject"));
    Ok(Row {
        file: name.to_owned(),
        text: field("text"),
        subject: Some(subject).filter(|subject| !subject.is_empty()),
        channel: field("channel"),
        language: if language.is_empty() { "en".into() } else { language },
        source: field("source"),
        origin: field("origin"),
        expected: Category::from_name(&category).ok_or_else(|| format!("category: unknown {category:?}"))?,
        got: Category::General,
        also: Vec::new(),
        confidence: 0.0,
        found_language: Language::UNKNOWN,
    })
}

/// Keeps the rows of one half.
pub fn keep_half(rows: &mut Vec<Row>, half: Half) {
    rows.retain(|row| is_held_out(&row.text) == (half == Half::HeldOut));
}

/// FNV-1a over the text: the same rows are held out on every machine.
fn is_held_out(text: &str) -> bool {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, step) >> 32 & 1 == 1
}

/// Classifies all rows by their text, and by subject and channel where the file has them.
pub fn classify_rows(rows: &mut [Row]) {
    for row in rows {
        let (text, subject, channel) = (row.text.as_str(), row.subject.as_deref(), row.channel.as_str());
        let verdict = classify(&Input { text, subject, channel, has_order: None });
        row.got = verdict.category;
        row.also = verdict.also;
        row.confidence = verdict.confidence;
        row.found_language = verdict.language;
    }
}

//! Labelled parts of a marketplace's mail: `Order ID: 123`, `Message:` and what follows.
//!
//! Labels are compared without case, in ASCII only, so that positions are those of the text. Where only the
//! marketplace writes, above a buyer's words, the first label counts.

use sellerdesk_adapter::text;
use std::ops::RangeInclusive;

/// Longest line that is taken for a label's value, in bytes.
const VALUE_BYTES_MAX: usize = 200;
/// Longest name taken, in bytes.
const NAME_BYTES_MAX: usize = 100;

/// A mail's text, and itself in lower case (ASCII) for searching.
pub struct Labelled<'mail> {
    text: &'mail str,
    lower: String,
}

impl<'mail> Labelled<'mail> {
    /// Prepares a text.
    pub fn new(text: &'mail str) -> Self {
        Self { text, lower: text.to_ascii_lowercase() }
    }

    /// The rest of the line after the first of the labels that stands anywhere, or the next line where that is empty.
    pub fn value(&self, labels: &[&str]) -> Option<&'mail str> {
        let at = labels.iter().find_map(|label| Some(self.lower.find(label)? + label.len()))?;
        let rest = self.text.get(at..)?;
        let line = rest.lines().map(str::trim).find(|line| !line.is_empty())?;
        let line = line.trim_start_matches([':', '#', ' ', '\u{ff1a}']).trim();
        (!line.is_empty() && line.len() <= VALUE_BYTES_MAX).then_some(line)
    }

    /// What stands between two phrases on one line: `from` may be empty for the line's beginning.
    pub fn between(&self, from: &str, to: &str) -> Option<String> {
        let end = self.lower.find(to)?;
        let line_start = self.lower.get(..end)?.rfind('\n').map_or(0, |at| at + 1);
        let line = self.lower.get(line_start..end)?;
        let start = if from.is_empty() { 0 } else { line.rfind(from)? + from.len() };
        name(self.text.get(line_start + start..end)?)
    }

    /// What stands above the first line that begins with one of the labels, and the words from that label to the end:
    /// of the ends that there are, the first in the list, the most telling one, and the last line that begins with it,
    /// for a buyer can write an end too.
    pub fn block(&self, labels: &[&str], ends: &[&str]) -> Option<(&'mail str, &'mail str)> {
        let (start, after) = self.line_with(labels)?;
        let last_with = |end: &&str| {
            let mut at = after;
            let mut found = None;
            for (number, line) in self.lower.get(after..)?.split_inclusive('\n').enumerate() {
                let begins = line.trim_start_matches(|char: char| char.is_whitespace() || "*->|[".contains(char));
                // The label's own line can't end the words.
                if number > 0 && begins.starts_with(*end) {
                    found = Some(at);
                }
                at += line.len();
            }
            found
        };
        let end = ends.iter().find_map(last_with).unwrap_or(self.text.len());
        Some((self.text.get(..start)?, self.text.get(after..end)?))
    }

    /// Where the first line with a label begins, and where its value begins.
    fn line_with(&self, labels: &[&str]) -> Option<(usize, usize)> {
        let mut at = 0;
        for line in self.lower.split_inclusive('\n') {
            let indent = line.len() - line.trim_start().len();
            let begins = line.get(indent..).unwrap_or_default();
            if let Some(label) = labels.iter().find(|label| begins.starts_with(**label)) {
                return Some((at, at + indent + label.len()));
            }
            at += line.len();
        }
        None
    }
}

/// A name on one line, without quotes and punctuation around it; `None` for what is none.
pub fn name(text: &str) -> Option<String> {
    let line = text::line(text);
    let name = line.trim_matches(|char: char| char.is_whitespace() || "\"'“”.,:;!*()[]".contains(char));
    (!name.is_empty() && name.len() <= NAME_BYTES_MAX && !name.contains('@')).then(|| name.to_owned())
}

/// The first run of digits of a length, not part of a longer run or a word.
pub fn digits(text: &str, length: RangeInclusive<usize>) -> Option<&str> {
    text.split(|char: char| !char.is_ascii_alphanumeric())
        .find(|word| length.contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn values_blocks_and_names_are_found() {
        let text = "Dear shop,\nAnn Bo has sent you a message.\nOrder ID: 123 \nMessage:\nWhere is it?\nI wait.\n\nReply now\nfooter";
        let labelled = Labelled::new(text);
        assert_eq!(labelled.value(&["order id"]), Some("123"));
        assert_eq!(labelled.value(&["missing", "message:"]), Some("Where is it?"));
        assert_eq!(labelled.between("", " has sent you a message").as_deref(), Some("Ann Bo"));
        let (above, words) = labelled.block(&["message:"], &["reply now"]).unwrap();
        assert_eq!(words.trim(), "Where is it?\nI wait.");
        assert!(above.ends_with("Order ID: 123 \n"));
        assert!(labelled.block(&["nothing:"], &[]).is_none());
        assert_eq!(Labelled::new("İ\nMessage: é").block(&["message:"], &[]).unwrap().1, " é");
    }

    #[test]
    fn digits_are_whole_words() {
        assert_eq!(digits("order #8123456789012345, item 5", 14..=20), Some("8123456789012345"));
        assert_eq!(digits("a8123456789012345 81234567890123456789012", 14..=20), None);
        assert_eq!(digits("", 1..=2), None);
    }
}

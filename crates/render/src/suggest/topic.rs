//! What a message is about, by its words.

use super::table::topics;
use crate::limits::TOPIC_CHARS_MAX;

/// A buyer's text, ready to be searched.
pub(super) struct Folded(String);

impl Folded {
    /// Takes the beginning of `text`.
    pub(super) fn new(text: &str) -> Self {
        Self(text.chars().take(TOPIC_CHARS_MAX).flat_map(char::to_lowercase).map(without_accent).collect())
    }

    /// Whether a word of the topic stands in the text.
    pub(super) fn is_about(&self, topic: &str) -> bool {
        let found = topics().iter().find(|(name, _)| *name == topic);
        found.is_some_and(|(_, words)| words.iter().any(|word| contains(&self.0, word)))
    }
}

/// Whether `word` begins somewhere in `text`, at the beginning of a word where the script has words.
fn contains(text: &str, word: &str) -> bool {
    let is_spaced = word.starts_with(|first: char| first.is_ascii());
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        !is_spaced || before.is_none_or(|before| !before.is_alphanumeric())
    })
}

/// The plain letter of a lower-case one; buyers often leave accents out. Typographic apostrophes become plain.
fn without_accent(letter: char) -> char {
    match letter {
        'à'..='å' => 'a',
        'ç' => 'c',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ñ' => 'n',
        'ò'..='ö' => 'o',
        'ù'..='ü' => 'u',
        '’' => '\'',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::{Folded, topics, without_accent};

    #[test]
    fn finds_words_by_their_beginning() {
        for (text, topic) in [
            ("Wo ist die RÜCKSENDEKOSTEN-Regel?", Some("return_cost")),
            ("Il n’avance plus", Some("not_moving")),
            ("请问可以改地址吗", Some("address")),
            ("emphasize benefits", None), // "size" and "fit" begin inside a word
        ] {
            let folded = Folded::new(text);
            let found: Vec<&str> =
                topics().iter().map(|(name, _)| *name).filter(|name| folded.is_about(name)).collect();
            assert_eq!(found, topic.into_iter().collect::<Vec<_>>(), "{text}");
        }
    }

    #[test]
    fn every_word_is_as_a_text_is_read() {
        for (topic, words) in topics() {
            for word in *words {
                let read: String = word.chars().flat_map(char::to_lowercase).map(without_accent).collect();
                assert_eq!(read, *word, "{topic}");
                assert!(!word.is_empty(), "{topic}");
            }
        }
    }
}

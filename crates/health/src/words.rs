//! The words that buyers use about a SKU more than about the others.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::{
    limits::{TEXTS_MAX, WORDS_MAX},
    tail::Factorials,
};

/// Letters of a word at most; longer ones are numbers, links and noise.
const WORD_LETTERS_MAX: usize = 30;
/// Bytes of a message that are read.
const TEXT_BYTES_MAX: usize = 4_000;
/// Fewer messages than this don't make a word telling.
const MESSAGES_LEAST: u64 = 2;
/// Words likelier than this by accident aren't told: 5 %.
const CHANCE_MAX: f64 = 0.05;

/// A word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Word {
    /// As written, in lower case.
    pub word: String,
    /// Messages about the SKU that have it.
    pub messages: u64,
}

/// For each SKU its most telling words, of `(sku, text)`. A word counts once a message. Without lists of stop words:
/// what is common in messages about all SKUs isn't telling about one.
pub fn top_words<'a>(messages: &[(&'a str, &str)]) -> BTreeMap<&'a str, Vec<Word>> {
    let mut by_sku: BTreeMap<&str, (u64, BTreeMap<String, u64>)> = BTreeMap::new();
    let mut overall: BTreeMap<String, u64> = BTreeMap::new();
    let taken = messages.iter().take(TEXTS_MAX);
    let all = taken.len() as u64;
    for (sku, text) in taken {
        let (count, words) = by_sku.entry(sku).or_default();
        *count += 1;
        for word in split(text) {
            *overall.entry(word.clone()).or_default() += 1;
            *words.entry(word).or_default() += 1;
        }
    }
    let factorials = Factorials::up_to(all);
    let top = |(sku, (of_sku, words)): (&'a str, (u64, BTreeMap<String, u64>))| {
        let telling = words.into_iter().filter(|(_, messages)| *messages >= MESSAGES_LEAST);
        let mut telling: Vec<(f64, Word)> = telling
            .map(|(word, messages)| {
                let everywhere = overall.get(&word).copied().unwrap_or(messages);
                // Of all messages with the word, how many would be about this SKU by accident?
                (factorials.ln_tail_of_drawn(everywhere, messages, of_sku, all), Word { word, messages })
            })
            .filter(|(chance, _)| of_sku == all || *chance <= CHANCE_MAX.ln())
            .collect();
        telling.sort_by(|(chance_a, a), (chance_b, b)| {
            chance_a.total_cmp(chance_b).then(b.messages.cmp(&a.messages)).then(a.word.cmp(&b.word))
        });
        (sku, telling.into_iter().take(WORDS_MAX).map(|(_, word)| word).collect())
    };
    by_sku.into_iter().map(top).collect()
}

/// The words of a text, each once. Scripts without spaces give pairs of letters.
fn split(text: &str) -> BTreeSet<String> {
    let text = text.get(..text.floor_char_boundary(TEXT_BYTES_MAX)).unwrap_or_default();
    let mut words = BTreeSet::new();
    for run in text.split(|letter: char| !letter.is_alphabetic()) {
        let run: String = run.chars().flat_map(char::to_lowercase).take(WORD_LETTERS_MAX).collect();
        if run.chars().any(is_unspaced) {
            let letters: Vec<char> = run.chars().collect();
            words.extend(letters.windows(2).map(|pair| pair.iter().collect()));
        } else if run.chars().count() > 2 {
            words.insert(run);
        }
    }
    words
}

/// Chinese, Japanese kana and Thai.
fn is_unspaced(letter: char) -> bool {
    matches!(letter, '\u{0E00}'..='\u{0E7F}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}')
}

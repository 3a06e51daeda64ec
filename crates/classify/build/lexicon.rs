//! Reading the lexicon's files.

use crate::label::label_from_name;
use crate::split::{Piece, split};
use sellerdesk_pattern::{Classes, Dialect, Phrase};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The lexicon's patterns: `^` wants the start of a clause, `?` a sentence that ends in a question mark.
const DIALECT: Dialect = Dialect {
    words: folded_words,
    first_sign: Some("^"),
    last_sign: Some("?"),
    may_cross: false,
    elements_max: 12,
    gap_max: 12,
    spellings_max: 160,
};

/// A row of the lexicon, once for each way its pattern can be spelled.
pub struct Rule {
    /// Label number, see `label.rs`.
    pub label: u8,
    /// Language number: its place in `languages.tsv`.
    pub language: u8,
    /// Weight in hundredths.
    pub weight_hundredths: i16,
    /// The phrase.
    pub phrase: Phrase,
    /// The row as written, for messages.
    pub source: String,
}

/// Everything the tables are made of.
pub struct Lexicon {
    /// ISO 639-1 codes, supported languages first.
    pub languages: Vec<String>,
    /// How many of them the classifier has a lexicon for.
    pub supported_count: usize,
    /// Folded stop word -> bit set of languages.
    pub stop_words: BTreeMap<String, u32>,
    /// All rules.
    pub rules: Vec<Rule>,
}

/// Reads the lexicon below `root`.
pub fn read(root: &Path) -> Result<Lexicon, String> {
    let mut lexicon =
        Lexicon { languages: Vec::new(), supported_count: 0, stop_words: BTreeMap::new(), rules: Vec::new() };
    for row in rows(&root.join("languages.tsv"))? {
        read_language(&mut lexicon, root, &row)?;
    }
    let mut classes = Classes::new();
    for row in rows(&root.join("classes.tsv"))? {
        let [name, words] = fields(&row)?;
        classes.insert(name.to_owned(), words.replace(' ', "|"));
    }
    for index in 0..lexicon.supported_count {
        let language = u8::try_from(index).map_err(|error| error.to_string())?;
        let code = lexicon.languages.get(index).cloned().unwrap_or_default();
        for path in files(&root.join(&code))? {
            for row in rows(&path)? {
                let read = read_rule(&mut lexicon.rules, &classes, language, &row);
                read.map_err(|error| format!("{}: {row:?}: {error}", path.display()))?;
            }
        }
    }
    Ok(lexicon)
}

fn read_language(lexicon: &mut Lexicon, root: &Path, row: &str) -> Result<(), String> {
    let [code, words] = fields(row)?;
    let index = lexicon.languages.len();
    if root.join(code).is_dir() {
        if index != lexicon.supported_count {
            return Err(format!("{code}: supported languages come first"));
        }
        lexicon.supported_count += 1;
    }
    lexicon.languages.push(code.to_owned());
    for word in words.split_whitespace() {
        for folded in folded_words(word) {
            *lexicon.stop_words.entry(folded).or_default() |= 1 << index;
        }
    }
    Ok(())
}

fn read_rule(rules: &mut Vec<Rule>, classes: &Classes, language: u8, row: &str) -> Result<(), String> {
    let [label, weight, pattern] = fields(row)?;
    let label = label_from_name(label).ok_or("unknown label")?;
    let weight: f32 = weight.parse().map_err(|_| "weight is not a number")?;
    if !(0.0..=10.0).contains(&weight) {
        return Err("weight must be within 0..=10".into());
    }
    for phrase in DIALECT.parse(pattern, classes)? {
        rules.push(Rule {
            label,
            language,
            weight_hundredths: (weight * 100.0).round() as i16,
            phrase,
            source: row.to_owned(),
        });
    }
    Ok(())
}

/// The folded words of a text, cut as the classifier cuts a message.
fn folded_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    split(text, |piece| {
        if let Piece::Word { folded, .. } = piece {
            words.push(folded.to_owned());
        }
    });
    words
}

/// The `.tsv` files of a folder, sorted by name.
fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "tsv"));
    paths.sort();
    Ok(paths)
}

/// The rows of a file: no blank lines, no comments.
fn rows(path: &Path) -> Result<Vec<String>, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let rows = text.lines().map(str::trim_end);
    Ok(rows.filter(|row| !row.is_empty() && !row.starts_with("# ")).map(str::to_owned).collect())
}

fn fields<const COUNT: usize>(row: &str) -> Result<[&str; COUNT], String> {
    let fields: Vec<&str> = row.split('\t').collect();
    fields.try_into().map_err(|_| format!("{row:?}: expected {COUNT} tab-separated fields"))
}

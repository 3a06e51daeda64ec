//! Plain sentences in languages that the model wasn't trained on, two for each category: `plain/<language>.tsv` with a
//! category and a text a line. They were written before anybody looked at the lexicon of their language.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests stop at the first surprise")]

use sellerdesk_classify::{Category, Input, classify};
use std::path::Path;

/// Least share of right answers in each language, in percent: what was reached, to be raised.
const RIGHT_PERCENT_MIN: usize = 50;

#[test]
fn plain_sentences_are_understood_in_every_language() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plain");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty());
    for file in files {
        let rows = std::fs::read_to_string(&file).unwrap();
        let mut right = [0, 0];
        let mut all = [0, 0];
        for (number, row) in rows.lines().enumerate() {
            let (label, text) = row.split_once('\t').unwrap();
            let expected = Category::from_name(label).unwrap_or_else(|| panic!("{label}"));
            let verdict = classify(&Input { text, ..Input::default() });
            let is_right = verdict.category == expected;
            all[number % 2] += 1;
            right[number % 2] += usize::from(is_right);
            if !is_right {
                println!("  {label} -> {} ({:.2}): {text}", verdict.category.name(), verdict.confidence);
            }
        }
        let language = file.file_stem().unwrap().to_string_lossy().into_owned();
        println!("{language}: first of each category {}/{}, second {}/{}", right[0], all[0], right[1], all[1]);
        let percent = 100 * (right[0] + right[1]) / (all[0] + all[1]);
        assert!(percent >= RIGHT_PERCENT_MIN, "{language}: {percent} %");
    }
}

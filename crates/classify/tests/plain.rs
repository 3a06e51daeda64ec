//! Plain sentences as buyers write them: `plain/<language>.tsv` (two for each category), `plain/<language>-2.tsv` (four)
//! with a category and a text a line. Each file was written before its author had seen the lexicon of its language.
//! `cargo test -p sellerdesk-classify --test plain -- --nocapture` prints the figures and the mistakes.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests stop at the first surprise")]

use sellerdesk_classify::{Category, Input, classify};
use std::path::Path;

/// Least share of right answers in each file, in percent: what was reached, to be raised.
const RIGHT_PERCENT_MIN: usize = 30;
/// A mistake with at least this confidence misleads: it is counted apart.
const CONFIDENT_MIN: f32 = 0.6;

/// How the answers to some rows compare with their labels.
#[derive(Default)]
struct Figures {
    rows: usize,
    confident_mistakes: usize,
    /// For each category: right answers, rows with this label, answers with this category.
    categories: [[usize; 3]; Category::ALL.len()],
}

impl Figures {
    fn add(&mut self, label: Category, answer: Category, confidence: f32) {
        self.rows += 1;
        self.categories[label as usize][0] += usize::from(label == answer);
        self.categories[label as usize][1] += 1;
        self.categories[answer as usize][2] += 1;
        self.confident_mistakes += usize::from(label != answer && confidence >= CONFIDENT_MIN);
    }

    fn right(&self) -> usize {
        self.categories.iter().map(|counts| counts[0]).sum()
    }

    fn macro_f1(&self) -> f64 {
        let occurring: Vec<_> = self.categories.iter().filter(|counts| counts[1] + counts[2] > 0).collect();
        let of_one = |counts: &&[usize; 3]| 2.0 * counts[0] as f64 / (counts[1] + counts[2]) as f64;
        occurring.iter().map(of_one).sum::<f64>() / occurring.len() as f64
    }

    fn print(&self, name: &str) {
        let (right, rows) = (self.right(), self.rows);
        let accuracy = right as f64 / rows as f64;
        println!(
            "{name}: {right}/{rows} right ({accuracy:.3}), macro-F1 {:.3}, {} confident mistakes",
            self.macro_f1(),
            self.confident_mistakes
        );
    }
}

#[test]
fn plain_sentences_are_understood_in_every_language() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plain");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty());
    let mut sets: std::collections::BTreeMap<String, Figures> = std::collections::BTreeMap::new();
    let mut too_few = Vec::new();
    for file in files {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let set = name.split_once('-').map_or("1", |(_, set)| set).to_owned();
        let rows = std::fs::read_to_string(&file).unwrap();
        let mut figures = Figures::default();
        for row in rows.lines() {
            let (label, text) = row.split_once('\t').unwrap();
            let label = Category::from_name(label).unwrap_or_else(|| panic!("{label}"));
            let verdict = classify(&Input { text, ..Input::default() });
            if verdict.category != label {
                println!("  {} -> {} ({:.2}): {text}", label.name(), verdict.category.name(), verdict.confidence);
            }
            figures.add(label, verdict.category, verdict.confidence);
            sets.entry(set.clone()).or_default().add(label, verdict.category, verdict.confidence);
        }
        figures.print(&name);
        if 100 * figures.right() < RIGHT_PERCENT_MIN * figures.rows {
            too_few.push(name);
        }
    }
    for (set, figures) in &sets {
        figures.print(&format!("set {set}"));
    }
    assert!(too_few.is_empty(), "{too_few:?}");
}

//! How many risks are found, on the messages of `tests/risk/<language>-<set>.tsv`: rows of text, tab, flags.
//!
//! Flags are separated by commas; `(flag)` may be raised or not; `none` is a message that must not be flagged.
//! Every row falls in one of two halves by a hash of its text: phrases are written while reading the mistakes
//! of the tuned half only, the held-out half shows how they do on messages not looked at.
//! `RISK_MISTAKES=tuned|held_out` lists the mistakes of a half. Adding a row needs no Rust.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests stop at the first surprise"
)]

use sellerdesk_classify::{Input, Risk, classify};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const RECALL_MIN: f64 = 0.97;
const PRECISION_MIN: f64 = 0.90;
const LANGUAGE_RECALL_MIN: f64 = 0.93;
/// Rows that a language needs, with and without risks.
const ROWS_MIN: usize = 36;
const LANGUAGES_MIN: usize = 10;

/// Flags counted over some rows (micro-averaged).
#[derive(Clone, Copy, Default)]
struct Count {
    rows: usize,
    found: usize,
    missed: usize,
    in_vain: usize,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.rows += other.rows;
        self.found += other.found;
        self.missed += other.missed;
        self.in_vain += other.in_vain;
    }

    fn recall(self) -> f64 {
        share(self.found, self.found + self.missed)
    }

    fn precision(self) -> f64 {
        share(self.found, self.found + self.in_vain)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

struct Row {
    text: String,
    expected: Vec<Risk>,
    optional: Vec<Risk>,
}

fn row(line: &str) -> Row {
    let (text, flags) = line.split_once('\t').unwrap_or_else(|| panic!("no tab in {line:?}"));
    let mut row = Row { text: text.to_owned(), expected: Vec::new(), optional: Vec::new() };
    for flag in flags.split(',').filter(|flag| *flag != "none") {
        let bare = flag.trim_start_matches('(').trim_end_matches(')');
        let risk = Risk::from_name(bare).unwrap_or_else(|| panic!("no flag {flag:?} in {line:?}"));
        if bare == flag { row.expected.push(risk) } else { row.optional.push(risk) }
    }
    row
}

fn rows(path: &Path) -> Vec<Row> {
    let text = fs::read_to_string(path).expect("rows are readable");
    text.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")).map(row).collect()
}

/// One bit of the text's FNV-1a hash: neither the order of rows nor their author decides.
fn is_held_out(text: &str) -> bool {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    (hash ^ (hash >> 32)) % 2 == 1
}

fn judge(row: &Row) -> (Count, Option<String>) {
    let verdict = classify(&Input { text: &row.text, ..Input::default() });
    let missed: Vec<Risk> = row.expected.iter().copied().filter(|risk| !verdict.risk.contains(risk)).collect();
    let is_meant = |risk: &Risk| row.expected.contains(risk) || row.optional.contains(risk);
    let in_vain: Vec<Risk> = verdict.risk.iter().copied().filter(|risk| !is_meant(risk)).collect();
    let found = row.expected.len() - missed.len();
    let count = Count { rows: 1, found, missed: missed.len(), in_vain: in_vain.len() };
    let names = |risks: &[Risk]| risks.iter().map(|risk| risk.name()).collect::<Vec<_>>().join(",");
    let mistake = (missed.len() + in_vain.len() > 0)
        .then(|| format!("{:?}: missed [{}], in vain [{}]", row.text, names(&missed), names(&in_vain)));
    (count, mistake)
}

fn line(name: &str, halves: [Count; 2]) -> (String, Count) {
    let mut all = halves[0];
    all.add(halves[1]);
    let cell = |count: Count| format!("{:>4} {:.3} {:.3}", count.rows, count.recall(), count.precision());
    (format!("{name:<8} | {} | {} | {}", cell(halves[0]), cell(halves[1]), cell(all)), all)
}

#[test]
fn risks_are_found_and_seldom_in_vain() {
    let shown = std::env::var("RISK_MISTAKES").unwrap_or_default();
    let mut languages: BTreeMap<String, [Count; 2]> = BTreeMap::new();
    let mut kinds: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/risk")).expect("rows are there") {
        let path = entry.expect("entry is readable").path();
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        let language = stem.split('-').next().unwrap().to_owned();
        for row in rows(&path) {
            let half = usize::from(is_held_out(&row.text));
            kinds.entry(language.clone()).or_default()[usize::from(row.expected.is_empty())] += 1;
            let (count, mistake) = judge(&row);
            languages.entry(language.clone()).or_default()[half].add(count);
            if let Some(mistake) = mistake.filter(|_| shown == ["tuned", "held_out"][half]) {
                println!("{language} {mistake}");
            }
        }
    }
    println!("{:<8} | {:<16} | {:<16} | rows, recall, precision: all", "", "tuned half", "held-out half");
    let mut sum = [Count::default(); 2];
    let mut too_low = Vec::new();
    for (language, halves) in &languages {
        let (line, all) = line(language, *halves);
        println!("{line}");
        (0..2).for_each(|half| sum[half].add(halves[half]));
        if all.recall() < LANGUAGE_RECALL_MIN {
            too_low.push(language.as_str());
        }
    }
    let (line, all) = line("all", sum);
    println!("{line}");
    assert!(languages.len() >= LANGUAGES_MIN, "{} languages", languages.len());
    assert!(kinds.values().flatten().all(|count| *count >= ROWS_MIN), "too few rows: {kinds:?}");
    assert!(too_low.is_empty(), "recall below {LANGUAGE_RECALL_MIN}: {too_low:?}");
    assert!(all.recall() >= RECALL_MIN, "recall {:.3}", all.recall());
    assert!(all.precision() >= PRECISION_MIN, "precision {:.3}", all.precision());
}

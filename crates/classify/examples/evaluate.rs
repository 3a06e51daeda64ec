//! Measures the classifier on labelled text.
//!
//! ```text
//! cargo run --release -p sellerdesk-classify --example evaluate -- [--half dev|held-out] [--errors N] FILE.jsonl ...
//! ```
//!
//! Rows are JSON objects with `text`, `category` and, where known, `lang`, `origin`, `source`. Rows are
//! split into halves by a hash of their text: phrases are written while looking at mistakes on `dev`
//! (`--errors`), and `held-out` tells how much of the result is real.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a tool: a broken file should stop it"
)]

use sellerdesk_classify::{Category, Input, classify};
use std::collections::BTreeMap;
use std::time::Instant;

/// A labelled message and what was made of it.
struct Row {
    file: String,
    text: String,
    language: String,
    source: String,
    origin: String,
    expected: Category,
    got: Category,
    also: Vec<Category>,
    confidence: f32,
}

fn main() {
    let mut half = None;
    let mut errors_max = 0;
    let mut rows = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--half" => half = arguments.next(),
            "--errors" => errors_max = arguments.next().and_then(|count| count.parse().ok()).unwrap_or(0),
            path => rows.extend(read(path)),
        }
    }
    if let Some(half) = &half {
        rows.retain(|row| is_held_out(&row.text) == (half == "held-out"));
    }
    let elapsed_us = classify_all(&mut rows);
    print_errors(&rows, errors_max);

    println!("\n## Summary\n");
    println!("| rows | count | accuracy | macro-F1 | in category or also |\n|---|---|---|---|---|");
    let real: Vec<&Row> = rows.iter().filter(|row| matches!(row.origin.as_str(), "real" | "crowd")).collect();
    let all: Vec<&Row> = rows.iter().collect();
    print_line("real and crowd, all files", &real);
    print_line("all rows", &all);
    print_groups(
        &rows,
        |row| format!("file {} (real and crowd)", row.file),
        |row| matches!(row.origin.as_str(), "real" | "crowd"),
    );
    print_groups(
        &rows,
        |row| format!("language {} (real and crowd)", row.language),
        |row| matches!(row.origin.as_str(), "real" | "crowd"),
    );
    print_groups(&rows, |row| format!("origin {}", row.origin), |_| true);
    print_groups(&rows, |row| format!("source {}", row.source), |_| true);
    print_classes(&real);
    print_confusion(&real);
    print_calibration(&real);
    let bytes: usize = rows.iter().map(|row| row.text.len()).sum();
    println!(
        "\nMean time: {:.1} microseconds a message of {} bytes on average.",
        elapsed_us / rows.len().max(1) as f64,
        bytes / rows.len().max(1)
    );
}

fn read(path: &str) -> Vec<Row> {
    let text = std::fs::read_to_string(path).expect("file is readable");
    let file = path.rsplit('/').next().unwrap_or(path).to_owned();
    let rows = text.lines().filter(|line| !line.trim().is_empty()).map(|line| {
        let row: serde_json::Value = serde_json::from_str(line).expect("a JSON object on each line");
        let field = |name: &str| row[name].as_str().unwrap_or("").to_owned();
        Row {
            file: file.clone(),
            text: field("text"),
            language: if field("lang").is_empty() { "en".into() } else { field("lang") },
            source: field("source"),
            origin: field("origin"),
            expected: Category::from_name(&field("category")).expect("a known category"),
            got: Category::General,
            also: Vec::new(),
            confidence: 0.0,
        }
    });
    rows.collect()
}

/// FNV-1a over the text: the same rows are held out on every machine.
fn is_held_out(text: &str) -> bool {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    hash >> 32 & 1 == 1
}

/// Classifies all rows; the time it took, in microseconds.
fn classify_all(rows: &mut [Row]) -> f64 {
    let start = Instant::now();
    for row in rows {
        let verdict = classify(&Input { text: &row.text, ..Input::default() });
        row.got = verdict.category;
        row.also = verdict.also;
        row.confidence = verdict.confidence;
    }
    start.elapsed().as_secs_f64() * 1e6
}

fn print_errors(rows: &[Row], errors_max: usize) {
    for row in rows.iter().filter(|row| row.got != row.expected).take(errors_max) {
        println!(
            "{} -> {} ({:.2}) [{} {}] {}",
            row.expected.name(),
            row.got.name(),
            row.confidence,
            row.source,
            row.language,
            row.text.replace('\n', " / ")
        );
    }
}

fn print_groups(rows: &[Row], name: impl Fn(&Row) -> String, filter: impl Fn(&Row) -> bool) {
    let mut groups: BTreeMap<String, Vec<&Row>> = BTreeMap::new();
    for row in rows.iter().filter(|row| filter(row)) {
        groups.entry(name(row)).or_default().push(row);
    }
    for (name, rows) in groups {
        print_line(&name, &rows);
    }
}

fn print_line(name: &str, rows: &[&Row]) {
    let right = rows.iter().filter(|row| row.got == row.expected).count();
    let near = rows.iter().filter(|row| row.got == row.expected || row.also.contains(&row.expected)).count();
    let share = |count: usize| count as f64 / rows.len().max(1) as f64;
    println!("| {name} | {} | {:.3} | {:.3} | {:.3} |", rows.len(), share(right), macro_f1(rows), share(near));
}

/// Precision, recall, F1 and the number of rows of a category.
fn measure(rows: &[&Row], category: Category) -> (f64, f64, f64, usize) {
    let hits = rows.iter().filter(|row| row.got == category && row.expected == category).count() as f64;
    let got = rows.iter().filter(|row| row.got == category).count();
    let expected = rows.iter().filter(|row| row.expected == category).count();
    let precision = if got == 0 { 0.0 } else { hits / got as f64 };
    let recall = if expected == 0 { 0.0 } else { hits / expected as f64 };
    let f1 = if hits == 0.0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) };
    (precision, recall, f1, expected)
}

/// Mean F1 over the categories that occur in the rows, as labels or as answers.
fn macro_f1(rows: &[&Row]) -> f64 {
    let occurs = |category: &Category| rows.iter().any(|row| row.expected == *category || row.got == *category);
    let scores: Vec<f64> = Category::ALL.into_iter().filter(occurs).map(|category| measure(rows, category).2).collect();
    scores.iter().sum::<f64>() / scores.len().max(1) as f64
}

fn print_classes(rows: &[&Row]) {
    println!(
        "\n## By category (real and crowd)\n\n| category | rows | precision | recall | F1 |\n|---|---|---|---|---|"
    );
    for category in Category::ALL {
        let (precision, recall, f1, count) = measure(rows, category);
        println!("| {} | {count} | {precision:.2} | {recall:.2} | {f1:.2} |", category.name());
    }
}

fn print_confusion(rows: &[&Row]) {
    println!("\n## Confusion (rows: label; columns: answer)\n");
    let heads: Vec<String> = Category::ALL.iter().map(|category| category.name().chars().take(8).collect()).collect();
    println!("| | {} |\n|---|{}", heads.join(" | "), "---|".repeat(heads.len()));
    for expected in Category::ALL {
        let count =
            |got: Category| rows.iter().filter(|row| row.expected == expected && row.got == got).count().to_string();
        println!("| {} | {} |", expected.name(), Category::ALL.map(count).join(" | "));
    }
}

fn print_calibration(rows: &[&Row]) {
    println!("\n## Calibration (real and crowd)\n\n| confidence | rows | right |\n|---|---|---|");
    let mut error = 0.0;
    for bin in 0..10 {
        let (low, high) = (bin as f32 / 10.0, (bin + 1) as f32 / 10.0 + if bin == 9 { 0.01 } else { 0.0 });
        let inside: Vec<_> = rows.iter().filter(|row| (low..high).contains(&row.confidence)).collect();
        if inside.is_empty() {
            continue;
        }
        let right = inside.iter().filter(|row| row.got == row.expected).count() as f64 / inside.len() as f64;
        let mean = inside.iter().map(|row| f64::from(row.confidence)).sum::<f64>() / inside.len() as f64;
        error += (right - mean).abs() * inside.len() as f64 / rows.len().max(1) as f64;
        println!("| {low:.1} to {high:.1} | {} | {right:.2} |", inside.len());
    }
    println!("\nExpected calibration error: {error:.3}.");
}

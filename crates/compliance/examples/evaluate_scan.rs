//! Measures the scan on labelled replies.
//!
//! ```text
//! cargo run --release -p sellerdesk-compliance --example evaluate_scan -- [--half dev|held-out] [--errors] FILE.jsonl
//! ```
//!
//! Rows are JSON objects with `text`, `violations` (a list) and, where known, `lang`, `source`, `note`. Each pair of
//! a row and a violation counts once. Rows are split into halves by a hash of their text: phrases are written while
//! looking at mistakes on `dev` (`--errors`), and `held-out` tells how much of the result is real.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a tool: a broken file stops it")]

#[path = "../tests/measure/mod.rs"]
mod measure;

use measure::{Counts, Row, by_violation, count, is_carrier_link, read};

fn main() {
    let mut half = None;
    let mut shows_errors = false;
    let mut rows = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--half" => half = arguments.next(),
            "--errors" => shows_errors = true,
            path => rows.extend(read(&std::fs::read_to_string(path).expect("file is readable"))),
        }
    }
    if let Some(half) = &half {
        rows.retain(|row| row.is_held_out == (half == "held-out"));
    }
    if shows_errors {
        rows.iter().filter(|row| row.found != row.expected).for_each(print_error);
    }
    println!("| rows | count | recall | precision | right | missed | in vain |\n|---|---|---|---|---|---|---|");
    print_line("all", &rows.iter().collect::<Vec<_>>());
    for (name, held_out) in [("dev", false), ("held-out", true)] {
        print_line(name, &rows.iter().filter(|row| row.is_held_out == held_out).collect::<Vec<_>>());
    }
    for (violation, counts) in by_violation(&rows) {
        print_counts(&violation, 0, counts);
    }
    let carrier: Vec<&Row> = rows.iter().filter(|row| is_carrier_link(row)).collect();
    let dirty = carrier.iter().filter(|row| !row.found.is_empty()).count();
    println!("\nRows with a carrier's link only: {}, with findings: {dirty}.", carrier.len());
    let violating = rows.iter().filter(|row| !row.expected.is_empty());
    let (any, all) = violating.fold((0, 0), |(any, all), row| (any + usize::from(!row.found.is_empty()), all + 1));
    let clean = rows.iter().filter(|row| row.expected.is_empty());
    let (vain, clean) = clean.fold((0, 0), |(vain, all), row| (vain + usize::from(!row.found.is_empty()), all + 1));
    println!("Any finding on {any} of {all} violating rows and on {vain} of {clean} clean ones.");
}

fn print_error(row: &Row) {
    let half = if row.is_held_out { "held-out" } else { "dev" };
    println!("[{half} {} {}]\n  expected {:?}\n  found    {:?}", row.source, row.language, row.expected, row.found);
    for (rule, violation, span) in &row.findings {
        println!("    {rule} ({violation}): {span:?}");
    }
    println!("  {}", row.text.replace('\n', " / "));
}

fn print_line(name: &str, rows: &[&Row]) {
    print_counts(name, rows.len(), count(rows.iter().copied()));
}

fn print_counts(name: &str, rows: usize, counts: Counts) {
    let Counts { right, missed, vain } = counts;
    println!("| {name} | {rows} | {:.3} | {:.3} | {right} | {missed} | {vain} |", counts.recall(), counts.precision());
}

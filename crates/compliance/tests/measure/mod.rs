//! Reading and counting labelled replies; shared by the evaluation program and the test.

#![allow(dead_code, reason = "each user takes what it needs")]

use sellerdesk_compliance::{Context, Overrides, scan};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// A labelled reply and what was found in it.
pub struct Row {
    pub text: String,
    pub language: String,
    pub source: String,
    pub note: String,
    pub is_held_out: bool,
    pub expected: BTreeSet<String>,
    pub found: BTreeSet<String>,
    pub findings: Vec<(String, String, String)>,
}

/// Pairs of a row and a violation.
#[derive(Clone, Copy, Default)]
pub struct Counts {
    pub right: usize,
    pub missed: usize,
    pub vain: usize,
}

impl Counts {
    pub fn recall(self) -> f64 {
        self.right as f64 / (self.right + self.missed).max(1) as f64
    }

    pub fn precision(self) -> f64 {
        self.right as f64 / (self.right + self.vain).max(1) as f64
    }
}

/// Reads rows and scans each under a marketplace's rules. Length and form have no label and don't count.
pub fn read(jsonl: &str) -> Vec<Row> {
    jsonl.lines().filter(|line| !line.trim().is_empty()).map(read_row).collect()
}

fn read_row(line: &str) -> Row {
    let row: serde_json::Value = serde_json::from_str(line).expect("a JSON object on each line");
    let field = |name: &str| row[name].as_str().unwrap_or("").to_owned();
    let text = field("text");
    let context = Context { channel: "amazon", ..Context::default() };
    let mut findings = Vec::new();
    for finding in scan(&text, &context, &Overrides::default()) {
        let span = text[finding.start..finding.end].to_owned();
        findings.push((finding.rule.to_string(), finding.violation.name().to_owned(), span));
    }
    findings.retain(|(_, violation, _)| violation != "length" && violation != "format");
    let labels = row["violations"].as_array().expect("a list of violations");
    Row {
        language: field("lang"),
        source: field("source"),
        note: field("note"),
        is_held_out: Sha256::digest(text.as_bytes()).iter().take(2).all(|byte| byte % 2 == 1),
        expected: labels.iter().map(|label| violation_of(label.as_str().unwrap_or(""))).collect(),
        found: findings.iter().map(|(_, violation, _)| violation.clone()).collect(),
        findings,
        text,
    }
}

/// The public name of a label: two are called otherwise in the data.
fn violation_of(label: &str) -> String {
    match label {
        "review_removal" => "review_change_request",
        "personal_info_request" => "personal_data_request",
        other => other,
    }
    .to_owned()
}

pub fn is_carrier_link(row: &Row) -> bool {
    row.note.contains("carrier")
}

pub fn count<'a>(rows: impl Iterator<Item = &'a Row>) -> Counts {
    rows.fold(Counts::default(), |counts, row| Counts {
        right: counts.right + row.expected.intersection(&row.found).count(),
        missed: counts.missed + row.expected.difference(&row.found).count(),
        vain: counts.vain + row.found.difference(&row.expected).count(),
    })
}

pub fn by_violation(rows: &[Row]) -> BTreeMap<String, Counts> {
    let mut counts: BTreeMap<String, Counts> = BTreeMap::new();
    for row in rows {
        for violation in row.expected.union(&row.found) {
            let counts = counts.entry(violation.clone()).or_default();
            match (row.expected.contains(violation), row.found.contains(violation)) {
                (true, true) => counts.right += 1,
                (true, false) => counts.missed += 1,
                _ => counts.vain += 1,
            }
        }
    }
    counts
}

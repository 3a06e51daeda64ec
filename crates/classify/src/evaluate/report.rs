//! The report as Markdown.

use super::{Figures, Row, figures};
use crate::Category;
use std::collections::BTreeMap;
use std::fmt::Write;

/// What simpler methods reach on the 3,125 public real and crowd rows (5-fold cross-validation): method,
/// accuracy, macro-F1.
const BASELINES: &[(&str, &str, &str)] = &[
    ("four-row keyword table", "0.28", "0.13"),
    ("TF-IDF + logistic regression", "0.86", "0.67"),
    ("MiniLM embedding + logistic regression", "0.85", "0.70"),
    ("TF-IDF, dialogues_en only", "0.66", "0.43"),
    ("MiniLM, dialogues_en only", "0.71", "0.56"),
    ("TF-IDF, French only", "0.79", "0.47"),
    ("MiniLM, French only", "0.68", "0.38"),
    ("TF-IDF, Chinese only", "0.46", "0.33"),
    ("MiniLM, Chinese only", "0.21", "0.15"),
];

/// All figures of classified rows: summary beside baselines, by file, language, origin and source; then for real
/// and crowd rows by category, confusion and calibration.
pub fn report(rows: &[Row]) -> String {
    let mut out = String::from(
        "## Summary\n\n| rows | count | accuracy | macro-F1 | in category or also | language |\n|---|---|---|---|---|---|\n",
    );
    let real: Vec<&Row> = rows.iter().filter(|row| row.is_real()).collect();
    let found = figures(&real);
    line(&mut out, "**real and crowd, all files**", &found);
    line(&mut out, "all rows", &figures(&rows.iter().collect::<Vec<_>>()));
    groups(&mut out, &real, |row| format!("file {} (real and crowd)", row.file));
    groups(&mut out, &real, |row| format!("language {} (real and crowd)", row.language));
    let all: Vec<&Row> = rows.iter().collect();
    groups(&mut out, &all, |row| format!("origin {}", row.origin));
    groups(&mut out, &all, |row| format!("source {}", row.source));
    out.push_str("\nBaselines:\n\n| method | accuracy | macro-F1 |\n|---|---|---|\n");
    for (method, accuracy, macro_f1) in BASELINES {
        let _ = writeln!(out, "| {method} | {accuracy} | {macro_f1} |");
    }
    categories(&mut out, &found);
    confusion(&mut out, &found);
    calibration(&mut out, &found);
    out
}

fn line(out: &mut String, name: &str, found: &Figures) {
    let Figures { count, accuracy, macro_f1, accuracy_with_also, language_accuracy, .. } = found;
    let _ = writeln!(
        out,
        "| {name} | {count} | {accuracy:.3} | {macro_f1:.3} | {accuracy_with_also:.3} | {language_accuracy:.3} |"
    );
}

fn groups(out: &mut String, rows: &[&Row], name: impl Fn(&Row) -> String) {
    let mut groups: BTreeMap<String, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        groups.entry(name(row)).or_default().push(row);
    }
    for (name, rows) in groups {
        line(out, &name, &figures(&rows));
    }
}

fn categories(out: &mut String, found: &Figures) {
    out.push_str(
        "\n## By category (real and crowd)\n\n| category | rows | precision | recall | F1 |\n|---|---|---|---|---|\n",
    );
    for (category, precision, recall, f1, count) in &found.by_category {
        let _ = writeln!(out, "| {} | {count} | {precision:.2} | {recall:.2} | {f1:.2} |", category.name());
    }
}

fn confusion(out: &mut String, found: &Figures) {
    let names = Category::ALL.map(|category| category.name().chars().take(8).collect::<String>());
    let _ = writeln!(out, "\n## Confusion (rows: label; columns: answer)\n\n| | {} |", names.join(" | "));
    let _ = writeln!(out, "|---|{}", "---|".repeat(names.len()));
    for (category, row) in Category::ALL.into_iter().zip(&found.confusion) {
        let cells: Vec<String> = row.iter().map(usize::to_string).collect();
        let _ = writeln!(out, "| {} | {} |", category.name(), cells.join(" | "));
    }
}

fn calibration(out: &mut String, found: &Figures) {
    out.push_str("\n## Calibration (real and crowd)\n\n| confidence from | rows | mean confidence | right |\n|---|---|---|---|\n");
    for (low, count, mean, right) in &found.calibration {
        let _ = writeln!(out, "| {low:.1} | {count} | {mean:.2} | {right:.2} |");
    }
    let _ = writeln!(out, "\nExpected calibration error: {:.3}.", found.calibration_error);
}

//! Violations in disguise are found.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

use sellerdesk_compliance::{Context, Overrides, scan};
use std::path::Path;

const CASES_MIN: usize = 200;
const RECALL_MIN: f64 = 0.90;

/// Rows are a violation and a text in which `\n` stands for a line break.
#[test]
fn disguised_violations_are_found() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/obfuscation");
    let (mut cases, mut missed) = (0, Vec::new());
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        for row in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (violation, text) = row.split_once('\t').unwrap();
            let text = text.replace("\\n", "\n");
            let context = Context { channel: "amazon", ..Context::default() };
            let findings = scan(&text, &context, &Overrides::default());
            cases += 1;
            if !findings.iter().any(|finding| finding.violation.name() == violation) {
                missed.push(format!("{name} {violation}: {text:?}"));
            }
        }
    }
    let recall = 1.0 - missed.len() as f64 / cases as f64;
    eprintln!("{cases} cases, recall {recall:.3}; missed:\n{}", missed.join("\n"));
    assert!(cases >= CASES_MIN && recall >= RECALL_MIN, "{cases} cases, recall {recall:.3}");
}

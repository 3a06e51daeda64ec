//! The measured quality on labelled replies, where their file is at hand.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod measure;

use measure::{count, is_carrier_link, read};

const RECALL_MIN: f64 = 0.90;
const PRECISION_MIN: f64 = 0.85;

#[test]
fn recall_and_precision_hold() {
    let Ok(path) = std::env::var("COMPLIANCE_EVALUATION") else {
        eprintln!("SKIPPED: set COMPLIANCE_EVALUATION to a file of labelled replies");
        return;
    };
    let rows = read(&std::fs::read_to_string(path).unwrap());
    let counts = count(rows.iter());
    assert!(counts.recall() >= RECALL_MIN, "recall {:.3}", counts.recall());
    assert!(counts.precision() >= PRECISION_MIN, "precision {:.3}", counts.precision());
    assert!(rows.iter().filter(|row| is_carrier_link(row)).all(|row| row.found.is_empty()), "a carrier's link");
}

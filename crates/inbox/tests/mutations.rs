//! The simulation finds every deliberately broken use case within its ordinary number of schedules.

#![allow(clippy::panic, reason = "tests")]

mod scenario;
mod support;

use scenario::Build;

/// Schedules within which a mutation must be found: those of `simulation.rs`.
const SCHEDULES: u64 = 4_000;

/// Asserts that the simulation notices `mutant`, by a violation that says one of `symptoms`.
fn assert_found(name: &str, symptoms: &[&str], mutant: Build) {
    for seed in 0..SCHEDULES {
        if let Err(message) = scenario::run(seed, mutant) {
            println!("{name}: found by seed {seed}: {message}");
            let is_known = symptoms.iter().any(|symptom| message.contains(symptom));
            assert!(is_known, "{name} was found by another symptom: {message}");
            return;
        }
    }
    panic!("{name} was not found within {SCHEDULES} schedules");
}

#[test]
fn an_acknowledgement_before_the_row_is_found() {
    let mutant = Build { acknowledges_before_row: true, ..Build::default() };
    assert_found("acknowledgement before the row", &["is listed: false", "is stale", "was not recorded"], mutant);
}

#[test]
fn a_point_recorded_under_an_id_of_its_own_is_found() {
    let mutant = Build { salts_points: true, ..Build::default() };
    assert_found("salted point", &["stands twice", "records again", "is stale"], mutant);
}

//! The simulation finds every deliberately broken use case within its ordinary number of schedules.

#![allow(clippy::panic, reason = "tests")]

mod outgoing;
mod scenario;
mod support;

use scenario::Build;

/// Schedules within which a mutation must be found: those of `simulation.rs`.
const SCHEDULES: u64 = 4_000;
/// Likewise: those of `simulation_replies.rs`.
const OUTGOING_SCHEDULES: u64 = 2_000;

/// Asserts that a simulation notices a mutant, by a violation that says one of `symptoms`.
fn assert_found_by(name: &str, symptoms: &[&str], schedules: u64, run: impl Fn(u64) -> Result<(), String>) {
    for seed in 0..schedules {
        if let Err(message) = run(seed) {
            println!("{name}: found by seed {seed}: {message}");
            let is_known = symptoms.iter().any(|symptom| message.contains(symptom));
            assert!(is_known, "{name} was found by another symptom: {message}");
            return;
        }
    }
    panic!("{name} was not found within {schedules} schedules");
}

fn assert_found(name: &str, symptoms: &[&str], mutant: Build) {
    assert_found_by(name, symptoms, SCHEDULES, |seed| scenario::run(seed, mutant));
}

fn assert_found_outgoing(name: &str, symptoms: &[&str], mutant: outgoing::Build) {
    assert_found_by(name, symptoms, OUTGOING_SCHEDULES, |seed| outgoing::run(seed, mutant));
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

#[test]
fn a_claim_beside_an_unfinished_write_is_found() {
    let mutant = outgoing::Build { overlooks_holes: true, ..outgoing::Build::default() };
    assert_found_outgoing("overlooked hole", &["was sent twice", "none knows"], mutant);
}

#[test]
fn a_dispatcher_without_claims_is_found() {
    let mutant = outgoing::Build { overlooks_claims: true, ..outgoing::Build::default() };
    assert_found_outgoing("overlooked claim", &["was sent twice", "none knows", "twice"], mutant);
}

#[test]
fn a_courier_that_ignores_repetition_is_found() {
    let mutant = outgoing::Build { ignores_repetition: true, ..outgoing::Build::default() };
    assert_found_outgoing("ignored repetition", &["the buyer got"], mutant);
}

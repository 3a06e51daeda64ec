//! The simulation finds every deliberately broken journal within its ordinary number of schedules.

#![allow(clippy::panic, reason = "tests")]

mod scenario;

use scenario::Build;
use sellerdesk_journal::{limits::Tuning, simulation::Failure};

/// Schedules within which a mutation must be found: those of `invariants.rs`.
const SCHEDULES: u64 = 100_000;
/// Beyond anything a run lasts, in milliseconds.
const NEVER_MS: i64 = i64::MAX / 4;

/// Asserts that the simulation notices `mutant`, by a violation that says `symptom`.
fn assert_found(name: &str, symptom: &str, mutant: Build) {
    for seed in 0..SCHEDULES {
        if let Err(message) = scenario::run(seed, mutant) {
            println!("{name}: found by seed {seed}");
            assert!(message.contains(symptom), "{name} was found by another symptom: {message}");
            return;
        }
    }
    panic!("{name} was not found within {SCHEDULES} schedules");
}

fn tuned(change: impl FnOnce(&mut Tuning)) -> Build {
    let mut mutant = Build::SOUND;
    change(&mut mutant.tuning);
    mutant
}

#[test]
fn a_snapshot_over_an_open_hole_is_found() {
    let mutant = tuned(|tuning| tuning.hole_grace_ms = -NEVER_MS);
    assert_found("snapshot over an open hole", "is missing", mutant);
}

#[test]
fn a_grace_shorter_than_a_slow_append_is_found() {
    let mutant = tuned(|tuning| tuning.hole_grace_ms = tuning.append_slow_ms / 2);
    assert_found("short grace", "is missing", mutant);
}

#[test]
fn a_trim_that_does_not_wait_is_found() {
    let mutant = tuned(|tuning| tuning.settle_ms = -NEVER_MS);
    assert_found("trim without settling", "is missing", mutant);
}

#[test]
fn a_slow_load_that_believes_in_holes_is_found() {
    let mutant = tuned(|tuning| tuning.load_slow_ms = NEVER_MS);
    assert_found("slow load", "is missing", mutant);
}

#[test]
fn an_acknowledgement_before_the_set_is_found() {
    let mutant = Build { acknowledges_before_set: true, ..Build::SOUND };
    assert_found("acknowledgement before the set", "is missing", mutant);
}

#[test]
fn a_slow_writer_that_does_not_append_again_is_found() {
    let mutant = tuned(|tuning| tuning.append_slow_ms = NEVER_MS);
    assert_found("slow writer", "is missing", mutant);
}

#[test]
fn a_duplicate_acknowledged_at_sight_is_found() {
    let mutant = tuned(|tuning| tuning.firm_ms = NEVER_MS);
    assert_found("duplicate acknowledged at sight", "is missing", mutant);
}

#[test]
fn a_fold_without_memory_is_found() {
    let mutant = Build { folds_duplicates: true, ..Build::SOUND };
    assert_found("fold without memory", "folded twice", mutant);
}

#[test]
fn a_load_that_stops_at_the_first_hole_is_found() {
    let mutant = Build { stops_at_first_hole: true, ..Build::SOUND };
    assert_found("stop at the first hole", "is missing", mutant);
}

#[test]
fn a_failure_names_its_seed_and_how_to_run_it_again() {
    let (message, command) = ("lost".to_owned(), "cargo test -p x".to_owned());
    let failure = Failure { seed: 17, message, command }.to_string();
    assert!(failure.contains("SIMULATION_SEED=17 cargo test -p x"), "{failure}");
}

#[test]
fn a_seed_decides_everything() {
    let mutant = Build { stops_at_first_hole: true, ..Build::SOUND };
    for seed in 0..100 {
        let (first, second) = (scenario::run(seed, mutant), scenario::run(seed, mutant));
        assert_eq!(format!("{first:?}"), format!("{second:?}"));
    }
}

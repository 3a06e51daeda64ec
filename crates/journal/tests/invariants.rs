//! The invariants of the journal, under at least 100,000 simulated schedules.

#![allow(clippy::panic, reason = "tests")]

mod scenario;

use scenario::{Build, Tally};
use sellerdesk_journal::simulation::explore;

/// Schedules in an ordinary run; `SIMULATION_SCHEDULES` asks for more.
const SCHEDULES: u64 = 100_000;
/// Runs of which each situation must have come up, for the schedules to mean something.
const SCHEDULES_TO_COVER: u64 = 2_000;

#[test]
fn what_was_acknowledged_is_there_exactly_once_under_every_schedule() {
    let command = "cargo test -p sellerdesk-journal --test invariants";
    let mut total = Tally::default();
    let outcome = explore(command, SCHEDULES, |seed| scenario::run(seed, Build::SOUND).map(|tally| total.add(tally)));
    match outcome {
        Ok(schedules) => println!("{schedules} schedules: {total:?}"),
        Err(failure) => panic!("{failure}"),
    }
}

#[test]
fn the_schedules_come_by_everything_the_invariants_are_about() {
    let mut total = Tally::default();
    for seed in 0..SCHEDULES_TO_COVER {
        match scenario::run(seed, Build::SOUND) {
            Ok(tally) => total.add(tally),
            Err(message) => panic!("seed {seed}: {message}"),
        }
    }
    println!("{SCHEDULES_TO_COVER} schedules: {total:?}");
    let Tally { acknowledged, acknowledged_as_duplicates, restarts, .. } = total;
    let Tally { loads_from_snapshots, open_holes, dead_holes, snapshots_stored, spans_trimmed, .. } = total;
    assert!(acknowledged > SCHEDULES_TO_COVER && acknowledged_as_duplicates > 0 && restarts > 0, "{total:?}");
    assert!(open_holes > 0 && dead_holes > 0 && loads_from_snapshots > 0, "{total:?}");
    assert!(snapshots_stored > 0 && spans_trimmed > 0, "{total:?}");
}

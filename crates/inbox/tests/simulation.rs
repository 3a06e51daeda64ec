//! The use cases under crashes, duplicates, reordering and stale reads: what was acknowledged is in its
//! conversation and in the inbox, and a sweep records each point once.

#![allow(clippy::panic, reason = "tests")]

mod scenario;
mod support;

use scenario::Build;
use sellerdesk_journal::simulation::explore;

/// Schedules in the normal test run; `SIMULATION_SCHEDULES` asks for more.
const SCHEDULES: u64 = 4_000;

#[test]
fn what_is_acknowledged_is_in_the_inbox_and_swept_once() {
    let command = "cargo test -p sellerdesk-inbox --test simulation";
    match explore(command, SCHEDULES, |seed| scenario::run(seed, Build::default())) {
        Ok(schedules) => println!("{schedules} schedules"),
        Err(failure) => panic!("{failure}"),
    }
}

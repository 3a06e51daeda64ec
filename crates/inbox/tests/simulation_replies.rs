//! Replies under crashes, duplicates, stale reads and a marketplace that breaks off: what was promised is delivered,
//! failed or uncertain, and no buyer gets a reply twice.

#![allow(clippy::panic, reason = "tests")]

mod outgoing;
mod support;

use outgoing::Build;
use sellerdesk_journal::simulation::explore;

/// Schedules in the normal test run; `SIMULATION_SCHEDULES` asks for more.
const SCHEDULES: u64 = 2_000;

#[test]
fn a_promised_reply_is_settled_and_sent_at_most_once() {
    let command = "cargo test -p sellerdesk-inbox --test simulation_replies";
    match explore(command, SCHEDULES, |seed| outgoing::run(seed, Build::default())) {
        Ok(schedules) => println!("{schedules} schedules"),
        Err(failure) => panic!("{failure}"),
    }
}

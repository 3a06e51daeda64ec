//! A month of a desk with the real clocks: every warning, missed deadline, follow-up and snooze is told and recorded
//! once, at the instant that an oracle with arithmetic of its own has for it.
//!
//! `MONTH_CONVERSATIONS` asks for more than the usual run, `MONTH_SEED` for another month.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test stops at the first surprise"
)]

mod book;
mod desk;
mod hours;
mod office;
mod simulate;

use desk::Fault;
use hours::{BERLIN, BEYOND, Calendar, Hours, NEW_YORK, minute_of};
use simulate::{Plan, Tally, run};

/// Conversations of the ordinary run.
const CONVERSATIONS: usize = 2_000;
/// Conversations within which a fault must be noticed.
const FAULTY_CONVERSATIONS: usize = 300;
/// The changes of spring lie in months with even seeds, those of autumn in the others.
const SEED: u64 = 2;

fn number<T: std::str::FromStr>(name: &str) -> Option<T> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn everything_is_recorded_once_at_the_right_instant() {
    let conversations = number("MONTH_CONVERSATIONS").unwrap_or(CONVERSATIONS);
    let seed = number("MONTH_SEED").unwrap_or(SEED);
    let Tally(tally) =
        run(Plan { seed, conversations, fault: Fault::None, shift: 0 }).unwrap_or_else(|it| panic!("{it}"));
    println!("seed {seed}, {conversations} conversations: {tally:?}");
    let rare = ["applied", "bounces", "failed sweeps", "holidays", "make-up days", "merges", "policy applications"];
    for what in
        rare.into_iter().chain(["breach", "warning", "unassigned", "silent", "woken", "looks at breaches on change"])
    {
        assert!(tally.contains_key(what), "{what} never happened");
    }
}

/// Asserts that a month with something wrong in it is noticed by a difference that says so.
fn assert_noticed(fault: Fault, shift: i64, symptom: &str) {
    let plan = Plan { seed: SEED, conversations: FAULTY_CONVERSATIONS, fault, shift };
    match run(plan) {
        Err(error) => assert!(error.contains(symptom), "{fault:?}, {shift}: found by another symptom: {error}"),
        Ok(_) => panic!("{fault:?}, {shift} was not noticed"),
    }
}

#[test]
fn points_under_fresh_ids_are_noticed() {
    assert_noticed(Fault::FreshIds, 0, "was told");
}

#[test]
fn points_an_hour_late_are_noticed() {
    assert_noticed(Fault::LateByAnHour, 0, "wanted");
}

#[test]
fn clocks_that_never_pause_are_noticed() {
    assert_noticed(Fault::NoPauses, 0, "row of case");
}

#[test]
fn bounced_replies_that_count_are_noticed() {
    assert_noticed(Fault::BouncesCount, 0, "first_response");
}

#[test]
fn calendars_that_are_not_applied_are_noticed() {
    assert_noticed(Fault::KeepsCalendars, 0, "keeps");
}

#[test]
fn an_oracle_whose_calendars_are_an_hour_off_differs() {
    assert_noticed(Fault::None, 60, "wanted");
}

/// Cases with known answers, so that the oracle and the engine can't be wrong alike.
#[test]
fn the_oracles_hours_are_those_of_worked_examples() {
    let begin = minute_of(2026, 1, 1, 0, 0);
    let hours = |calendar: &Calendar| Hours::new(begin, begin + 400 * 1_440, |minute| calendar.is_open(minute));
    let everyday = [0, 1, 2, 3, 4, 5, 6];
    let office = hours(&Calendar::new(&NEW_YORK, &[0, 1, 2, 3, 4], &[(540, 1_020)]));
    let night = hours(&Calendar::new(&NEW_YORK, &everyday, &[(1_320, 360)]));
    let gap = hours(&Calendar::new(&BERLIN, &[6], &[(150, 240)]));
    let reach = |hours: &Hours, start, share| hours.reach(start, share, &[]);
    // Open until five, so the hour ends at the closing itself.
    assert_eq!(reach(&office, minute_of(2026, 1, 14, 21, 0), 60), Some(minute_of(2026, 1, 14, 22, 0)));
    // Over the weekend on which clocks go forward.
    assert_eq!(reach(&office, minute_of(2026, 3, 6, 21, 0), 120), Some(minute_of(2026, 3, 9, 14, 0)));
    assert_eq!(reach(&office, minute_of(2026, 10, 30, 20, 0), 120), Some(minute_of(2026, 11, 2, 15, 0)));
    // That night has seven hours, the one in autumn nine.
    assert_eq!(reach(&night, minute_of(2026, 3, 8, 3, 0), 480), Some(minute_of(2026, 3, 9, 3, 0)));
    assert_eq!(reach(&night, minute_of(2026, 11, 1, 2, 0), 540), Some(minute_of(2026, 11, 1, 11, 0)));
    // It opens in the hour that is skipped: an hour is left of one and a half.
    assert_eq!(reach(&gap, minute_of(2026, 3, 29, 0, 0), 60), Some(minute_of(2026, 3, 29, 2, 0)));
    assert_eq!(reach(&gap, minute_of(2026, 3, 29, 0, 0), 61), Some(minute_of(2026, 4, 5, 0, 31)));
    // Paused over the closing, then for good.
    let paused = [(minute_of(2026, 1, 14, 21, 0), minute_of(2026, 1, 15, 16, 0))];
    assert_eq!(office.reach(minute_of(2026, 1, 14, 15, 0), 480, &paused), Some(minute_of(2026, 1, 15, 18, 0)));
    let for_good = [(minute_of(2026, 1, 14, 16, 0), i64::MAX)];
    assert_eq!(office.reach(minute_of(2026, 1, 14, 15, 0), 61, &for_good), None);
    assert_eq!(reach(&office, minute_of(2026, 1, 14, 15, 0), 1_000_000), Some(BEYOND));
}

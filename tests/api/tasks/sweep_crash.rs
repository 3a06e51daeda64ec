//! A sweep that dies half-way, at any one store operation.

use super::sweep::{expected, open_question};
use crate::harness::{TestApp, at_once, passed, tests};
use sellerdesk_host::Fault;
use sellerdesk_tests::time::HOUR_MS;
use std::sync::atomic::{AtomicU64, Ordering};

tests! { host a_sweep_that_dies_at_any_operation_is_made_good_by_the_next }

/// More store operations than the sweep of two conversations takes.
const OPERATIONS_MAX: u64 = 400;
/// Desks at work at the same time: each spends most of its time waiting for a dead sweep's lease to run out.
const DESKS: usize = 24;
/// In cells that only sample the operations, every so many of them.
const SAMPLED_STEP: u64 = 9;
/// Conversations that are due.
const DUE: usize = 2;

/// Every desk takes the next operation, kills a sweep there, sweeps again, and looks; until one isn't reached.
fn a_sweep_that_dies_at_any_operation_is_made_good_by_the_next(app: &TestApp) {
    let (step, desks) = if app.is_thorough() { (1, DESKS) } else { (SAMPLED_STEP, DESKS / 3) };
    let next = AtomicU64::new(0);
    let reached = AtomicU64::new(0);
    let unreached = AtomicU64::new(OPERATIONS_MAX);
    at_once(desks, |_| {
        let desk = app.another();
        loop {
            let operation = 1 + next.fetch_add(step, Ordering::SeqCst);
            if operation >= unreached.load(Ordering::SeqCst) {
                return;
            }
            // Before one operation's effect is after the effect of the one before it.
            if kill_and_look(&desk, Fault::kill(operation)) {
                reached.fetch_max(operation, Ordering::SeqCst);
            } else {
                unreached.fetch_min(operation, Ordering::SeqCst);
            }
        }
    });
    let (reached, unreached) = (reached.into_inner(), unreached.into_inner());
    println!("killed at every {step}. operation up to {reached}");
    assert!(reached > 10, "the sweep was over before it began");
    assert!(unreached < OPERATIONS_MAX, "more than {OPERATIONS_MAX} operations for one sweep");
}

/// Whether the fault was reached.
fn kill_and_look(app: &TestApp, fault: Fault) -> bool {
    let questions: Vec<_> = (0..DUE).map(|_| open_question(app)).collect();
    let at = questions.iter().map(|(_, at)| at).max().unwrap() + 25 * HOUR_MS;
    app.arm(fault);
    let answer = app.poke(at);
    let fired = app.host().faults().disarm();
    // It may have been the worker that died: then deadlines are recorded all the same.
    assert!(answer.is_success() || fired > 0, "{fault:?}: {}", answer.status);
    app.sweep(at);
    for (id, _) in &questions {
        let conversation = app.conversation(id);
        assert_eq!(passed(&conversation), expected(25 * HOUR_MS), "{fault:?}: {conversation:#}");
    }
    let again = app.sweep(at);
    assert_eq!((again.warnings, again.breaches), (0, 0), "{fault:?}");
    fired > 0
}

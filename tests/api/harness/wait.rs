//! Doing things at the same time, and again.

use super::{Answer, TestApp};
use sellerdesk_tests::Delivery;
use std::sync::Barrier;
use std::thread;
use std::time::Duration;

/// Attempts at a delivery that is told to come again.
const ATTEMPTS_MAX: u32 = 50;
/// Pause before another attempt.
const PAUSE: Duration = Duration::from_millis(20);

/// Runs `work` in so many threads that all start together; their answers in no order.
pub fn at_once<T: Send>(threads: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let (barrier, work) = (&Barrier::new(threads), &work);
    thread::scope(|scope| {
        let spawn = |index| {
            scope.spawn(move || {
                barrier.wait();
                work(index)
            })
        };
        let running: Vec<_> = (0..threads).map(spawn).collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

/// Delivers as senders do: 503 means to come again. The first other answer.
pub fn retried(app: &TestApp, delivery: &Delivery) -> Answer {
    for _ in 1..ATTEMPTS_MAX {
        let answer = app.deliver(delivery);
        if answer.status != 503 {
            return answer;
        }
        thread::sleep(PAUSE);
    }
    app.deliver(delivery)
}

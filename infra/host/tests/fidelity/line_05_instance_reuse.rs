//! Line 5: 128 requests, 16 at once, 1 s idle, and knobs for all three.

use std::time::Duration;

use futures_util::future::join_all;
use sellerdesk_host::Reuse;

use crate::support::{PROBE, start, start_with};

/// Which request of its instance the answering request was.
fn taken(answer: &str) -> usize {
    answer.split(' ').next().unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_takes_128_requests_one_after_another() {
    let running = start(PROBE).await;
    for expected in 1..=128 {
        assert_eq!(taken(&running.ok("/instance").await), expected);
    }
    assert_eq!(taken(&running.ok("/instance").await), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_takes_16_requests_at_once() {
    let running = start(PROBE).await;
    // Requests come one after another and stay, so each finds the instances of those before.
    let answers = join_all((0..40).map(async |number| {
        tokio::time::sleep(Duration::from_millis(20 * number)).await;
        running.ok("/wait?ms=3000").await
    }))
    .await;
    let firsts = answers.iter().filter(|answer| taken(answer) == 1).count();
    assert!(answers.iter().all(|answer| taken(answer) <= 16), "{answers:?}");
    assert!(firsts >= 3, "{answers:?}");
    // Some instance was shared, or this would prove nothing.
    assert!(answers.iter().any(|answer| taken(answer) > 1), "{answers:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn with_reuse_1_every_request_has_its_own_instance() {
    let running = start_with(PROBE, |options| options.reuse = Reuse::never()).await;
    for _ in 0..5 {
        assert_eq!(running.ok("/instance").await, "1 1");
    }
    let answers = join_all((0..8).map(|_| running.ok("/wait?ms=100"))).await;
    assert!(answers.iter().all(|answer| answer == "1"), "{answers:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_instance_is_dropped() {
    let running = start_with(PROBE, |options| {
        options.reuse.idle = Duration::from_millis(20);
    })
    .await;
    assert_eq!(taken(&running.ok("/instance").await), 1);
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(taken(&running.ok("/instance").await), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_limits_can_be_ranges() {
    let running = start_with(PROBE, |options| {
        options.reuse.requests = 2..=3;
    })
    .await;
    let mut counts = Vec::new();
    for _ in 0..30 {
        counts.push(taken(&running.ok("/instance").await));
    }
    assert!(counts.iter().all(|count| *count <= 3), "{counts:?}");
    assert!(counts.iter().filter(|count| **count == 1).count() >= 10, "{counts:?}");
    assert!(counts.contains(&2), "{counts:?}");
}

//! Line 6: a trap is a 500 for everything in flight in that instance, and for nothing else.

use std::time::Duration;

use sellerdesk_host::Reuse;

use crate::support::{PROBE, start, start_with};

#[tokio::test(flavor = "multi_thread")]
async fn a_trap_takes_its_neighbours_along_and_the_next_request_is_fine() {
    let running = start(PROBE).await;
    let neighbour = running.get("/wait?ms=5000");
    let trap = async {
        // Let the neighbour get into the instance first.
        tokio::time::sleep(Duration::from_millis(300)).await;
        running.get("/trap").await
    };
    let (neighbour, trap) = tokio::join!(neighbour, trap);
    assert_eq!(trap, (500, String::new()));
    assert_eq!(neighbour, (500, String::new()));
    assert_eq!(running.ok("/instance").await, "1 1");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trap_leaves_other_instances_alone() {
    let running = start_with(PROBE, |options| options.reuse = Reuse::never()).await;
    let neighbour = running.get("/wait?ms=600");
    let trap = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        running.get("/trap").await
    };
    let (neighbour, trap) = tokio::join!(neighbour, trap);
    assert_eq!(trap.0, 500);
    assert_eq!(neighbour.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_takes_too_long_is_ended_whether_it_waits_or_computes() {
    let running = start_with(PROBE, |options| {
        options.request_timeout = Some(Duration::from_millis(1500));
    })
    .await;
    assert_eq!(running.get("/wait?ms=60000").await.0, 500);
    assert_eq!(running.get("/loop").await.0, 500);
    assert_eq!(running.get("/instance").await.0, 200);
}

//! Line 11: an instance's memory can be capped.

use crate::support::{PROBE, start, start_with};

#[tokio::test(flavor = "multi_thread")]
async fn growing_past_the_cap_kills_the_request_and_no_more() {
    let running = start_with(PROBE, |options| {
        options.memory_bytes_max = Some(32 << 20);
    })
    .await;
    assert_eq!(running.ok("/grow?mib=8").await, (8 << 20).to_string());
    assert_eq!(running.get("/grow?mib=64").await.0, 500);
    assert_eq!(running.ok("/instance").await, "1 1");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_cap_there_is_room() {
    let running = start(PROBE).await;
    assert_eq!(running.ok("/grow?mib=64").await, (64 << 20).to_string());
}

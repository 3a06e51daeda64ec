//! Line 9, as this application uses it: a schedule pokes a route, forgets errors and doesn't
//! wait.

use std::time::Duration;

use bytes::Bytes;
use sellerdesk_host::{LogSink, Schedule};

use crate::support::{PROBE, start_with};

fn schedule(path: &str) -> Schedule {
    Schedule {
        path: path.into(),
        every: Duration::from_millis(20),
        bearer_token: Some("token".into()),
        body: Bytes::new(),
        copies: 1,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_pokes_its_route_again_and_again() {
    let running = start_with(PROBE, |options| {
        options.schedules = vec![Schedule { copies: 2, ..schedule("/wasi-store/increment?key=ticks") }];
    })
    .await;
    while running.host.operations().increment < 6 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    running.host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_task_is_remarked_on_and_poked_again() {
    let (sender, receiver) = std::sync::mpsc::channel();
    let running = start_with(PROBE, |options| {
        options.schedules = vec![schedule("/trap")];
        options.log = LogSink::new(move |line| {
            let _ = sender.send(line.to_string());
        });
    })
    .await;
    let mut failures = 0;
    while failures < 3 {
        match receiver.try_recv() {
            Ok(line) => failures += usize::from(line.contains("schedule /trap: 500")),
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
    assert_eq!(running.get("/instance").await.0, 200);
}

//! Pokes `/tasks/sweep` from outside, for a Spin without a scheduler. The local host has its own.

use sellerdesk_tests::client::{Answer, Client, ClientError};
use std::time::Duration;
use tokio::task::JoinHandle;

/// The task that records warnings and missed deadlines.
pub const SWEEP_PATH: &str = "/tasks/sweep";

/// Runs one sweep.
///
/// # Errors
/// When there was no whole answer.
pub fn sweep(client: &Client, task_token: &str) -> Result<Answer, ClientError> {
    let headers = [("authorization".to_owned(), format!("Bearer {task_token}"))];
    client.send("POST", SWEEP_PATH, &headers, Some(b""))
}

/// Sweeps at intervals until the task is aborted; the first time after one interval.
pub fn start(client: Client, task_token: String, every: Duration) -> JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(every).await;
            let (client, task_token) = (client.clone(), task_token.clone());
            let swept = tokio::task::spawn_blocking(move || sweep(&client, &task_token)).await;
            match swept {
                Ok(Ok(answer)) if answer.is_success() => {}
                Ok(Ok(answer)) => eprintln!("sweep: {}", answer.status),
                Ok(Err(error)) => eprintln!("sweep: {error}"),
                Err(_) => return,
            }
        }
    })
}

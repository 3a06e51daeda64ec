//! `--demo`: two days of a shop's webhooks through the public routes, and the inbox that comes of them.

use crate::inbox_table::{self, Conversations};
use crate::steps;
use crate::sweeper::sweep;
use crate::variables::{DEMO_ACCOUNT, Variables};
use anyhow::{Context, Result, bail};
use sellerdesk_tests::client::Client;
use sellerdesk_tests::{Accounts, demo};
use std::time::{SystemTime, UNIX_EPOCH};

/// The first page of the inbox, as full as it gets.
const LIST_PATH: &str = "/api/v1/conversations?limit=100";

/// Sends the demo, sweeps, and answers the inbox as a table. Blocks.
pub fn show(url: &str, variables: &Variables) -> Result<String> {
    let accounts = Accounts::named(&variables.values, DEMO_ACCOUNT).context("the demo needs its accounts")?;
    let client = Client::new(url);
    let now_ms = now_ms()?;
    let deliveries = demo::deliveries(now_ms, &accounts)?;
    for delivery in &deliveries {
        let answer = client.deliver(delivery).with_context(|| format!("sending to {}", delivery.path))?;
        if !answer.is_success() {
            bail!("{} answers {}: {}", delivery.path, answer.status, String::from_utf8_lossy(&answer.body));
        }
    }
    let swept = sweep(&client, variables.get("task_token")).context("sweeping")?;
    if !swept.is_success() {
        bail!("the sweep answers {}", swept.status);
    }
    let headers = [("authorization".to_owned(), format!("Bearer {}", variables.get("admin_token")))];
    let answer = client.send("GET", LIST_PATH, &headers, None).context("reading the inbox")?;
    if !answer.is_success() {
        bail!("the inbox answers {}: {}", answer.status, String::from_utf8_lossy(&answer.body));
    }
    let listed: Conversations = serde_json::from_slice(&answer.body).context("the inbox is not as documented")?;
    steps::note(format_args!("{} webhooks sent", deliveries.len()));
    Ok(inbox_table::render(&listed, now_ms))
}

/// Milliseconds since the epoch.
pub fn now_ms() -> Result<i64> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).context("the clock stands before 1970")?;
    i64::try_from(since.as_millis()).context("the clock stands too far in the future")
}

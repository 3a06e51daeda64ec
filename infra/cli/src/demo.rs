//! `--demo`: a week of a shop's webhooks through the public routes, what the team did about them, and the inbox that
//! comes of it.

use crate::inbox_table::{self, Conversations};
use crate::steps;
use crate::sweeper::sweep;
use crate::variables::{DEMO_ACCOUNT, Variables};
use anyhow::{Context, Result, bail};
use sellerdesk_tests::accounts::FURTHER;
use sellerdesk_tests::client::Client;
use sellerdesk_tests::{Accounts, demo};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
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
    let desk = Api { client: &client, bearer: format!("Bearer {}", variables.get("admin_token")) };
    let facts = format!("/api/v1/accounts/amazon/{DEMO_ACCOUNT}/facts");
    for body in demo::facts(now_ms) {
        desk.ask("POST", &facts, Some(&body), None).context("sending facts about orders")?;
    }
    work(&desk, now_ms)?;
    // Twice: what the first one records is followed by the second.
    for _ in 0..2 {
        let swept = sweep(&client, variables.get("task_token")).context("sweeping")?;
        if !swept.is_success() {
            bail!("the sweep answers {}", swept.status);
        }
    }
    let listed: Conversations = desk.read(LIST_PATH)?;
    steps::note(format_args!("{} webhooks sent", deliveries.len()));
    let left_out = FURTHER.into_iter().filter(|channel| !accounts.further.contains_key(*channel));
    let left_out: Vec<&str> = left_out.collect();
    if !left_out.is_empty() {
        let file = variables.file.display();
        steps::note(format_args!(
            "left out, for {file} has no account {DEMO_ACCOUNT} for them: {}",
            left_out.join(", ")
        ));
    }
    Ok(inbox_table::render(&listed, now_ms))
}

/// The API with the operator's token.
struct Api<'a> {
    client: &'a Client,
    bearer: String,
}

impl Api<'_> {
    fn ask(&self, method: &str, path: &str, body: Option<&Value>, key: Option<&str>) -> Result<Vec<u8>> {
        let mut headers = vec![("authorization".to_owned(), self.bearer.clone())];
        headers.extend(body.map(|_| ("content-type".to_owned(), "application/json".to_owned())));
        headers.extend(key.map(|key| ("idempotency-key".to_owned(), key.to_owned())));
        let body = body.map(|body| body.to_string().into_bytes());
        let answer = self.client.send(method, path, &headers, body.as_deref())?;
        if !answer.is_success() {
            bail!("{path} answers {}: {}", answer.status, String::from_utf8_lossy(&answer.body));
        }
        Ok(answer.body)
    }

    fn read<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        let body = self.ask("GET", path, None, None)?;
        serde_json::from_slice(&body).with_context(|| format!("{path} answers otherwise than documented"))
    }
}

/// Invites the demo's colleagues, and does what the stories say the team did.
fn work(desk: &Api<'_>, now_ms: i64) -> Result<()> {
    let people: Value = desk.read("/api/v1/agents")?;
    let known = people.get("agents").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    for (name, languages) in demo::COLLEAGUES {
        if known.iter().any(|agent| agent["name"] == name) {
            continue;
        }
        let email = format!("{}@shop.example", name.to_lowercase().replace(' ', "."));
        let body = json!({"name": name, "email": email, "role": "agent", "languages": languages, "capacity": 40});
        desk.ask("POST", "/api/v1/agents", Some(&body), None).context("inviting the demo's colleagues")?;
    }
    let mut lines = Vec::new();
    let mut path = Some(LIST_PATH.to_owned());
    while let Some(page) = path.take() {
        let mut listed: Value = desk.read(&page)?;
        path = listed.get("next").and_then(Value::as_str).map(|next| format!("{LIST_PATH}&cursor={next}"));
        if let Some(rows) = listed.get_mut("conversations").and_then(Value::as_array_mut) {
            lines.append(rows);
        }
    }
    for deed in demo::deeds(now_ms)? {
        // One that an earlier demo closed is no longer in the list.
        if let Some(body) = deed.request(&lines) {
            desk.ask("POST", "/api/v1/bulk", Some(&body), Some(&deed.key)).context("doing the team's work")?;
        }
    }
    Ok(())
}

/// Milliseconds since the epoch.
pub fn now_ms() -> Result<i64> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).context("the clock stands before 1970")?;
    i64::try_from(since.as_millis()).context("the clock stands too far in the future")
}

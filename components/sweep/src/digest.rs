//! The weekly digest: asks the component that knows the sums what last week was like, and tells it, once a week.

use crate::books::{announce, ask};
use sellerdesk_announce::{Crier, of_week};
use sellerdesk_inbox::Store;
use sellerdesk_shell::{SpinStore, log};
use serde::Deserialize;
use serde_json::json as object;

const TASK: &str = "http://reports.spin.internal/tasks/digest";

/// The last week that was told, by its Monday, in days since 1970-01-01, little-endian.
const TOLD_KEY: &str = "wd1";
/// A week is told from Monday, seven o'clock UTC on.
const AFTER_MS: i64 = 7 * 3_600_000;
const DAY_MS: i64 = 86_400_000;
/// 1970-01-01 was a Thursday: three days after a Monday.
const THURSDAY: i64 = 3;

#[derive(Deserialize)]
struct Answer {
    lines: Vec<Line>,
}

#[derive(Deserialize)]
struct Line {
    channel: String,
    account: String,
    team: String,
    detail: String,
}

/// Tells the week that ended last, unless it was told. Best effort: the next poke tries again, and the notices are known
/// by their keys.
pub async fn tell_week(store: &SpinStore, crier: Option<&Crier>, at: i64) {
    let Some(crier) = crier else { return };
    if let Err(reason) = tell(store, crier, at).await {
        log("digest-untold", &[("reason", &reason)]);
    }
}

async fn tell(store: &SpinStore, crier: &Crier, at: i64) -> Result<(), &'static str> {
    let monday = last_monday(at);
    let told = store.get(TOLD_KEY).await.map_err(|_| "the store can't be read")?;
    let told = told.and_then(|bytes| Some(i32::from_le_bytes(bytes.try_into().ok()?)));
    if told.is_some_and(|told| told >= monday) {
        return Ok(());
    }
    let answer: Answer = ask(TASK, &object!({ "monday": monday })).await?;
    let notice = |line: &Line| of_week((&line.channel, &line.account), &line.team, monday, &line.detail, at);
    let notices: Vec<_> = answer.lines.iter().map(notice).collect();
    announce(crier, store, &notices, at).await?;
    store.set(TOLD_KEY, &monday.to_le_bytes()).await.map_err(|_| "the store can't be written")
}

/// The Monday of the week that ended last.
fn last_monday(at: i64) -> i32 {
    let day = (at - AFTER_MS).div_euclid(DAY_MS);
    i32::try_from(day - (day + THURSDAY).rem_euclid(7) - 7).unwrap_or_default()
}

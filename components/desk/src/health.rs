//! Whether the desk can work: its store answers.

use crate::Answer;
use sellerdesk_inbox::Store;
use sellerdesk_shell::{SpinStore, json};
use serde_json::json as object;

/// `GET /health`: 200, or 503 while the store doesn't answer.
pub async fn check() -> Answer {
    SpinStore::open().await?.get("h1").await?;
    Ok(json(200, &object!({ "status": "ok" })))
}

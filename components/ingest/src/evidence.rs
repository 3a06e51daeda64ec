//! Fetching what an adapter needs before it can judge: within this component's allow-list, kept for as long as it says.

use sellerdesk_adapter::signature::encode_hex;
use sellerdesk_adapter::{Evidence, HttpRequest, NEEDS_MAX, Need};
use sellerdesk_courier::Couriers;
use sellerdesk_inbox::Store;
use sellerdesk_shell::{Kind, Problem, SpinStore, SystemClock, call, log};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::time::Duration;

/// How long a public document may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// Longest document, in bytes: a certificate, a key, a message.
const DOCUMENT_BYTES_MAX: usize = 256 * 1024;
/// Longest document that is kept, in bytes.
const KEPT_BYTES_MAX: usize = 64 * 1024;
/// Bytes of a URL's hash in a key.
const HASH_BYTES: usize = 16;

/// A document as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    at: i64,
    url: String,
    body: Vec<u8>,
}

/// The documents, from the store or from where they are.
pub async fn fetch(channel: &str, account: &str, needs: Vec<Need>) -> Result<Vec<Evidence>, Problem> {
    let store = SpinStore::open().await?;
    let mut evidence = Vec::new();
    for need in needs.into_iter().take(NEEDS_MAX) {
        evidence.push(fetch_one(&store, channel, account, need).await?);
    }
    Ok(evidence)
}

async fn fetch_one(store: &SpinStore, channel: &str, account: &str, need: Need) -> Result<Evidence, Problem> {
    let key = key(channel, &need.url);
    if need.keep_s > 0
        && let Some(body) = kept(store, &key, &need).await?
    {
        return Ok(Evidence { url: need.url, status: 200, body });
    }
    let fetched = if need.with_credentials {
        Couriers::new(store, channel).fetch(channel, account, &need.url).await
    } else {
        match call(HttpRequest::get(&need.url), PATIENCE, DOCUMENT_BYTES_MAX).await {
            Ok(answer) => Ok(Evidence { url: need.url.clone(), status: answer.status, body: answer.body }),
            Err(error) => Err(error.to_string()),
        }
    };
    let evidence = fetched.map_err(|reason| {
        log("evidence-failed", &[("channel", &channel), ("reason", &reason)]);
        Problem::new(Kind::Unavailable, "what this webhook points to can't be fetched just now")
    })?;
    if need.keep_s > 0 && evidence.status == 200 && evidence.body.len() <= KEPT_BYTES_MAX {
        let kept = Kept { at: SystemClock::now_ms(), url: need.url, body: evidence.body.clone() };
        // Kept or not, the answer is the same.
        let _ = store.set(&key, &serde_json::to_vec(&kept).unwrap_or_default()).await;
    }
    Ok(evidence)
}

async fn kept(store: &SpinStore, key: &str, need: &Need) -> Result<Option<Vec<u8>>, Problem> {
    let Some(bytes) = store.get(key).await? else { return Ok(None) };
    let kept: Option<Kept> = serde_json::from_slice(&bytes).ok();
    let fresh_from = SystemClock::now_ms() - i64::from(need.keep_s) * 1_000;
    Ok(kept.filter(|kept| kept.url == need.url && kept.at >= fresh_from).map(|kept| kept.body))
}

fn key(channel: &str, url: &str) -> String {
    let hash = Sha256::digest(url.as_bytes());
    format!("e1:{channel}:{}", encode_hex(hash.get(..HASH_BYTES).unwrap_or(&hash)))
}

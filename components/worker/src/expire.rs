//! Forgetting what has reached its retention period.

use sellerdesk_canonical::Instant;
use sellerdesk_contract::Composed;
use sellerdesk_courier::problem;
use sellerdesk_inbox::{Desk, expire};
use sellerdesk_shell::{Incoming, Problem, SpinStore, SystemClock};
use serde::{Deserialize, Serialize};

/// What the sweep asks for.
#[derive(Deserialize)]
struct Ask {
    /// As of when, in milliseconds since 1970.
    at: Instant,
}

/// What was done.
#[derive(Serialize)]
pub struct Done {
    /// Conversations whose buyer was forgotten.
    forgotten: u32,
}

/// Looks through the hours that became old.
pub async fn run(incoming: &Incoming) -> Result<Done, Problem> {
    let ask: Ask = incoming.json()?;
    let store = SpinStore::open().await?;
    let forgotten = expire(Desk::new(&store, &SystemClock, &Composed), ask.at).await.map_err(problem)?;
    Ok(Done { forgotten })
}

//! `POST /api/v1/undo`: takes back what one did a moment ago, to one conversation or to many.

use crate::{Answer, present};
use sellerdesk_canonical::ConversationId;
use sellerdesk_contract::Composed;
use sellerdesk_courier::problem;
use sellerdesk_inbox::{Desk, InboxError, undo};
use sellerdesk_people::{Permission, Principal};
use sellerdesk_shell::{Incoming, Kind, Problem, SpinStore, SystemClock, json};
use serde::Deserialize;
use serde_json::json as object;

/// Conversations that one request takes something back of: as many as one bulk request changes.
const BULK_MAX: usize = 100;
/// What can be taken back.
const ACTIONS: [&str; 7] = ["assignment", "category", "merge", "priority", "status", "tags", "vip"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    ids: Vec<String>,
    /// What was done.
    action: String,
    /// The `Idempotency-Key` that it was done with.
    key: String,
}

/// Each conversation has its own result, and one that fails stops no other.
pub async fn post(request: &Incoming, who: &Principal) -> Answer {
    let asked: Asked = request.json()?;
    if asked.ids.is_empty() || asked.ids.len() > BULK_MAX {
        return Err(Problem::field("ids", format!("1 to {BULK_MAX} conversations")));
    }
    if !ACTIONS.contains(&asked.action.as_str()) {
        return Err(Problem::field("action", format!("one of {}", ACTIONS.join(", "))));
    }
    if asked.action == "assignment" && !who.may(Permission::Assign) {
        return Err(Problem::new(Kind::Forbidden, "assigning is not for your role, or not for this token"));
    }
    let key = format!("{}:{}", asked.action, asked.key);
    let store = SpinStore::open().await?;
    let desk = Desk::new(&store, &SystemClock, &Composed).within(who.accounts.as_deref());
    let mut results = Vec::with_capacity(asked.ids.len());
    for id in &asked.ids {
        let done = match ConversationId::parse(id) {
            Ok(id) => undo(desk, id, &key, &who.name).await.map_err(problem),
            Err(_) => Err(problem(InboxError::NotFound)),
        };
        results.push(match done {
            Ok(row) => object!({ "id": id, "conversation": present::row(&row) }),
            Err(problem) => object!({ "id": id, "problem": problem.document() }),
        });
    }
    Ok(json(200, &object!({ "results": results })))
}

//! `POST /api/v1/accounts/{channel}/{account}/facts`: what ERPs tell.

use crate::Answer;
use crate::problem::problem;
use sellerdesk_accounts::AccountId;
use sellerdesk_health::{Imported, read_facts};
use sellerdesk_ledger::{LedgerError, record_facts};
use sellerdesk_shell::{FieldError, Incoming, Problem, SpinStore, SystemClock, idempotency_key, json};
use serde_json::{Value, json as object};

/// Takes the rows that can be read, names the others by row and field. The same rows again, in any order, change
/// nothing: an `Idempotency-Key` is accepted and needed for nothing.
pub async fn post(id: &AccountId, request: &Incoming) -> Answer {
    idempotency_key(request)?;
    let now = SystemClock::now_ms();
    let Imported { facts, rows, problems, refused } =
        read_facts(&request.body, now).map_err(|error| problem(LedgerError::Health(error)))?;
    if facts.is_empty() && refused > 0 {
        let errors = problems.into_iter().map(|problem| FieldError {
            field: format!("facts[{}].{}", problem.row.saturating_sub(1), problem.field),
            detail: problem.message,
        });
        return Err(Problem::invalid(errors.collect()));
    }
    let taken = facts.len();
    let store = SpinStore::open().await?;
    record_facts(&store, &SystemClock, id, facts, now).await.map_err(problem)?;
    let errors: Vec<Value> = problems
        .into_iter()
        .map(|it| object!({ "row": it.row.saturating_sub(1), "field": it.field, "detail": it.message }))
        .collect();
    Ok(json(200, &object!({ "rows": rows, "taken": taken, "refused": refused, "errors": errors })))
}

//! `POST /api/v1/accounts/{channel}/{account}/messages`: what was said before the desk, out of a marketplace's export.

use crate::Answer;
use crate::accounts::parse;
use sellerdesk_contract::Composed;
use sellerdesk_courier::problem;
use sellerdesk_health::{HealthError, RowProblem};
use sellerdesk_inbox::Desk;
use sellerdesk_ledger::{ImportError, import_messages};
use sellerdesk_shell::people::Principal;
use sellerdesk_shell::{Incoming, Kind, Problem, SpinStore, SystemClock, json};
use serde_json::json as object;

/// Takes it in; the same again changes nothing.
pub async fn post(who: &Principal, channel: &str, account: &str, request: &Incoming) -> Answer {
    let id = parse(who, channel, account)?;
    let store = SpinStore::open().await?;
    let desk = Desk::new(&store, &SystemClock, &Composed);
    let imported = import_messages(desk, &id, "", &request.body).await.map_err(refused)?;
    let detail = |it: &RowProblem| object!({ "row": it.row, "field": it.field, "detail": it.message });
    Ok(json(
        200,
        &object!({
            "rows": imported.rows,
            "taken": imported.taken,
            "known": imported.known,
            "conversations": imported.conversations,
            "refused": imported.refused,
            "errors": imported.problems.iter().map(detail).collect::<Vec<_>>(),
        }),
    ))
}

fn refused(error: ImportError) -> Problem {
    match error {
        ImportError::Export(error @ HealthError::TooLarge { .. }) => {
            Problem::new(Kind::BodyTooLarge, error.to_string())
        }
        ImportError::Export(error) => Problem::new(Kind::Malformed, error.to_string()),
        ImportError::Inbox(error) => problem(error),
    }
}

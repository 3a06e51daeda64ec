//! `/api/v1/conversations`.

use crate::{Answer, present, query};
use sellerdesk_canonical::ConversationId;
use sellerdesk_contract::Composed;
use sellerdesk_courier::problem;
use sellerdesk_inbox::{Desk, InboxError, read, read_body};
use sellerdesk_shell::people::Principal;
use sellerdesk_shell::{Incoming, Problem, SpinStore, SystemClock, cursor, json, raw as respond};
use serde_json::json as object;

/// `GET /api/v1/conversations`: one page, the most pressing first.
pub async fn list(request: &Incoming, who: &Principal) -> Answer {
    let query = query::parse(&request.query, &who.name)?;
    let store = SpinStore::open().await?;
    let desk = Desk::new(&store, &SystemClock, &Composed).within(who.accounts.as_deref());
    let listed =
        sellerdesk_inbox::list(desk, &query.filter, query.after.as_ref(), query.limit).await.map_err(problem)?;
    let rows: Vec<_> = listed.rows.iter().map(present::row).collect();
    let next = listed.next.as_deref().map(cursor);
    Ok(json(200, &object!({ "conversations": rows, "next": next })))
}

/// `GET /api/v1/conversations/{id}`: one conversation with its newest records and both clocks.
pub async fn get(id: &str, who: &Principal) -> Answer {
    let id = parse_id(id)?;
    let store = SpinStore::open().await?;
    let desk = Desk::new(&store, &SystemClock, &Composed).within(who.accounts.as_deref());
    let view = read(desk, id).await.map_err(problem)?;
    Ok(json(200, &present::conversation(&view)))
}

/// `GET /api/v1/conversations/{id}/raw`: the body of an unread delivery, as bytes to save, never to render.
pub async fn raw(id: &str, who: &Principal) -> Answer {
    let id = parse_id(id)?;
    let store = SpinStore::open().await?;
    let desk = Desk::new(&store, &SystemClock, &Composed).within(who.accounts.as_deref());
    let body = read_body(desk, id).await.map_err(problem)?;
    let headers = [
        ("content-type", "application/octet-stream"),
        ("content-disposition", "attachment; filename=\"delivery.bin\""),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-store"),
    ];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Ok(respond(200, &headers, body))
}

/// A conversation's id out of a path.
pub fn parse_id(id: &str) -> Result<ConversationId, Problem> {
    ConversationId::parse(id).map_err(|_| problem(InboxError::NotFound))
}

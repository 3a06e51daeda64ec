//! `GET /api/v1/search` and `GET /api/v1/mentions`.

use crate::{Answer, id_of, present};
use sellerdesk_contract::Composed;
use sellerdesk_courier::problem;
use sellerdesk_inbox::{Desk, InboxError, find, read_mentions, read_row};
use sellerdesk_people::Principal;
use sellerdesk_shell::{Incoming, Problem, SpinStore, SystemClock, instant, json};
use serde_json::json as object;

/// Longest search, in bytes.
const SEARCH_BYTES_MAX: usize = 200;
/// Mentions in one answer: each costs the reading of its conversation.
const MENTIONS_MAX: usize = 20;

/// Conversations of an order's number, or of a buyer's id or whole name, closed ones too.
pub async fn search(request: &Incoming, who: &Principal) -> Answer {
    let mut words = String::new();
    for (name, value) in form_urlencoded::parse(request.query.as_bytes()) {
        match name.as_ref() {
            "q" if (1..=SEARCH_BYTES_MAX).contains(&value.len()) => words = value.into_owned(),
            "q" => return Err(Problem::field("q", format!("1 to {SEARCH_BYTES_MAX} bytes"))),
            _ => return Err(Problem::field("query", "there is no such parameter")),
        }
    }
    if words.is_empty() {
        return Err(Problem::field("q", format!("1 to {SEARCH_BYTES_MAX} bytes")));
    }
    let store = SpinStore::open().await?;
    let desk = Desk::new(&store, &SystemClock, &Composed).within(who.accounts.as_deref());
    let rows = find(desk, &words).await.map_err(problem)?;
    Ok(json(200, &object!({ "conversations": rows.iter().map(present::row).collect::<Vec<_>>() })))
}

/// The newest notes that mention whoever asks, with the conversations they are in.
pub async fn mentions(who: &Principal) -> Answer {
    let store = SpinStore::open().await?;
    let desk = Desk::new(&store, &SystemClock, &Composed).within(who.accounts.as_deref());
    let mut shown = Vec::new();
    for mention in read_mentions(desk, id_of(who)).await.map_err(problem)?.into_iter().take(MENTIONS_MAX) {
        match read_row(desk, mention.conversation).await {
            Ok(row) => shown.push(object!({
                "at": instant(mention.at),
                "by": mention.by,
                "note": mention.note,
                "conversation": present::row(&row),
            })),
            // An account that is out of reach by now.
            Err(InboxError::NotFound) => {}
            Err(error) => return Err(problem(error)),
        }
    }
    Ok(json(200, &object!({ "mentions": shown })))
}

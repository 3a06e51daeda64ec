//! `GET` and `PUT /api/v1/read-marks`.

use crate::{Answer, id_of, problem};
use futures_util::future::join_all;
use sellerdesk_canonical::ConversationId;
use sellerdesk_contract::Composed;
use sellerdesk_inbox::{Desk, read_row};
use sellerdesk_people::Principal;
use sellerdesk_shell::{Incoming, Problem, SpinStore, SystemClock, json};
use sellerdesk_team::read_marks::{MARKED_MAX, ReadMark, mark_read, read_marks};
use serde::Deserialize;
use serde_json::{Map, Value, json as object};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    ids: Vec<String>,
    read: bool,
}

/// What one has read: how many messages and events of each conversation.
pub async fn list(who: &Principal) -> Answer {
    let store = SpinStore::open().await?;
    let marks = read_marks(&store, id_of(who)).await.map_err(problem)?;
    let marks: Map<String, Value> =
        marks.iter().map(|mark| (mark.conversation.to_string(), object!(mark.items))).collect();
    Ok(json(200, &object!({ "marks": marks })))
}

/// Says that one has read conversations as they are, or not; what one doesn't see is passed over.
pub async fn put(request: &Incoming, who: &Principal) -> Answer {
    let Asked { ids, read } = request.json()?;
    if ids.is_empty() || ids.len() > MARKED_MAX {
        return Err(Problem::field("ids", format!("1 to {MARKED_MAX} conversations")));
    }
    let store = SpinStore::open().await?;
    let desk = Desk::new(&store, &SystemClock, &Composed).within(who.accounts.as_deref());
    let ids = ids.iter().filter_map(|id| ConversationId::parse(id).ok());
    let rows = join_all(ids.map(|id| read_row(desk, id))).await;
    let marks: Vec<ReadMark> = rows
        .into_iter()
        .flatten()
        .map(|row| ReadMark { conversation: row.conversation, items: if read { row.items } else { 0 } })
        .collect();
    mark_read(&store, id_of(who), &marks).await.map_err(problem)?;
    Ok(json(200, &object!({ "marked": marks.len() })))
}

//! `PUT /api/v1/conversations/{id}/presence` and `GET /api/v1/presence`.

use crate::{Answer, id_of, problem};
use sellerdesk_canonical::ConversationId;
use sellerdesk_contract::Composed;
use sellerdesk_courier::problem as of_inbox;
use sellerdesk_inbox::{Desk, InboxError, read_row};
use sellerdesk_people::Principal;
use sellerdesk_shell::{Incoming, SpinStore, SystemClock, instant, json};
use sellerdesk_team::presence::{Present, everybody, say};
use sellerdesk_team::read_marks::{ReadMark, mark_read};
use serde::Deserialize;
use serde_json::{Value, json as object};

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Asked {
    typing: bool,
    gone: bool,
}

/// Says that one looks at a conversation, types, or is gone; who else is there. What one looks at one has read.
pub async fn put(id: &str, request: &Incoming, who: &Principal) -> Answer {
    let asked: Asked = if request.body.is_empty() { Asked::default() } else { request.json()? };
    let id = ConversationId::parse(id).map_err(|_| of_inbox(InboxError::NotFound))?;
    let store = SpinStore::open().await?;
    let desk = Desk::new(&store, &SystemClock, &Composed).within(who.accounts.as_deref());
    let row = read_row(desk, id).await.map_err(of_inbox)?;
    let own = Present {
        who: id_of(who).to_owned(),
        name: who.name.clone(),
        conversation: id,
        account: format!("{}/{}", row.channel, row.account),
        typing: asked.typing,
        at: 0,
    };
    let mark = ReadMark { conversation: id, items: row.items };
    let others = say(&store, &SystemClock, own, asked.gone).await.map_err(problem)?;
    if !asked.gone {
        mark_read(&store, id_of(who), &[mark]).await.map_err(problem)?;
    }
    Ok(json(200, &object!({ "others": others.iter().map(shown).collect::<Vec<_>>() })))
}

/// Who else is where, in the accounts that one sees.
pub async fn list(who: &Principal) -> Answer {
    let store = SpinStore::open().await?;
    let sees = |other: &&Present| {
        let account = other.account.split_once('/');
        other.who != id_of(who) && account.is_some_and(|(channel, account)| who.sees(channel, account))
    };
    let present = everybody(&store, &SystemClock).await.map_err(problem)?;
    Ok(json(200, &object!({ "present": present.iter().filter(sees).map(shown).collect::<Vec<_>>() })))
}

fn shown(present: &Present) -> Value {
    object!({
        "conversation": present.conversation,
        "name": present.name,
        "typing": present.typing,
        "at": instant(present.at),
    })
}

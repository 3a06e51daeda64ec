//! `POST /api/v1/conversations/{id}/...` and `/api/v1/bulk`: what people do to conversations besides answering.

use crate::conversations::parse_id;
use crate::{Answer, present};
use chrono::DateTime;
use sellerdesk_canonical::EventId;
use sellerdesk_contract::Composed;
use sellerdesk_courier::problem;
use sellerdesk_inbox::action::Action;
use sellerdesk_inbox::rules::{Category, Priority};
use sellerdesk_inbox::{self as inbox, Deed, Desk, Split, act_all};
use sellerdesk_shell::people::{Permission, Principal};
use sellerdesk_shell::{Incoming, Kind, Problem, SpinStore, SystemClock, idempotency_key, json};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json as object};

/// Conversations that one bulk request changes.
const BULK_MAX: usize = 100;
/// Tags that one request sets and takes off.
const TAGS_MAX: usize = 10;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Assignment {
    assignee: Option<String>,
    /// What whoever takes over has to know: a note that mentions them.
    #[serde(default)]
    note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StatusChange {
    status: String,
    #[serde(default)]
    until: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tags {
    #[serde(default)]
    add: Vec<String>,
    #[serde(default)]
    remove: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Note {
    text: String,
    #[serde(default)]
    mentions: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Valued {
    vip: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Urgency {
    priority: Priority,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Correction {
    category: Category,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Merge {
    into: String,
}

/// Whether a path's last part is something to do.
pub fn is_kind(what: &str) -> bool {
    matches!(what, "assignment" | "category" | "merge" | "notes" | "priority" | "status" | "tags" | "vip")
}

/// Does one thing to one conversation; the answer is its new line.
pub async fn post(id: &str, what: &str, request: &Incoming, who: &Principal) -> Answer {
    let id = parse_id(id)?;
    let deeds = deeds(what, request.json()?)?;
    let key = idempotency_key(request)?;
    let store = SpinStore::open().await?;
    let desk = Desk::new(&store, &SystemClock, &Composed).within(who.accounts.as_deref());
    let key = key.map(|key| format!("{what}:{key}"));
    let row = act_all(desk, id, deeds, &who.name, key.as_deref()).await.map_err(problem)?;
    Ok(json(200, &present::row(&row)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Apart {
    /// Messages of the conversation, by their records' ids.
    items: Vec<EventId>,
}

/// Lets messages go on in a conversation of their own; the answer is its line.
pub async fn split(id: &str, request: &Incoming, who: &Principal) -> Answer {
    let id = parse_id(id)?;
    let Apart { items } = request.json()?;
    let store = SpinStore::open().await?;
    let desk = Desk::new(&store, &SystemClock, &Composed).within(who.accounts.as_deref());
    let row = inbox::split(desk, id, Split { items: &items, by: &who.name }).await.map_err(problem)?;
    Ok(json(201, &present::row(&row)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bulk {
    ids: Vec<String>,
    /// `assignment`, `status`, `tags`, ...
    action: String,
    /// The body that the action's own path takes.
    body: Value,
}

/// Does one thing to many conversations; each has its own result, and one that fails stops no other.
pub async fn bulk(request: &Incoming, who: &Principal) -> Answer {
    let asked: Bulk = request.json()?;
    if asked.ids.is_empty() || asked.ids.len() > BULK_MAX {
        return Err(Problem::field("ids", format!("1 to {BULK_MAX} conversations")));
    }
    if !is_kind(&asked.action) {
        return Err(Problem::field("action", "one of assignment, category, merge, notes, priority, status, tags, vip"));
    }
    if asked.action == "assignment" && !who.may(Permission::Assign) {
        return Err(Problem::new(Kind::Forbidden, "assigning is not for your role, or not for this token"));
    }
    let key = idempotency_key(request)?.map(|key| format!("{}:{key}", asked.action));
    let deeds = deeds(&asked.action, asked.body)?;
    let store = SpinStore::open().await?;
    let desk = Desk::new(&store, &SystemClock, &Composed).within(who.accounts.as_deref());
    let mut results = Vec::with_capacity(asked.ids.len());
    for id in &asked.ids {
        let done = match parse_id(id) {
            Ok(id) => act_all(desk, id, deeds.clone(), &who.name, key.as_deref()).await.map_err(problem),
            Err(problem) => Err(problem),
        };
        results.push(match done {
            Ok(row) => object!({ "id": id, "conversation": present::row(&row) }),
            Err(problem) => object!({ "id": id, "problem": problem.document() }),
        });
    }
    Ok(json(200, &object!({ "results": results })))
}

/// What a request's body asks for.
fn deeds(what: &str, body: Value) -> Result<Vec<Deed>, Problem> {
    let deed = match what {
        "assignment" => return Ok(assignment(shaped(body)?)),
        "category" => Deed::Categorize(shaped::<Correction>(body)?.category),
        "merge" => Deed::MergeInto(parse_id(&shaped::<Merge>(body)?.into).map_err(|_| unknown_target())?),
        "notes" => {
            let Note { text, mentions } = shaped(body)?;
            Deed::Plain(Action::Noted { text, mentions })
        }
        "priority" => Deed::Prioritize(shaped::<Urgency>(body)?.priority),
        "status" => Deed::Plain(status(shaped(body)?)?),
        "tags" => return tags(shaped(body)?),
        _ => Deed::Plain(Action::Valued { vip: shaped::<Valued>(body)?.vip }),
    };
    Ok(vec![deed])
}

fn assignment(Assignment { assignee, note }: Assignment) -> Vec<Deed> {
    let note = note.map(|text| Deed::Plain(Action::Noted { text, mentions: assignee.clone().into_iter().collect() }));
    std::iter::once(Deed::Plain(Action::Assigned { to: assignee })).chain(note).collect()
}

fn unknown_target() -> Problem {
    Problem::field("into", "the id of a conversation")
}

fn shaped<T: DeserializeOwned>(body: Value) -> Result<T, Problem> {
    serde_json::from_value(body).map_err(|error| Problem::field("body", error.to_string()))
}

fn tags(tags: Tags) -> Result<Vec<Deed>, Problem> {
    let asked = tags.add.len() + tags.remove.len();
    if asked == 0 || asked > TAGS_MAX {
        return Err(Problem::field("add", format!("1 to {TAGS_MAX} tags in add and remove together")));
    }
    let add = tags.add.into_iter().map(|tag| (tag, true));
    let all = add.chain(tags.remove.into_iter().map(|tag| (tag, false)));
    Ok(all.map(|(tag, on)| Deed::Plain(Action::Tagged { tag, on })).collect())
}

fn status(change: StatusChange) -> Result<Action, Problem> {
    let until = change.until.as_deref().map(DateTime::parse_from_rfc3339).transpose();
    let until = until.map_err(|_| Problem::field("until", "an RFC 3339 instant such as 2026-01-14T10:00:00Z"))?;
    match (change.status.as_str(), until) {
        ("snoozed", Some(until)) => Ok(Action::Snoozed { until: until.timestamp_millis() }),
        ("snoozed", None) => Err(Problem::field("until", "until when")),
        (_, Some(_)) => Err(Problem::field("until", "goes with snoozed only")),
        ("open", None) => Ok(Action::Opened),
        ("pending", None) => Ok(Action::Pending),
        ("resolved", None) => Ok(Action::Resolved),
        ("closed", None) => Ok(Action::Closed),
        ("no_reply_needed", None) => Ok(Action::NoReplyNeeded),
        ("spam", None) => Ok(Action::Spam),
        _ => Err(Problem::field("status", "one of open, pending, snoozed, resolved, closed, no_reply_needed, spam")),
    }
}

//! Rows and records as JSON: instants in RFC 3339, names in snake_case.

use sellerdesk_canonical::Happening;
use sellerdesk_inbox::action::Acted;
use sellerdesk_inbox::conversation::Named;
use sellerdesk_inbox::duties::{Task, tasks};
use sellerdesk_inbox::outbox::{OutboxItem, ReplyState};
use sellerdesk_inbox::record::{Record, What};
use sellerdesk_inbox::row::Row;
use sellerdesk_inbox::rules::TargetState;
use sellerdesk_inbox::{ConversationView, DESK_CLOCK};
use sellerdesk_shell::{SystemClock, instant, optional_instant as optional};
use serde_json::{Value, json};

/// A line of the inbox.
pub fn row(row: &Row) -> Value {
    json!({
        "id": row.conversation,
        "channel": row.channel,
        "account": row.account,
        "status": row.status,
        "category": row.category,
        "also": row.also,
        "priority": row.priority,
        "reasons": row.reasons,
        "assignee": row.assignee,
        "tags": row.tags,
        "vip": row.vip,
        "paused": row.paused,
        "snoozed_until": optional(row.snoozed_until),
        "merged_into": row.merged_into,
        "risk": row.risk,
        "risk_events": row.risk_events,
        "quarantined": row.quarantined,
        "language": row.language,
        "buyer_name": row.buyer_name,
        "order_id": row.order_id,
        "subject": row.subject,
        "excerpt": row.excerpt,
        "items": row.items,
        "opened_at": instant(row.opened_at),
        "updated_at": instant(row.updated_at),
        "waiting_since": optional(row.waiting_since),
        "marketplace_deadline": optional(row.marketplace_deadline),
        "company_deadline": optional(row.company_deadline),
        "next_deadline": optional(row.nearest_deadline()),
        "breached_at": optional(row.breached_at),
    })
}

/// A conversation with its records and clocks.
pub fn conversation(view: &ConversationView) -> Value {
    let known = &view.conversation;
    json!({
        "conversation": row(&view.row),
        "thread": known.source.as_ref().map(|source| &source.thread),
        "buyer": { "id": names(&known.buyer_ids).first(), "name": names(&known.buyer_names).first() },
        "order_ids": names(&known.order_ids),
        "product_ids": names(&known.product_ids),
        "site": names(&known.sites).first(),
        "records": view.records.iter().filter_map(record).collect::<Vec<_>>(),
        "erased_at": known.erased.map(|erased| instant(erased.at)),
        "has_older": view.has_older,
        "replies": known.outbox.0.iter().map(reply).collect::<Vec<_>>(),
        "tasks": tasks(known, SystemClock::now_ms()).iter().map(task).collect::<Vec<_>>(),
        "clocks": view.standing.states.iter().map(clock).collect::<Vec<_>>(),
    })
}

/// A reply on its way, or where it ended.
pub fn reply(item: &OutboxItem) -> Value {
    json!({
        "id": item.id,
        "state": item.state,
        "reason": item.reason,
        "attempts": item.attempts,
        "queued_at": instant(item.queued_at),
        "retry_at": (item.state == ReplyState::Pending).then(|| instant(item.retry_at)),
    })
}

/// Something that a risk event asks for.
fn task(task: &Task) -> Value {
    json!({
        "id": task.id,
        "kind": task.name,
        "reference": task.reference,
        "opened_at": instant(task.opened_at),
        "due_at": optional(task.due_at),
        "state": task.state,
        "without_message": task.is_silent,
        "template": task.template,
        "source": task.source,
        "checked": task.checked,
    })
}

fn names(named: &[Named]) -> Vec<&str> {
    named.iter().map(|Named(_, name)| name.as_str()).collect()
}

fn clock(state: &TargetState) -> Value {
    json!({
        "id": state.id,
        "clock": state.clock,
        "target": state.target,
        "started_at": instant(state.started_at),
        "deadline": optional(state.deadline),
        "outcome": state.outcome,
        "settled_at": optional(state.settled_at),
    })
}

/// A record; `None`: the desk's own book-keeping.
fn record(record: &Record) -> Option<Value> {
    let mut value = match &record.what {
        What::Followed(_) | What::PutOff(_) => return None,
        What::Delivered(delivered) => {
            let event = &delivered.event;
            let mut value = happening(&event.happening);
            set(&mut value, "at", json!(instant(event.at)));
            set(&mut value, "platform_id", json!(event.id));
            set(&mut value, "order_id", json!(event.order_id));
            set(&mut value, "judgement", json!(delivered.judgement));
            value
        }
        What::Quarantined(item) => json!({
            "type": "quarantined",
            "at": instant(item.at),
            "problem": item.problem,
            "media_type": item.media_type,
            "body_bytes": item.body_bytes,
        }),
        What::Acted(acted) => deed(acted),
        What::Passed(point) => json!({
            "type": match (point.is_breach(), point.clock.as_str()) {
                (true, _) => "breach",
                (false, DESK_CLOCK) => "follow_up",
                (false, _) => "warning",
            },
            "at": instant(point.at),
            "clock": point.clock,
            "target": point.target,
            "permille": point.permille,
        }),
        What::Queued(queued) => json!({
            "type": "reply",
            "at": instant(queued.at),
            "by": queued.by,
            "text": queued.reply.text,
            "template": queued.template,
        }),
        What::Claimed(claimed) => json!({
            "type": "reply_attempt",
            "at": instant(claimed.at),
            "reply": claimed.reply,
            "attempt": claimed.attempt,
        }),
        What::Tried(tried) => json!({
            "type": "reply_result",
            "at": instant(tried.at),
            "reply": tried.reply,
            "attempt": tried.attempt,
            "state": tried.state,
            "reason": tried.reason,
        }),
    };
    set(&mut value, "id", json!(record.id));
    set(&mut value, "recorded_at", json!(instant(record.recorded_at)));
    Some(value)
}

/// What somebody did; documents are for the clocks, not for people.
fn deed(acted: &Acted) -> Value {
    let mut value = json!(acted.action);
    if let Value::Object(fields) = &mut value {
        fields.remove("policy");
        for name in ["until", "waiting_since"] {
            if let Some(at) = fields.get(name).and_then(Value::as_i64) {
                fields.insert(name.to_owned(), json!(instant(at)));
            }
        }
    }
    set(&mut value, "at", json!(instant(acted.at)));
    set(&mut value, "by", json!(acted.by));
    value
}

fn happening(happening: &Happening) -> Value {
    let (name, mut value) = match happening {
        Happening::Message(message) => ("message", json!(message)),
        Happening::Risk(risk) => {
            let mut value = json!(risk);
            set(&mut value, "due_at", json!(optional(risk.due_at)));
            ("risk", value)
        }
        Happening::Order(change) => ("order", json!(change)),
        Happening::Failed(failure) => ("failed", json!(failure)),
    };
    set(&mut value, "type", json!(name));
    value
}

fn set(object: &mut Value, name: &str, value: Value) {
    if let Value::Object(fields) = object {
        fields.insert(name.to_owned(), value);
    }
}

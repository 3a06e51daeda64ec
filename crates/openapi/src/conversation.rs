//! A conversation with its records.

use crate::common::row;
use crate::shape::{Shapes, count, flag, id, instant, list, merged, nullable, object, one_of, said, text, with};
use sellerdesk_canonical::{Failure, Message, OrderChange, Risk};
use sellerdesk_inbox::action::Action;
use sellerdesk_inbox::outbox::ReplyState;
use sellerdesk_inbox::rules::Judgement;
use serde_json::{Value, json};

/// A conversation with its newest records and both clocks.
pub fn conversation(shapes: &mut Shapes) -> Value {
    shapes.named("ConversationDetail", |shapes| {
        object([
            ("conversation", row(shapes)),
            ("thread", said(nullable(text()), "The marketplace's key of it.")),
            ("buyer", object([("id", nullable(text())), ("name", nullable(text()))])),
            ("order_ids", list(text())),
            ("product_ids", list(text())),
            ("site", nullable(text())),
            ("records", said(list(record(shapes)), "What happened, in the order of the platform's time.")),
            ("erased_at", said(nullable(instant()), "When the buyer was last forgotten.")),
            ("has_older", said(flag(), "There are records before these.")),
            ("replies", list(reply(shapes))),
            ("clocks", list(clock())),
            ("tasks", said(list(task()), "What open risk events ask for.")),
        ])
    })
}

/// A reply on its way, or where it ended.
pub fn reply(shapes: &mut Shapes) -> Value {
    shapes.named("Reply", |shapes| {
        object([
            ("id", id()),
            ("state", shapes.answered::<ReplyState>()),
            ("reason", said(nullable(text()), "The marketplace's last reason.")),
            ("attempts", count()),
            ("queued_at", instant()),
            ("retry_at", nullable(instant())),
        ])
    })
}

fn task() -> Value {
    object([
        ("id", text()),
        ("kind", text()),
        ("reference", nullable(text())),
        ("opened_at", instant()),
        ("due_at", nullable(instant())),
        ("state", text()),
        ("without_message", said(flag(), "The buyer wrote nothing about it.")),
        ("template", said(nullable(text()), "The template that answers it best.")),
        ("source", said(nullable(text()), "Where the deadline comes from.")),
        ("checked", said(nullable(text()), "When that was last read.")),
    ])
}

fn clock() -> Value {
    object([
        ("id", text()),
        ("clock", one_of(&["marketplace", "company"])),
        ("target", one_of(&["first_response", "next_response", "resolution", "platform_due"])),
        ("started_at", instant()),
        ("deadline", nullable(instant())),
        ("outcome", one_of(&["running", "paused", "met", "breached", "cancelled", "undetermined"])),
        ("settled_at", nullable(instant())),
    ])
}

/// A record: what `type` is says which fields it has besides.
fn record(shapes: &mut Shapes) -> Value {
    shapes.named("Record", |shapes| {
        let mut kinds = happenings(shapes);
        kinds.extend(actions(shapes));
        kinds.extend(own());
        let base = object([("id", id()), ("recorded_at", instant()), ("at", instant())]);
        let kinds: Vec<Value> = kinds.iter().map(|kind| merged(kind, &base)).collect();
        json!({ "oneOf": kinds })
    })
}

fn typed(name: &str, shape: &Value) -> Value {
    merged(shape, &object([("type", json!({ "const": name }))]))
}

/// What marketplaces told.
fn happenings(shapes: &mut Shapes) -> Vec<Value> {
    let judgement = shapes.answered::<Judgement>();
    let told = object([
        ("platform_id", said(text(), "The marketplace's id of it.")),
        ("order_id", nullable(text())),
        ("judgement", said(nullable(judgement), "What the classifier said of a buyer's message.")),
    ]);
    let due = object([("due_at", said(nullable(instant()), "The marketplace's own deadline, where it gives one."))]);
    let risk = shapes.answered::<Risk>();
    let shown = [
        ("message", shapes.answered::<Message>()),
        ("risk", risk),
        ("order", shapes.answered::<OrderChange>()),
        ("failed", shapes.answered::<Failure>()),
    ];
    let write = |(name, shape): (&str, Value)| {
        let shape = merged(&typed(name, &shapes.resolved(&shape)), &told);
        if name == "risk" { merged(&shape, &due) } else { shape }
    };
    shown.into_iter().map(write).collect()
}

/// What people and rules did.
fn actions(shapes: &mut Shapes) -> Vec<Value> {
    let action = shapes.answered::<Action>();
    let all = shapes.resolved(&action);
    let variants = all.get("oneOf").and_then(Value::as_array).cloned().unwrap_or_default();
    let by = object([("by", said(text(), "An agent's name, `sweep` or `rule:<id>`."))]);
    variants.iter().map(|variant| merged(&shown(&flattened(variant, shapes)), &by)).collect()
}

/// A variant whose fields stand in a definition of their own, with those fields.
fn flattened(variant: &Value, shapes: &Shapes) -> Value {
    let mut variant = variant.clone();
    let Some(fields) = variant.as_object_mut().and_then(|fields| fields.remove("$ref")) else { return variant };
    merged(&shapes.resolved(&json!({ "$ref": fields })), &variant)
}

/// As the API shows an action: instants as texts, without the policy's snapshot.
fn shown(variant: &Value) -> Value {
    let mut variant = variant.clone();
    if let Some(properties) = variant.get_mut("properties").and_then(Value::as_object_mut) {
        properties.remove("policy");
        for (name, shape) in [("until", instant()), ("waiting_since", nullable(instant()))] {
            if properties.contains_key(name) {
                properties.insert(name.to_owned(), shape);
            }
        }
    }
    let names = variant.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    with(variant, "required", names.into_iter().filter(|name| name != "policy").collect())
}

/// What the desk itself recorded.
fn own() -> Vec<Value> {
    let passed = || {
        object([
            ("clock", one_of(&["marketplace", "company", "desk"])),
            ("target", text()),
            ("permille", said(count(), "Share of the target used up, in thousandths.")),
        ])
    };
    let attempt = || object([("reply", said(id(), "The reply's record.")), ("attempt", count())]);
    vec![
        typed("quarantined", &object([("problem", text()), ("media_type", nullable(text())), ("body_bytes", count())])),
        typed("breach", &passed()),
        typed("follow_up", &passed()),
        typed("warning", &passed()),
        typed(
            "reply",
            &object([
                ("by", text()),
                ("text", text()),
                ("template", said(nullable(text()), "That it was written from.")),
            ]),
        ),
        typed("reply_attempt", &attempt()),
        typed("reply_result", &merged(&attempt(), &object([("state", text()), ("reason", nullable(text()))]))),
    ]
}

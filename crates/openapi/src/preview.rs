//! Previews: what the pure components say, without storing anything.

use crate::common::findings;
use crate::operation::Operation;
use crate::shape::{
    Shapes, closed, flag, id, instant, list, list_to, map, next, nullable, object, said, text, text_to,
};
use sellerdesk_canonical::limits::TEXT_BYTES_MAX;
use sellerdesk_deadline::{
    Attention, Calendar, Calendars, Evaluation, Moment, PAUSES_MAX, Policy, PreviewAnswer, ROWS_MAX, Row, TARGET_MS_MAX,
};
use sellerdesk_inbox::rules::Judgement;
use serde_json::{Value, json};

/// As in `crates/deadline/src/preview_timeline.rs`.
const MOMENTS_MAX: usize = 500;

/// As in `components/settings/src/preview_render.rs`.
const SOURCE_BYTES_MAX: usize = 16 * 1024;

pub fn classify(shapes: &mut Shapes) -> Operation {
    let any_text = || json!({ "type": "string", "maxLength": TEXT_BYTES_MAX });
    Operation::new("previewClassification", "What a buyer wants, as the classifier and the team's rules say")
        .body(
            object([
                ("text", any_text()),
                ("?channel", text()),
                ("?subject", nullable(any_text())),
                ("?has_order", nullable(flag())),
                ("?account", said(text(), "For the team's rules.")),
                ("?sender", said(text(), "For the team's rules.")),
            ]),
            true,
            json!({ "text": "Where is my parcel?", "channel": "amazon" }),
        )
        .json(200, "The judgement.", shapes.answered::<Judgement>())
}

pub fn compliance(shapes: &mut Shapes) -> Operation {
    let body = closed([
        ("text", json!({ "type": "string", "maxLength": TEXT_BYTES_MAX })),
        ("channel", text()),
        ("?lang", nullable(text())),
        ("?site", nullable(text())),
    ]);
    Operation::new("previewCompliance", "Where a text breaks the rules of its channel")
        .body(body, true, json!({ "text": "Call me: +49 30 1234567", "channel": "amazon" }))
        .json(200, "Every place.", object([("findings", findings(shapes))]))
}

pub fn render(shapes: &mut Shapes) -> Operation {
    let body = object([
        ("?template", said(text(), "A shipped template's id.")),
        ("?source", said(text_to(SOURCE_BYTES_MAX), "The text of an own template, instead of an id.")),
        ("lang", text_to(64)),
        ("?channel", text()),
        ("?values", map(json!({ "type": ["string", "number"] }))),
    ]);
    Operation::new("previewTemplate", "A template with these values, and what the rules say")
        .body(body, true, json!({ "template": "first_receipt", "lang": "en", "values": { "reply_hours": 12, "shop_name": "Lamp Shop" } }))
        .json(200, "The text.", object([("text", text()), ("language", text()), ("findings", findings(shapes))]))
}

pub fn policies(shapes: &mut Shapes) -> Operation {
    let changed = object([
        ("id", id()),
        ("channel", text()),
        ("account", text()),
        ("policy", said(nullable(text()), "The policy's id.")),
        ("company_deadline", nullable(instant())),
        ("company_deadline_then", nullable(instant())),
    ]);
    let body = closed([
        ("policies", list_to(ROWS_MAX, shapes.taken::<Row>())),
        ("?calendars", said(nullable(shapes.taken::<Calendars>()), "The saved ones if left out.")),
        ("?cursor", said(nullable(text()), "The `next` of the page before.")),
    ]);
    Operation::new("previewPolicies", "What changed policies would do to the conversations that are open")
        .body(body, true, json!({ "policies": [] }))
        .json(200, "A page.", object([("changed", list(changed)), ("next", next())]))
}

pub fn deadline(shapes: &mut Shapes) -> Operation {
    let pause =
        json!({ "type": "array", "prefixItems": [instant(), nullable(instant())], "minItems": 2, "maxItems": 2 });
    let simple = closed([
        ("?calendar", nullable(shapes.taken::<Calendar>())),
        ("start", instant()),
        ("target_s", json!({ "type": "integer", "minimum": 1, "maximum": TARGET_MS_MAX / 1_000 })),
        ("?pauses", nullable(list_to(PAUSES_MAX, pause))),
        ("?warn_at_fraction", nullable(json!({ "type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1 }))),
    ]);
    let whole = closed([
        ("policy", shapes.taken::<Policy>()),
        ("?limit", said(nullable(text()), "The id of a marketplace's limit.")),
        ("moments", list_to(MOMENTS_MAX, shapes.taken::<Moment>())),
    ]);
    let evaluation = shapes.answered::<Evaluation>();
    let attention = object([("attention", list(shapes.answered::<Attention>()))]);
    let evaluation = crate::shape::merged(&shapes.resolved(&evaluation), &attention);
    Operation::new("previewDeadline", "When a target is reached; with `moments`, both clocks of a conversation")
        .detail("Instants are RFC 3339 texts, the years 1900 to 2499.")
        .body(json!({ "anyOf": [simple, whole] }), true, json!({ "start": "2026-01-14T15:00:00Z", "target_s": 7200 }))
        .json(200, "The deadline, or the clocks.", json!({ "anyOf": [shapes.answered::<PreviewAnswer>(), evaluation] }))
}

/// What the deadline's preview takes and answers as texts and the code counts in milliseconds.
pub fn instants_as_texts(shapes: &mut serde_json::Map<String, Value>) {
    for name in ["Moment", "MomentKind", "ClockTarget", "TargetOutcome", "Attention", "WarningPoint"] {
        if let Some(shape) = shapes.get_mut(name) {
            rewrite(shape);
        }
    }
}

fn rewrite(shape: &mut Value) {
    match shape {
        Value::Array(items) => items.iter_mut().for_each(rewrite),
        Value::Object(fields) if fields.get("format").is_some_and(|format| format == "int64") => {
            let is_nullable = fields.get("type").is_some_and(Value::is_array);
            let description = fields.get("description").cloned();
            *shape = if is_nullable { nullable(instant()) } else { instant() };
            if let (Value::Object(fields), Some(description)) = (shape, description) {
                fields.insert("description".to_owned(), description);
            }
        }
        Value::Object(fields) => fields.values_mut().for_each(rewrite),
        _ => {}
    }
}

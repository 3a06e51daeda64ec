//! Component `team`: what a team does around conversations.

use crate::common::{EXAMPLE_ID, row};
use crate::desk::filtered;
use crate::operation::Operation;
use crate::routes::team::To;
use crate::shape::{
    Shapes, closed, count, flag, id, instant, list, map, merged, number, object, one_of, said, text, text_to, with,
};
use serde_json::{Value, json};

/// As in `components/team/src`.
const BULK_MAX: usize = 100;
const SEARCH_BYTES_MAX: usize = 200;
const ACTIONS: [&str; 7] = ["assignment", "category", "merge", "priority", "status", "tags", "vip"];

/// What a route takes and answers.
pub fn describe(to: To, shapes: &mut Shapes) -> Operation {
    match to {
        To::Views => Operation::new("listViews", "One's own saved views and the shared ones, each with its count")
            .json(200, "The shared ones first.", object([("views", list(counted(shapes)))])),
        To::AddView => view_change(Operation::new("addView", "Save a view"), 201, shapes).idempotent(),
        To::ChangeView => of_view(view_change(Operation::new("changeView", "Change a saved view"), 200, shapes)),
        To::RemoveView => of_view(Operation::new("removeView", "Remove a saved view")).nothing("It is gone."),
        To::Search => Operation::new("findConversations", "Conversations of an order or a buyer, closed ones too")
            .query("q", text_to(SEARCH_BYTES_MAX), "An order's number, a buyer's id or whole name; wanted.")
            .json(200, "The newest.", object([("conversations", list(row(shapes)))])),
        To::Undo => undo(shapes),
        To::BePresent => be_present(),
        To::Presence => Operation::new("listPresence", "Which colleagues look at which conversations").json(
            200,
            "Whoever was there in the last minute.",
            object([("present", list(present()))]),
        ),
        To::ReadMarks => Operation::new("listReadMarks", "What whoever asks has read").json(
            200,
            "A conversation with more `items` than here has something unread; one that isn't here, all of it.",
            object([("marks", map(count()))]),
        ),
        To::MarkRead => mark_read(),
        To::Mentions => Operation::new("listMentions", "The newest notes that mention whoever asks").json(
            200,
            "The newest first.",
            object([("mentions", list(mention(shapes)))]),
        ),
        To::Export => {
            let format = with(one_of(&["csv", "jsonl"]), "default", json!("csv"));
            filtered(Operation::new("exportConversations", "Lines of the inbox, or of a time, to take away"), shapes)
                .query("format", format, "Of the answer.")
                .query("cursor", text(), "As in the `Link` of the page before.")
                .media(200, "A page of at most 100 lines.", &["text/csv", "application/x-ndjson"])
                .header("Link", "`rel=\"next\"`: the next page.")
        }
    }
}

fn mark_read() -> Operation {
    let ids = json!({ "type": "array", "items": text(), "minItems": 1, "maxItems": BULK_MAX });
    Operation::new("markRead", "Say that one has read conversations as they are, or not")
        .body(closed([("ids", ids), ("read", flag())]), true, json!({ "ids": [EXAMPLE_ID], "read": true }))
        .json(200, "How many; what one doesn't see is passed over.", object([("marked", count())]))
}

fn view(shapes: &mut Shapes) -> Value {
    shapes.named("View", |_| {
        object([
            ("id", text()),
            ("name", text()),
            ("filter", said(map(text()), "Parameters of the list.")),
            ("order", json!({ "type": "integer" })),
            ("shared", said(flag(), "Everybody sees it.")),
        ])
    })
}

fn counted(shapes: &mut Shapes) -> Value {
    let view = view(shapes);
    let counts = object([
        ("count", said(number(0, 99), "Of the thousand most pressing conversations.")),
        ("more", said(flag(), "There are more than counted.")),
    ]);
    merged(&shapes.resolved(&view), &counts)
}

fn view_change(operation: Operation, status: u16, shapes: &mut Shapes) -> Operation {
    let order = json!({ "type": "integer", "minimum": i32::MIN, "maximum": i32::MAX });
    let shape = closed([("name", text()), ("?filter", map(text())), ("?order", order), ("?shared", flag())]);
    operation
        .body(shape, true, json!({ "name": "Amazon, urgent", "filter": { "channel": "amazon", "priority": "urgent" } }))
        .json(status, "As kept.", view(shapes))
}

fn of_view(operation: Operation) -> Operation {
    operation.part("id", text(), "The view's id.").fails(&[404])
}

fn undo(shapes: &mut Shapes) -> Operation {
    let ids = json!({ "type": "array", "items": text(), "minItems": 1, "maxItems": BULK_MAX });
    let key = said(text(), "The `Idempotency-Key` that it was done with.");
    let done =
        object([("id", text()), ("?conversation", row(shapes)), ("?problem", crate::shape::reference("Problem"))]);
    Operation::new("undo", "Take back what one did in the last ten minutes")
        .detail("To each conversation by itself; what cannot be taken back is told as a problem.")
        .body(
            closed([("ids", ids), ("action", one_of(&ACTIONS)), ("key", key)]),
            true,
            json!({ "ids": [crate::common::EXAMPLE_ID], "action": "tags", "key": "3f2a" }),
        )
        .json(200, "One result each.", object([("results", list(done))]))
}

fn present() -> Value {
    object([("conversation", id()), ("name", text()), ("typing", flag()), ("at", instant())])
}

fn be_present() -> Operation {
    Operation::new("putPresence", "Say that one looks at a conversation, types, or is gone")
        .part("id", text(), "The conversation's id.")
        .fails(&[404])
        .body(closed([("?typing", flag()), ("?gone", flag())]), false, json!({ "typing": true }))
        .json(200, "Who else is there.", object([("others", list(present()))]))
}

fn mention(shapes: &mut Shapes) -> Value {
    object([("at", instant()), ("by", text()), ("note", id()), ("conversation", row(shapes))])
}

//! Shapes that several components answer.

use crate::shape::{Shapes, count, flag, id, instant, list, list_to, nullable, object, said, text};
use sellerdesk_classify::{Category, Priority, Risk};
use sellerdesk_inbox::row::Status;
use sellerdesk_inbox::rules::Finding;
use serde_json::{Value, json};

/// An id for examples.
pub const EXAMPLE_ID: &str = "3f6c1e0a9b7d4c58a1e2f30415263748";

/// A problem document (RFC 9457).
pub fn problem(shapes: &mut Shapes) -> Value {
    let kind = json!({ "type": "string", "pattern": "^urn:sellerdesk:problem:[a-z/-]+$" });
    let error = object([
        ("field", said(text(), "Path of the field, such as `rules[0].when.hours`.")),
        ("detail", said(text(), "What is wrong with it.")),
    ]);
    shapes.named("Problem", |shapes| {
        let findings = list(shapes.answered::<Finding>());
        object([
            ("type", said(kind, "What kind of problem, for programs.")),
            ("title", text()),
            ("status", json!({ "type": "integer", "minimum": 400, "maximum": 599 })),
            ("detail", said(text(), "For the client's developer; never quotes buyers' data.")),
            ("?errors", said(list(error), "The fields at fault.")),
            ("?findings", said(findings, "Where a text breaks a marketplace's rules.")),
        ])
    })
}

/// A line of the inbox.
pub fn row(shapes: &mut Shapes) -> Value {
    shapes.named("Conversation", |shapes| {
        let category = shapes.answered::<Category>();
        object([
            ("id", id()),
            ("channel", text()),
            ("account", text()),
            ("status", shapes.answered::<Status>()),
            ("category", category.clone()),
            ("also", said(list(category), "Other categories of what is open.")),
            ("priority", shapes.answered::<Priority>()),
            (
                "reasons",
                said(list(text()), "Why it is as urgent as it is: `category:refund_return`, `risk:legal`, `vip`, ..."),
            ),
            ("assignee", said(nullable(text()), "The agent's name.")),
            ("tags", list(text())),
            ("vip", flag()),
            ("paused", said(flag(), "The company clock stands still.")),
            ("snoozed_until", nullable(instant())),
            ("merged_into", said(nullable(id()), "The conversation that it goes on in.")),
            ("risk", list(shapes.answered::<Risk>())),
            ("risk_events", said(list(text()), "Open risk events: `claim`, `return_opened`, ...")),
            ("quarantined", said(flag(), "An unread delivery is in it.")),
            ("language", said(nullable(text()), "Of the buyer's newest message.")),
            ("buyer_name", nullable(text())),
            ("order_id", nullable(text())),
            ("subject", nullable(text())),
            ("excerpt", text()),
            ("items", count()),
            ("opened_at", instant()),
            ("updated_at", instant()),
            ("waiting_since", said(nullable(instant()), "The oldest thing that waits for an answer.")),
            ("marketplace_deadline", nullable(instant())),
            ("company_deadline", nullable(instant())),
            ("next_deadline", said(nullable(instant()), "The nearer of both.")),
            ("breached_at", said(nullable(instant()), "The first deadline missed.")),
        ])
    })
}

/// Where a text breaks rules.
pub fn findings(shapes: &mut Shapes) -> Value {
    list(shapes.answered::<Finding>())
}

/// `{"status": "..."}`.
pub fn done() -> Value {
    object([("status", said(text(), "What happens next, for people."))])
}

/// The accounts that a person or token is limited to.
pub fn accounts() -> Value {
    let account = json!({ "type": "string", "pattern": "^[a-z0-9-]+/[a-z0-9-]+$" });
    let list = list_to(sellerdesk_people::limits::ACCOUNTS_COUNT_MAX, account);
    said(nullable(list), "`channel/account`; null: all.")
}

/// A channel's name as a part of paths.
pub fn channel() -> Value {
    json!({ "type": "string", "pattern": "^[a-z][a-z0-9-]{1,30}$" })
}

/// An account's name as a part of paths.
pub fn account() -> Value {
    json!({ "type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,39}$" })
}

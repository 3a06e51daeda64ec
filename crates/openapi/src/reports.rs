//! Component `reports`: sums of what happened.

use crate::operation::Operation;
use crate::routes::reports::To;
use crate::shape::{Shapes, count, day, flag, instant, list, merged, nullable, object, one_of, said, text, with};
use serde_json::{Value, json};

/// What a route answers.
pub fn describe(to: To, _: &mut Shapes) -> Option<Operation> {
    Some(match to {
        To::Responses => {
            let key = object([("?day", day()), ("?channel", text()), ("?account", text())]);
            report(
                "reportResponses",
                "How fast and how often buyers were answered, by day and account",
                merged(&key, &responses()),
            )
        }
        To::Agents => report(
            "reportAgents",
            "The same by agent",
            object([
                ("agent", said(nullable(text()), "Null: nobody had it.")),
                ("answered", count()),
                ("response_median_s", seconds()),
                ("response_p90_s", seconds()),
                ("resolved", count()),
                ("reopened", count()),
                ("bad_feedback", said(count(), "Bad ratings that were not taken back.")),
            ]),
        ),
        To::Categories => report(
            "reportCategories",
            "What conversations were about",
            object([("category", text()), ("opened", count()), ("percent", percent())]),
        ),
        To::Sla => report(
            "reportTargets",
            "Targets met and missed, by clock",
            object([
                ("clock", text()),
                ("target", text()),
                ("met", count()),
                ("missed", count()),
                ("percent", percent()),
            ]),
        ),
        To::Templates => report(
            "reportTemplates",
            "Which templates answers were written from, and what came of them",
            object([
                ("template", said(nullable(text()), "Null: written freely.")),
                ("used", count()),
                ("automatic", count()),
                ("resolved", count()),
                ("resolved_percent", percent()),
                ("reopened", count()),
            ]),
        ),
        To::Automations => report(
            "reportAutomations",
            "What the shop's rules did, and did not, and why",
            object([("rule", text()), ("did", text()), ("refusal", nullable(text())), ("count", count())]),
        ),
        To::Questions => questions(),
        To::Digest => return None,
    })
}

fn questions() -> Operation {
    let row = object([
        ("product", nullable(text())),
        ("category", text()),
        ("conversations", count()),
        ("words", said(list(text()), "Telling words of the newest of them.")),
        ("suggestion", said(nullable(text()), "What the listing could do: `answer_in_text`, `explain_use`, ...")),
    ]);
    let whole = object([("from", day()), ("to", day()), ("rows", list(row)), ("is_partial", flag())]);
    period(Operation::new("reportQuestions", "What buyers ask most about which product, and in which words"))
        .json(200, "The most frequent first.", whole)
        .or_media(&["text/csv"])
}

fn report(id: &'static str, summary: &'static str, row: Value) -> Operation {
    let backlog = object([
        ("waiting", count()),
        ("oldest_since", nullable(instant())),
        ("over_4h", count()),
        ("over_12h", count()),
        ("over_24h", count()),
        ("over_48h", count()),
    ]);
    let whole = object([
        ("from", day()),
        ("to", day()),
        ("rows", list(row)),
        ("total", responses()),
        ("backlog", backlog),
        ("is_partial", said(flag(), "There are more accounts than one report sums up.")),
    ]);
    period(Operation::new(id, summary)).json(200, "The report.", whole).or_media(&["text/csv"])
}

/// Whose, and of when.
fn period(operation: Operation) -> Operation {
    operation
        .query("from", day(), "The first day, UTC; 30 days before `to` if left out, 400 at most.")
        .query("to", day(), "The last day, UTC; today if left out.")
        .query("channel", text(), "Only this channel.")
        .query("account", text(), "Only accounts of this name.")
        .query("team", text(), "Only what this team's members have.")
        .query(
            "by",
            one_of(&["day", "account", "channel"]),
            "How the responses are divided; by day and account if left out.",
        )
        .query("format", with(one_of(&["json", "csv"]), "default", json!("json")), "Of the answer.")
}

fn responses() -> Value {
    object([
        ("opened", count()),
        ("received", count()),
        ("answered", count()),
        ("waiting", count()),
        ("within_12h", count()),
        ("judged_12h", count()),
        ("rate_12h_percent", percent()),
        ("within_24h", count()),
        ("judged_24h", count()),
        ("rate_24h_percent", percent()),
        ("automatic", count()),
        ("failed", count()),
        ("resolved", count()),
        ("reopened", count()),
        ("first_response_median_s", seconds()),
        ("first_response_p90_s", seconds()),
        ("response_median_s", seconds()),
        ("response_p90_s", seconds()),
        ("resolution_median_s", seconds()),
        ("resolution_p90_s", seconds()),
        ("urgent_median_s", seconds()),
        ("urgent_p90_s", seconds()),
    ])
}

fn percent() -> Value {
    said(
        nullable(json!({ "type": "string", "pattern": "^[0-9]{1,3}\\.[0-9]{4}$" })),
        "Four decimals, cut; null of nothing.",
    )
}

fn seconds() -> Value {
    said(nullable(count()), "The upper bound of the bucket that the quantile is in.")
}

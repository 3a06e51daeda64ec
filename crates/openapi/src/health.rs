//! Component `health`: what marketplaces hold against accounts.

use crate::common::{account, channel};
use crate::operation::Operation;
use crate::routes::health::To;
use crate::shape::{
    Shapes, anything, closed, count, day, flag, instant, list, list_to, merged, nullable, object, one_of, said, text,
};
use sellerdesk_classify::Category;
use sellerdesk_health::limits::{BATCH_FACTS_MAX, SITE_BYTES_MAX};
use sellerdesk_health::{Fact, Fulfilment, Level, RankReason, Reason};
use sellerdesk_ledger::{Line, ReportKind, Settings};
use serde_json::{Value, json};

/// What a route takes and answers; tasks are not of the API.
pub fn describe(to: To, shapes: &mut Shapes) -> Option<Operation> {
    Some(match to {
        To::Facts => facts(shapes),
        To::Report => {
            report(Operation::new("listReports", "The newest uploads of a kind; with `upload`, the bytes of one"))
                .query("upload", text(), "The upload's id.")
                .json(200, "Uploads, or bytes to save, never to render.", object([("uploads", list(upload(shapes)))]))
                .or_media(&["application/octet-stream"])
        }
        To::PutReport => {
            report(Operation::new("putReport", "Hand in a marketplace's own report, as it is downloaded there"))
                .query(
                    "site",
                    json!({ "type": "string", "pattern": "^[a-z0-9]*$", "maxLength": SITE_BYTES_MAX }),
                    "Such as `de`, where its rows don't say.",
                )
                .bytes("The file.")
                .json(200, "What was taken and what was not understood.", upload(shapes))
        }
        To::Figures => of_account(Operation::new("getAccountHealth", "Every figure, what is demanded, what is ahead"))
            .query("at", instant(), "As of this instant; now if left out.")
            .json(200, "The figures.", figures(shapes)),
        To::Settings => of_account(Operation::new("getHealthSettings", "An account's thresholds and options"))
            .json(200, "The document.", settings(shapes))
            .tagged(),
        To::PutSettings => of_account(Operation::new("putHealthSettings", "Set an account's thresholds and options"))
            .if_match("The `ETag` of the document that was changed; left out, the first version.")
            .body(
                shapes.taken::<Settings>(),
                true,
                json!({ "alerts": { "rows": [{ "metric": "amazon-odr", "warn": "0.6" }] } }),
            )
            .json(200, "As kept.", settings(shapes))
            .tagged(),
        To::Overview => overview(shapes),
        To::DeleteReport => report(Operation::new("deleteReports", "Forget the bytes of the uploads of a kind")).json(
            200,
            "What was counted from them stays.",
            object([("deleted", count())]),
        ),
        To::Task => return None,
    })
}

pub fn of_account(operation: Operation) -> Operation {
    operation
        .part("channel", channel(), "The channel.")
        .part("account", account(), "The account's name on it.")
        .fails(&[404, 422])
}

fn report(operation: Operation) -> Operation {
    let kinds: Vec<&str> = ReportKind::ALL.iter().map(|(name, _)| *name).collect();
    of_account(operation).part("kind", one_of(&kinds), "What it is.")
}

fn facts(shapes: &mut Shapes) -> Operation {
    let rows = list_to(BATCH_FACTS_MAX, shapes.taken::<Fact>());
    let wrong = object([("row", count()), ("field", text()), ("detail", text())]);
    let example = json!({ "facts": [{ "id": "o1", "at": "2026-11-10T12:00:00Z", "order": "302-1", "site": "de",
        "what": { "order": { "placed_at": "2026-11-10T12:00:00Z" } } }] });
    of_account(Operation::new("recordFacts", "Tell facts about orders, claims, returns, threads"))
        .detail("Rows are refused one by one, the others are taken; 422 if none can be. The same facts again, in any order, change nothing.")
        .idempotent()
        .body(json!({ "anyOf": [closed([("facts", rows.clone())]), rows] }), true, example)
        .json(200, "What was taken.", object([
            ("rows", count()),
            ("taken", count()),
            ("refused", count()),
            ("errors", list(wrong)),
        ]))
}

fn upload(shapes: &mut Shapes) -> Value {
    shapes.named("Upload", |_| {
        object([
            ("id", text()),
            ("kind", text()),
            ("site", text()),
            ("at", instant()),
            ("bytes", count()),
            ("rows", count()),
            ("facts", count()),
            ("refused", count()),
            ("errors", list(object([("row", count()), ("field", text()), ("detail", text())]))),
            ("not_understood", list(text())),
            ("statuses", list(object([("site", text()), ("status", text())]))),
            ("warnings", list(object([("site", text()), ("warning", text()), ("status", text())]))),
            ("official_figures", count()),
        ])
    })
}

fn settings(shapes: &mut Shapes) -> Value {
    let document = shapes.taken::<Settings>();
    let stamps = object([("?updated_at", instant()), ("?updated_by", text())]);
    let mut shown = merged(&shapes.resolved(&document), &stamps);
    if let Some(fields) = shown.as_object_mut() {
        fields.remove("additionalProperties");
    }
    shown
}

fn level() -> Value {
    one_of(&["ok", "aim", "warn", "red", "no_data", "small_sample", "none"])
}

fn figures(shapes: &mut Shapes) -> Value {
    let official = object([("report", upload(shapes)), ("figures", list(comparison(shapes)))]);
    let ranked = object([
        ("id", text()),
        ("weight", json!({ "type": "integer" })),
        ("reasons", list(shapes.answered::<RankReason>())),
        ("order_id", nullable(text())),
        ("buyer_name", nullable(text())),
        ("category", nullable(shapes.answered::<Category>())),
        ("excerpt", nullable(text())),
        ("next_deadline", nullable(instant())),
    ]);
    object([
        ("channel", text()),
        ("account", text()),
        ("at", instant()),
        ("level", level()),
        ("orders", count()),
        ("undated_orders", count()),
        ("late_facts", count()),
        ("exact_since", said(nullable(day()), "Figures of days before it may miss late facts.")),
        ("figures", list(shapes.answered::<Line>())),
        ("official", said(nullable(official), "The marketplace's own figures beside ours.")),
        ("conversations", said(list(ranked), "Open ones by what could become of them.")),
        ("alerts", list(alert(shapes))),
    ])
}

fn comparison(shapes: &mut Shapes) -> Value {
    let theirs =
        object([("numerator", count()), ("denominator", count()), ("percent", nullable(text())), ("status", text())]);
    let ours = object([
        ("from", day()),
        ("to", day()),
        ("numerator", count()),
        ("denominator", count()),
        ("percent", nullable(text())),
    ]);
    let reason = object([("code", shapes.answered::<Reason>()), ("detail", text())]);
    object([
        ("metric", text()),
        ("site", text()),
        ("fulfilment", shapes.answered::<Fulfilment>()),
        ("from", nullable(day())),
        ("to", nullable(day())),
        ("official", theirs),
        ("own", nullable(ours)),
        ("reasons", list(reason)),
    ])
}

fn alert(shapes: &mut Shapes) -> Value {
    object([
        ("id", text()),
        ("metric", text()),
        ("site", text()),
        ("view", text()),
        ("level", said(nullable(shapes.answered::<Level>()), "Null: it is over.")),
        ("numerator", count()),
        ("denominator", count()),
        ("detail", text()),
        ("at", instant()),
        ("told", flag()),
    ])
}

fn overview(shapes: &mut Shapes) -> Operation {
    let one = object([
        ("channel", text()),
        ("account", text()),
        ("evaluated_at", nullable(instant())),
        ("level", level()),
        ("figures", nullable(list(shapes.answered::<Line>()))),
    ]);
    Operation::new("reportHealth", "All accounts, as they were last evaluated")
        .query("cursor", text(), "The `next` of the page before: `channel/account`.")
        .json(200, "A page of 50.", object([("accounts", list(one)), ("next", nullable(text()))]))
}

/// The document itself.
pub fn document() -> Operation {
    Operation::new("getOpenApi", "This document").json(200, "OpenAPI 3.1.", anything())
}

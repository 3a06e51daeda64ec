//! Component `evidence`: what stands out, and what an appeal needs.

use crate::health::of_account;
use crate::operation::Operation;
use crate::routes::evidence::To;
use crate::shape::{count, day, instant, list, nullable, object, said, text};

/// What a route takes and answers.
pub fn describe(to: To) -> Operation {
    match to {
        To::Outliers => outliers(),
        To::Appeal => of_account(Operation::new("draftAppeal", "A draft of a plan of action with its evidence"))
            .query("from", day(), "The first day, UTC; 30 days before `to` if left out, 180 at most.")
            .query("to", day(), "The last day, UTC; today if left out.")
            .media(200, "An archive to save.", &["application/zip"]),
    }
}

fn outliers() -> Operation {
    let kind = object([("about", text()), ("orders", count())]);
    let sku = object([
        ("sku", text()),
        ("recent", said(count(), "Troubled orders of the last week.")),
        ("before", said(count(), "Of the twelve weeks before.")),
        ("recent_order_days", count()),
        ("before_order_days", count()),
        ("kinds", list(kind)),
        ("batch_from", said(nullable(day()), "The first of the days of shipping that they crowd on.")),
        ("words", said(list(object([("word", text())])), "Telling words of its buyers.")),
    ]);
    let fake = object([
        ("recent", count()),
        ("recent_delivered", count()),
        ("before", count()),
        ("before_delivered", count()),
    ]);
    let whole = object([
        ("channel", text()),
        ("account", text()),
        ("at", instant()),
        ("skus", list(sku)),
        ("fake_deliveries", said(nullable(fake), "Reports of nothing received though delivered, if they stand out.")),
    ]);
    of_account(Operation::new("listOutliers", "What stands out from its own history: SKUs, fake deliveries"))
        .query("at", instant(), "As of this instant; now if left out.")
        .json(200, "Often nothing.", whole)
}

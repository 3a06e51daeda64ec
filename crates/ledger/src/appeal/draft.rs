//! The draft: root cause, what was corrected, what prevents it. Facts as they are; `[…]` is the seller's to fill in.

use super::{Case, day, moment, rate};
use crate::Line;
use sellerdesk_inbox::rules::Category;
use std::fmt::Write as _;

/// Products that are named.
const PRODUCTS_MAX: usize = 5;

/// The draft in Markdown.
pub(super) fn write(case: &Case<'_>) -> String {
    let mut text = String::new();
    // Writing to a text can't fail.
    let _ = head(&mut text, case);
    let _ = cause(&mut text, case);
    let _ = corrected(&mut text, case);
    let _ = prevented(&mut text, case);
    text
}

fn head(text: &mut String, case: &Case<'_>) -> std::fmt::Result {
    let (from, to) = (day(case.period.from), day(case.period.to));
    writeln!(text, "# Plan of action: {} / {}\n", case.id.channel(), case.id.account())?;
    writeln!(
        text,
        "A draft with the facts from {from} to {to}. What stands in [brackets] is yours to write; check every"
    )?;
    writeln!(text, "sentence before you send it.\n")?;
    writeln!(text, "## The figures\n")?;
    writeln!(text, "| metric | before | after | demanded |\n|---|---|---|---|")?;
    for line in case.after.iter().filter(|line| line.limit.is_some() && line.denominator > 0) {
        let before = case.before.iter().find(|before| is_same(before, line)).map(rate).unwrap_or_default();
        let (name, limit) = (format!("{} {} {}", line.metric, line.site, line.view), line.limit.as_deref());
        writeln!(text, "| {} | {before} | {} | {} |", name.trim(), rate(line), limit.unwrap_or_default())?;
    }
    for alert in case.health.account.raised.iter().filter(|alert| is_within(case, alert.at)) {
        writeln!(text, "\n{}: {}", moment(alert.at), alert.text)?;
    }
    Ok(())
}

fn is_within(case: &Case<'_>, at: i64) -> bool {
    let day = at.div_euclid(super::DAY_MS);
    (i64::from(case.period.from)..=i64::from(case.period.to)).contains(&day)
}

fn is_same(one: &Line, other: &Line) -> bool {
    (&one.metric, &one.site, &one.view, one.fulfilment, &one.part_of)
        == (&other.metric, &other.site, &other.view, other.fulfilment, &other.part_of)
}

fn cause(text: &mut String, case: &Case<'_>) -> std::fmt::Result {
    writeln!(text, "\n## Root cause\n")?;
    let broken: Vec<&Line> = case.after.iter().filter(|line| line.level == "red").collect();
    for line in &broken {
        writeln!(
            text,
            "- {} {}: {}; demanded: {}.",
            line.metric,
            line.view,
            rate(line),
            line.limit.as_deref().unwrap_or("")
        )?;
    }
    if broken.is_empty() {
        writeln!(text, "- No figure was past its limit on {}.", day(case.period.to))?;
    }
    let mut asked: Vec<(&(String, u8), u64)> =
        case.questions.0.iter().map(|(key, asked)| (key, asked.conversations)).collect();
    asked.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    for ((product, place), conversations) in asked.into_iter().take(PRODUCTS_MAX) {
        let category = Category::ALL.get(usize::from(*place)).map_or("general", |category| category.name());
        let product = if product.is_empty() { "no product named" } else { product };
        writeln!(text, "- {conversations} conversations about {category} ({product}).")?;
    }
    for sku in case.health.account.stood_out.keys().filter(|sku| !sku.is_empty()) {
        writeln!(text, "- SKU {sku} had more trouble than its own history explains.")?;
    }
    writeln!(text, "- [Why it happened: supplier, packaging, carrier, listing, staffing. One sentence for each.]")
}

fn corrected(text: &mut String, case: &Case<'_>) -> std::fmt::Result {
    writeln!(text, "\n## What was corrected\n")?;
    let has = |who: &str| {
        let answered = case.transcripts.iter().filter(|(_, of)| of.said.iter().any(|said| said.who.starts_with(who)));
        answered.count()
    };
    let all = case.transcripts.len();
    writeln!(text, "- Of the {all} conversations in this bundle {} have an answer of ours.", has("seller"))?;
    writeln!(text, "- {} of them have a refund, {} an ended claim.", has("refund_issued"), has("claim closed"))?;
    writeln!(text, "- [Refunds, replacements, listings taken down, stock inspected: with dates.]")
}

fn prevented(text: &mut String, case: &Case<'_>) -> std::fmt::Result {
    writeln!(text, "\n## What prevents it\n")?;
    let is_past = |part: &str| {
        case.after.iter().any(|line| line.metric.contains(part) && matches!(line.level.as_str(), "warn" | "red"))
    };
    let measures = [
        ("odr", "[Inspection before dispatch, of what share, by whom, from when on.]"),
        ("late-shipment", "[Cut-off, handling time and holiday settings; who confirms shipments, by when.]"),
        ("cancellation", "[How stock is kept in step between channels.]"),
        ("valid-tracking", "[Carriers that scan; tracking numbers taken over automatically.]"),
        ("on-time-delivery", "[Carrier and delivery promise changed, from when on.]"),
        ("response", "[Who answers on weekends; the desk warns before each deadline.]"),
        ("return-dissatisfaction", "[Returns answered within 48 hours; labels sent by themselves.]"),
    ];
    for (_, measure) in measures.iter().filter(|(part, _)| is_past(part)) {
        writeln!(text, "- {measure}")?;
    }
    writeln!(text, "- [How you will see that it works: which figure, looked at how often.]")?;
    writeln!(text, "\nEvidence: metrics.csv, orders.csv, and conversations/ with every message and its time.")
}

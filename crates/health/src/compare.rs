//! Own figure beside the official one, and why they differ.

use serde::Serialize;

use crate::{AccountHealth, Count, Figure, OfficialFigure, Rule, SeriesKey, rule::FigureKind, rules::rules_for};

/// How long removed feedback may still stand in the official figure.
const REMOVAL_MS: i64 = 48 * 60 * 60 * 1_000;

/// Why two figures differ, or can't be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "DifferenceReason"))]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The report gives no days: ours are of the usual official window.
    WindowUnknown,
    /// The report's days are others than the rule's usual ones; its own were used for both.
    WindowDiffers,
    /// The window begins before our first exact day.
    BeforeExactDays,
    /// We know fewer orders (or messages, packages) than the marketplace.
    WholeMissing,
    /// We count more than the marketplace.
    WholeExtra,
    /// We know fewer defects.
    PartMissing,
    /// We count more defects.
    PartExtra,
    /// A defect left our figure within 48 hours before: the marketplace follows.
    RemovalUnderway,
    /// Something waits for its deadline and may count later.
    Undecided,
    /// Orders are known without the day they were placed.
    UndatedOrders,
    /// Facts came after their day was sealed.
    LateFacts,
    /// The report's parts add up to more than its total: orders with several defects count once.
    OrdersCountOnce,
    /// The report's rate isn't the one of its own counts.
    ReportRateDisagrees,
    /// The report's numerator is greater than its denominator.
    ReportCountsImpossible,
}

/// Both figures of one metric.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// What the marketplace says.
    pub official: OfficialFigure,
    /// Ours over the same days; `None` where we have no such metric.
    pub own: Option<Figure>,
    /// Why they differ; empty if they agree in both numbers.
    pub reasons: Vec<Reason>,
}

/// Compares a report's figures with ours over the same days.
pub fn compare(health: &AccountHealth<'_>, official: &[OfficialFigure], as_of: i64) -> Vec<Comparison> {
    official.iter().map(|figure| compare_one(health, figure, official, as_of)).collect()
}

fn compare_one(
    health: &AccountHealth<'_>,
    official: &OfficialFigure,
    report: &[OfficialFigure],
    as_of: i64,
) -> Comparison {
    let mut reasons = inner_reasons(official, report);
    let today = health.today(&official.site, as_of);
    let day = official.to.unwrap_or(today);
    let rule = rules_for(health.channel(), &official.site, day).find(|rule| rule.metric == official.metric);
    let own = rule.and_then(|rule| own_figure(health, rule, official, today, as_of, &mut reasons));
    if let Some(own) = &own {
        let is_count = own.rule.figure == FigureKind::Number;
        let theirs = if is_count { Count { whole: own.count.whole, ..official.count } } else { official.count };
        if own.count != theirs {
            explain(health, own, theirs, as_of, &mut reasons);
        }
    }
    reasons.sort_unstable();
    reasons.dedup();
    Comparison { official: official.clone(), own, reasons }
}

fn own_figure(
    health: &AccountHealth<'_>,
    rule: &'static Rule,
    official: &OfficialFigure,
    today: i32,
    as_of: i64,
    reasons: &mut Vec<Reason>,
) -> Option<Figure> {
    let view = rule.views.iter().find(|view| view.name == "official").or(rule.views.first())?;
    let (site, part_of) = (official.site.clone(), String::new());
    let key = SeriesKey { measure: rule.measure, site, fulfilment: official.fulfilment, part_of };
    let usual = health.figure(rule, &key, *view, today, as_of);
    let Some((from, to)) = official.from.zip(official.to) else {
        reasons.push(Reason::WindowUnknown);
        return Some(usual);
    };
    if (from, to) == (usual.from, usual.to) {
        return Some(usual);
    }
    reasons.push(Reason::WindowDiffers);
    Some(health.figure_between(rule, &key, view.name, (from, to), as_of))
}

/// What is odd within the report itself.
fn inner_reasons(official: &OfficialFigure, report: &[OfficialFigure]) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let Count { part, whole } = official.count;
    if whole > 0 && part > whole {
        reasons.push(Reason::ReportCountsImpossible);
    }
    if let Some(printed) = official.rate_ppm.filter(|_| whole > 0) {
        let exact = u128::from(part) * 1_000_000 / u128::from(whole);
        // Half of the printed rate's last digit, and one for our own rounding.
        let slack = 500_000 / 10_u128.pow(official.rate_digits.min(6)) + 1;
        if exact.abs_diff(u128::from(printed)) > slack {
            reasons.push(Reason::ReportRateDisagrees);
        }
    }
    if official.metric == "amazon-odr" {
        let same = |other: &&OfficialFigure| {
            other.metric.starts_with("amazon-odr-")
                && other.site == official.site
                && other.fulfilment == official.fulfilment
        };
        if report.iter().filter(same).map(|other| other.count.part).sum::<u64>() > part {
            reasons.push(Reason::OrdersCountOnce);
        }
    }
    reasons
}

fn explain(health: &AccountHealth<'_>, own: &Figure, theirs: Count, as_of: i64, reasons: &mut Vec<Reason>) {
    let rollup = health.rollup();
    let mut say = |is: bool, reason: Reason| {
        if is {
            reasons.push(reason);
        }
    };
    say(own.count.whole < theirs.whole, Reason::WholeMissing);
    say(own.count.whole > theirs.whole, Reason::WholeExtra);
    say(own.count.part < theirs.part, Reason::PartMissing);
    say(own.count.part > theirs.part, Reason::PartExtra);
    let is_recent = |left_at: i64| left_at <= as_of && as_of - left_at <= REMOVAL_MS;
    let mut left = rollup.left.iter();
    let removed = left.any(|(site, fulfilment, left_at, day)| {
        let is_here = *site == own.site && *fulfilment == own.fulfilment;
        is_here && is_recent(*left_at) && (own.from..=own.to).contains(day)
    });
    say(own.rule.measure == crate::Measure::OrderDefect && removed, Reason::RemovalUnderway);
    say(own.pending != Count::default(), Reason::Undecided);
    say(own.inexact, Reason::BeforeExactDays);
    say(own.count.whole < theirs.whole && rollup.undated_orders > 0, Reason::UndatedOrders);
    say(rollup.late_facts > 0, Reason::LateFacts);
}

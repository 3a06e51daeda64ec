//! A figure as it is shown and kept: exact numbers, what is demanded, where that was read.

use crate::Health;
use sellerdesk_health::{
    AlertSettings, Count, Figure, FigureKind, Fulfilment, Level, Limit, PPM_ONE, Projection, Reason, Unjudged,
    format_day, project,
};
use serde::{Deserialize, Serialize};

/// A figure in one line of the overview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Figure"))]
pub struct Line {
    /// The metric, such as `amazon-odr`.
    pub metric: String,
    /// The marketplace within the channel.
    pub site: String,
    /// Who ships.
    pub fulfilment: Fulfilment,
    /// The category, where told apart.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub part_of: String,
    /// `live`, `official`, or the window's length.
    pub view: String,
    /// First day, `YYYY-MM-DD`.
    pub from: String,
    /// Last day.
    pub to: String,
    /// The part.
    pub numerator: u64,
    /// The whole; 0 for numbers of things.
    pub denominator: u64,
    /// The rate in percent, four decimals, cut; `None` without data or where it is no rate.
    pub percent: Option<String>,
    /// Waiting to be decided: what it adds if nothing happens.
    pub pending: Count,
    /// `ok`, `aim`, `warn`, `red`, `no_data`, `small_sample`; `none` where nobody has set a limit.
    pub level: String,
    /// What is demanded: `below 1 %`; `None` where nothing is published.
    pub limit: Option<String>,
    /// The limit of a rate in millionths.
    #[serde(default)]
    pub limit_ppm: Option<u64>,
    /// The rate has to stay at the limit or above, not below it.
    #[serde(default)]
    pub is_floor: bool,
    /// How well it is known: `official`, `secondary`, `unverified`.
    pub verification: String,
    /// Where it was read.
    pub source: String,
    /// When, `YYYY-MM`.
    pub checked: String,
    /// What the metric leaves out or decides.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The window begins before the first exact day.
    pub inexact: bool,
    /// How many more bad ones the limit bears.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bearable: Option<u64>,
    /// How many too many there are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excess: Option<u64>,
    /// The first day on which the limit is kept if nothing bad is added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_from: Option<String>,
    /// The first day on which it is broken by what has happened already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broken_from: Option<String>,
    /// Orders (messages, packages) a day that the two dates assume.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_day: Option<u64>,
    /// Days on which bad ones leave the window, and how many.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub leaving: Vec<(String, u64)>,
}

/// All of an account's figures as lines.
pub fn lines(health: &Health, at: i64) -> Vec<Line> {
    let of = health.of();
    let line = |figure: &Figure| line(figure, &health.account.settings.alerts, project(&of, figure, at));
    health.figures.iter().map(line).collect()
}

fn line(figure: &Figure, settings: &AlertSettings, ahead: Option<Projection>) -> Line {
    let rule = figure.rule;
    let (kept_from, broken_from) =
        ahead.as_ref().map(|ahead| (ahead.kept_from.clone(), ahead.broken_from.clone())).unwrap_or_default();
    Line {
        metric: rule.metric.to_owned(),
        site: figure.site.clone(),
        fulfilment: figure.fulfilment,
        part_of: figure.part_of.clone(),
        view: figure.view.to_owned(),
        from: format_day(figure.from),
        to: format_day(figure.to),
        numerator: figure.count.part,
        denominator: if rule.figure == FigureKind::Number { 0 } else { figure.count.whole },
        percent: figure.ppm().map(percent),
        pending: figure.pending,
        level: level(figure, settings).to_owned(),
        limit: rule.limit.map(demand),
        limit_ppm: rule.limit.filter(|_| rule.figure == FigureKind::Rate).map(|limit| limit.value()),
        is_floor: matches!(rule.limit, Some(Limit::AtLeast(_))),
        verification: format!("{:?}", rule.verification).to_lowercase(),
        source: rule.source.to_owned(),
        checked: rule.checked.to_owned(),
        note: rule.note.to_owned(),
        inexact: figure.inexact,
        bearable: ahead.as_ref().map(|ahead| ahead.bearable),
        excess: ahead.as_ref().map(|ahead| ahead.excess),
        kept_from,
        broken_from,
        per_day: ahead.as_ref().map(|ahead| ahead.per_day),
        leaving: ahead.map(|ahead| ahead.leaving).unwrap_or_default(),
    }
}

fn level(figure: &Figure, settings: &AlertSettings) -> &'static str {
    match settings.level(figure) {
        Ok(level) => name(level),
        Err(Unjudged::NoData) => "no_data",
        Err(Unjudged::SmallSample) => "small_sample",
        // A number of things has no thresholds, but it may have a limit.
        Err(Unjudged::NoThresholds) => match figure.rule.limit {
            Some(limit) if limit.is_kept(figure.count) => "ok",
            Some(_) => "red",
            None => "none",
        },
    }
}

/// A level's name; `ok` for none.
pub fn name(level: Option<Level>) -> &'static str {
    match level {
        None => "ok",
        Some(Level::Aim) => "aim",
        Some(Level::Warn) => "warn",
        Some(Level::Red) => "red",
    }
}

/// The gravest level among lines: `red`, `warn`, `aim`, `ok`; `no_data` without a figure.
pub fn worst(lines: &[Line]) -> &'static str {
    let grave = ["red", "warn", "aim", "ok", "small_sample"];
    grave.into_iter().find(|level| lines.iter().any(|line| line.level == *level)).unwrap_or("no_data")
}

/// What a limit demands, in words.
pub fn demand(limit: Limit) -> String {
    match limit {
        Limit::Below(ppm) => format!("below {} %", trimmed(ppm)),
        Limit::AtMost(ppm) => format!("at most {} %", trimmed(ppm)),
        Limit::AtLeast(ppm) => format!("at least {} %", trimmed(ppm)),
        Limit::NumberAtMost(most) => format!("at most {most}"),
    }
}

/// Millionths of one as percent with four decimals: `0.8123`.
pub fn percent(ppm: u64) -> String {
    let share = PPM_ONE / 100;
    format!("{}.{:04}", ppm / share, ppm % share)
}

fn trimmed(ppm: u64) -> String {
    percent(ppm).trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Why our figure and the official one differ, in words.
pub fn explain(reason: Reason) -> &'static str {
    match reason {
        Reason::WindowUnknown => "the report gives no days: ours are of the usual official window",
        Reason::WindowDiffers => "the report's days are not the usual ones: its own were used for both figures",
        Reason::BeforeExactDays => "the window begins before the first day that is known exactly here",
        Reason::WholeMissing => "fewer orders (messages, packages) are known here than to the marketplace",
        Reason::WholeExtra => "more orders (messages, packages) are counted here than by the marketplace",
        Reason::PartMissing => "fewer defects are known here than to the marketplace",
        Reason::PartExtra => "more defects are counted here than by the marketplace",
        Reason::RemovalUnderway => "a defect was removed in the last 48 hours: the marketplace follows",
        Reason::Undecided => "something waits for its deadline and may count later",
        Reason::UndatedOrders => "for some orders nobody has told when they were placed",
        Reason::LateFacts => "facts came after their day was sealed",
        Reason::OrdersCountOnce => {
            "the report's parts add up to more than its total: an order with several counts once"
        }
        Reason::ReportRateDisagrees => "the report's rate is not the one of its own counts",
        Reason::ReportCountsImpossible => "the report's numerator is greater than its denominator",
    }
}

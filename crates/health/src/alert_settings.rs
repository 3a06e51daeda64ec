//! When alerts are raised: a document that sellers may set, with defaults for every metric that has a limit.

use sellerdesk_deadline::FieldProblem;
use serde::{Deserialize, Serialize};

use crate::{
    HealthError, RULES,
    limits::ALERT_ROWS_MAX,
    rule::{FigureKind, Limit, PPM_ONE, Rule},
};

/// How grave an alert is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AlertLevel"))]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The seller's own aim is missed.
    Aim,
    /// The limit comes near.
    Warn,
    /// The limit is reached.
    Red,
}

/// Thresholds of one metric, in percent with up to four decimals, such as `"0.8"`. For a ceiling such as the defect
/// rate an alert is raised from the threshold upwards, for a floor such as a response rate below it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct AlertRow {
    /// The metric, such as `amazon-odr`.
    pub metric: String,
    /// A site, or empty for all.
    pub site: String,
    /// The seller's own aim.
    pub aim: Option<String>,
    /// The limit comes near.
    pub warn: Option<String>,
    /// The limit.
    pub red: Option<String>,
    /// How far a figure has to get back behind a threshold before the alert is over; a tenth of it by default.
    pub clear_by: Option<String>,
    /// Fewer than this in the denominator raise nothing.
    pub least: u64,
    /// No alerts for this metric.
    pub off: bool,
}

/// The document: the first row that fits a figure holds; what no row names has the defaults.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct AlertSettings {
    /// At most [`ALERT_ROWS_MAX`].
    pub rows: Vec<AlertRow>,
}

/// Thresholds as numbers: millionths of one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Thresholds {
    pub levels: Vec<(Level, u64)>,
    pub clear_by: Option<u64>,
    pub least: u64,
}

impl AlertSettings {
    /// Reads and checks the document.
    ///
    /// # Errors
    /// [`HealthError::Fields`], each problem with the path of its field.
    pub fn read(json: &str) -> Result<Self, HealthError> {
        let mut reader = serde_json::Deserializer::from_str(json);
        let settings: Self = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            let path = error.path().to_string();
            HealthError::Fields(vec![FieldProblem::new(path, error.into_inner().to_string())])
        })?;
        let problems = settings.check();
        if problems.is_empty() { Ok(settings) } else { Err(HealthError::Fields(problems)) }
    }

    /// What is wrong with it; empty if nothing.
    pub fn check(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        if self.rows.len() > ALERT_ROWS_MAX {
            problems.push(FieldProblem::new("rows", format!("has more than {ALERT_ROWS_MAX} rows")));
        }
        for (index, row) in self.rows.iter().take(ALERT_ROWS_MAX).enumerate() {
            let field = |name: &str| format!("rows[{index}].{name}");
            let Some(rule) = RULES.iter().find(|rule| rule.metric == row.metric) else {
                problems.push(FieldProblem::new(field("metric"), "names no metric"));
                continue;
            };
            if rule.figure != FigureKind::Rate {
                problems.push(FieldProblem::new(field("metric"), "is no rate: it can't have thresholds"));
            }
            let texts = [("aim", &row.aim), ("warn", &row.warn), ("red", &row.red), ("clear_by", &row.clear_by)];
            for (name, text) in texts {
                if text.as_deref().is_some_and(|text| parse_percent(text).is_none()) {
                    let message = "must be a percentage from 0 to 100 with at most four decimals, such as \"0.8\"";
                    problems.push(FieldProblem::new(field(name), message));
                }
            }
            let levels = row.levels();
            let rises = levels.is_sorted_by_key(|(_, ppm)| *ppm);
            let falls = levels.iter().rev().is_sorted_by_key(|(_, ppm)| *ppm);
            if !(if is_ceiling(rule) { rises } else { falls }) {
                problems.push(FieldProblem::new(field("red"), "must be no milder than warn, and warn than aim"));
            }
        }
        problems
    }

    pub(crate) fn thresholds(&self, rule: &Rule, site: &str) -> Option<Thresholds> {
        let fits = |row: &&AlertRow| row.metric == rule.metric && (row.site.is_empty() || row.site == site);
        match self.rows.iter().find(fits) {
            Some(row) if row.off => None,
            Some(row) => {
                let clear_by = row.clear_by.as_deref().and_then(parse_percent);
                Some(Thresholds { levels: row.levels(), clear_by, least: row.least })
            }
            None => default_thresholds(rule),
        }
    }
}

impl AlertRow {
    fn levels(&self) -> Vec<(Level, u64)> {
        let texts = [(Level::Aim, &self.aim), (Level::Warn, &self.warn), (Level::Red, &self.red)];
        texts.iter().filter_map(|(level, text)| Some((*level, parse_percent(text.as_deref()?)?))).collect()
    }
}

pub(crate) fn is_ceiling(rule: &Rule) -> bool {
    rule.limit.map_or(rule.measure != crate::Measure::Response || rule.complement, |limit| limit.is_ceiling())
}

/// Half the ceiling, four fifths of it, the ceiling; 2 points over the floor, the floor. Response rates without a
/// published floor have 92 % and 90 %.
fn default_thresholds(rule: &Rule) -> Option<Thresholds> {
    if rule.figure != FigureKind::Rate {
        return None;
    }
    let levels = match rule.limit {
        Some(Limit::Below(ppm) | Limit::AtMost(ppm)) => {
            vec![(Level::Aim, ppm / 2), (Level::Warn, ppm / 5 * 4), (Level::Red, ppm)]
        }
        Some(Limit::AtLeast(ppm)) => vec![(Level::Warn, (ppm + 20_000).min(PPM_ONE)), (Level::Red, ppm)],
        None if !is_ceiling(rule) => vec![(Level::Warn, 920_000), (Level::Red, 900_000)],
        Some(Limit::NumberAtMost(_)) | None => return None,
    };
    Some(Thresholds { levels, clear_by: None, least: 0 })
}

/// A percentage as millionths of one, without a float.
pub(crate) fn parse_percent(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || fraction.len() > 4 || !is_number(whole) || !is_number(fraction) {
        return None;
    }
    let ppm = format!("{whole}{fraction:0<4}").parse().ok()?;
    (ppm <= PPM_ONE).then_some(ppm)
}

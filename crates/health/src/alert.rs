//! Alerts with hysteresis: each is raised once, and again only after the figure had recovered.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{AlertSettings, Count, Figure, Level, Standing, alert_settings::is_ceiling, rule::PPM_ONE};

/// What has been raised, by [`Figure::name`]. The caller keeps it, in a journal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertState {
    figures: BTreeMap<String, Raised>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Raised {
    level: Option<Level>,
    /// Counts how often the figure had recovered, so that a new alert has a new id.
    episode: u32,
}

/// One change to tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Alert {
    /// The same for the same change, however often it is computed: the notification's idempotency key.
    pub id: String,
    /// The metric, such as `amazon-odr`.
    pub metric: &'static str,
    /// The level reached; `None` when the figure has recovered from all of them.
    pub level: Option<Level>,
    /// The figure that did it.
    pub figure: Figure,
}

impl AlertState {
    /// Compares the figures of an instant with what was raised before, and answers what is new.
    ///
    /// A level is raised when its threshold is reached and over when the figure is back behind it by `clear_by`. A
    /// figure without data, or that isn't held against the seller, changes nothing.
    pub fn step(&mut self, figures: &[Figure], settings: &AlertSettings) -> Vec<Alert> {
        figures.iter().filter_map(|figure| self.step_figure(figure, settings)).collect()
    }

    fn step_figure(&mut self, figure: &Figure, settings: &AlertSettings) -> Option<Alert> {
        let thresholds = settings.thresholds(figure.rule, &figure.site)?;
        let is_silent = matches!(figure.standing, Standing::NoData | Standing::Spared);
        if is_silent || figure.count.whole < thresholds.least {
            return None;
        }
        let ceiling = is_ceiling(figure.rule);
        let name = figure.name();
        let before = self.figures.get(&name).copied().unwrap_or_default();
        let holds = |(level, ppm): &&(Level, u64)| {
            let held = before.level.is_some_and(|raised| raised >= *level);
            let slack = if held { thresholds.clear_by.unwrap_or(default_slack(*ppm, ceiling)) } else { 0 };
            reaches(figure.count, *ppm, slack, ceiling)
        };
        let level = thresholds.levels.iter().filter(holds).map(|(level, _)| *level).max();
        if level == before.level {
            return None;
        }
        // Falling from red to warn is good news that nobody has to be woken for; reaching red again is an alert.
        let recovered = level < before.level;
        let episode = before.episode + u32::from(recovered);
        self.figures.insert(name.clone(), Raised { level, episode });
        if recovered && level.is_some() {
            return None;
        }
        let word = match level {
            None => "over",
            Some(Level::Aim) => "aim",
            Some(Level::Warn) => "warn",
            Some(Level::Red) => "red",
        };
        let id = format!("{name}:{word}:{episode}");
        Some(Alert { id, metric: figure.rule.metric, level, figure: figure.clone() })
    }

    /// The level that a figure is at.
    pub fn level(&self, figure: &Figure) -> Option<Level> {
        self.figures.get(&figure.name()).and_then(|raised| raised.level)
    }
}

impl AlertSettings {
    /// The level that a figure is at by itself, without hysteresis; `Err` where it isn't held against the seller: on too
    /// few, or without thresholds.
    pub fn level(&self, figure: &Figure) -> Result<Option<Level>, Unjudged> {
        let Some(thresholds) = self.thresholds(figure.rule, &figure.site) else { return Err(Unjudged::NoThresholds) };
        if figure.standing == Standing::NoData {
            return Err(Unjudged::NoData);
        }
        if figure.standing == Standing::Spared || figure.count.whole < thresholds.least {
            return Err(Unjudged::SmallSample);
        }
        let ceiling = is_ceiling(figure.rule);
        let reached = thresholds.levels.iter().filter(|(_, ppm)| reaches(figure.count, *ppm, 0, ceiling));
        Ok(reached.map(|(level, _)| *level).max())
    }
}

/// Why a figure is at no level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unjudged {
    /// Nothing to measure.
    NoData,
    /// On so few that it isn't held against the seller, or fewer than the settings want.
    SmallSample,
    /// Nobody has set a limit.
    NoThresholds,
}

/// A tenth of a ceiling, half a point over a floor.
fn default_slack(ppm: u64, ceiling: bool) -> u64 {
    if ceiling { ppm / 10 } else { 5_000 }
}

/// At or over a ceiling, under a floor; `slack` makes it stay so for longer.
fn reaches(count: Count, ppm: u64, slack: u64, ceiling: bool) -> bool {
    let part = u128::from(count.part) * u128::from(PPM_ONE);
    let share = |ppm: u64| u128::from(ppm) * u128::from(count.whole);
    if ceiling {
        part >= share(ppm.saturating_sub(slack)) && count.part > 0
    } else {
        part < share((ppm + slack).min(PPM_ONE))
    }
}

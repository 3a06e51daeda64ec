//! The figures of an account on a day: every rule that fits, over its windows.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::{
    Count, Fulfilment, Measure, Rollup, SeriesKey,
    rule::{FigureKind, Guard, Rule, View},
    rules::rules_for,
    zone::{Zones, format_day},
};

const DELIVERED_DAYS: i32 = 90;

/// How a figure stands to its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Nothing to measure: no rate, not a good one.
    NoData,
    /// The marketplace sets no limit.
    NoLimit,
    /// Within the limit.
    Kept,
    /// Beyond the limit, but on so few that it isn't held against the seller.
    Spared,
    /// Beyond the limit.
    Broken,
}

/// One figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// The rule with its limit, source and date.
    pub rule: &'static Rule,
    /// The marketplace within the channel.
    pub site: String,
    /// Who ships.
    pub fulfilment: Fulfilment,
    /// The category, where told apart.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub part_of: String,
    /// Which of the rule's windows.
    pub view: &'static str,
    /// First day, since 1970-01-01.
    #[serde(serialize_with = "as_day")]
    pub from: i32,
    /// Last day.
    #[serde(serialize_with = "as_day")]
    pub to: i32,
    /// The part and the whole.
    #[serde(flatten)]
    pub count: Count,
    /// Waiting to be decided: what it adds if nothing happens.
    pub pending: Count,
    /// How it stands.
    pub standing: Standing,
    /// The window begins before the first exact day: late facts about it may be missing.
    pub inexact: bool,
}

fn as_day<S: serde::Serializer>(day: &i32, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&format_day(*day))
}

impl Figure {
    /// The rate in millionths of one, rounded down; `None` without data or where it isn't a rate.
    pub fn ppm(&self) -> Option<u64> {
        if self.rule.figure != FigureKind::Rate || self.count.whole == 0 {
            return None;
        }
        let ppm = u128::from(self.count.part) * 1_000_000 / u128::from(self.count.whole);
        u64::try_from(ppm).ok()
    }

    /// Names it among the account's figures, the same every day.
    pub fn name(&self) -> String {
        let by = if self.fulfilment == Fulfilment::Seller { "seller" } else { "marketplace" };
        let Self { rule, site, part_of, view, .. } = self;
        format!("{}:{view}:{site}:{by}:{part_of}", rule.metric)
    }
}

/// An account's figures at an instant.
#[derive(Debug)]
pub struct AccountHealth<'a> {
    channel: &'a str,
    rollup: &'a Rollup,
    zone: &'a str,
}

impl<'a> AccountHealth<'a> {
    /// Of the merged rollup of all pages. `zone` is the account's own, or empty for each site's.
    pub fn new(channel: &'a str, zone: &'a str, rollup: &'a Rollup) -> Self {
        Self { channel, rollup, zone }
    }

    /// Today at a site.
    pub fn today(&self, site: &str, as_of: i64) -> i32 {
        Zones::new(self.zone).day(site, as_of)
    }

    /// All figures, by rule, site and who ships.
    pub fn figures(&self, as_of: i64) -> Vec<Figure> {
        let mut figures = Vec::new();
        let mut zones = Zones::new(self.zone);
        let sites: BTreeSet<&str> = self.rollup.series.keys().map(|key| key.site.as_str()).collect();
        for site in sites {
            let today = zones.day(site, as_of);
            for rule in rules_for(self.channel, site, today) {
                let of_rule = |key: &&SeriesKey| {
                    key.measure == rule.measure
                        && key.site == site
                        && rule.fulfilment.is_none_or(|fulfilment| fulfilment == key.fulfilment)
                };
                for key in self.rollup.series.keys().filter(of_rule) {
                    figures.extend(rule.views.iter().map(|view| self.figure(rule, key, *view, today, as_of)));
                }
            }
        }
        figures
    }

    /// One rule over one series and window, seen from `today`, counting what was overdue at `as_of`.
    pub fn figure(&self, rule: &'static Rule, key: &SeriesKey, view: View, today: i32, as_of: i64) -> Figure {
        let orders = SeriesKey { measure: Measure::OrderDefect, ..key.clone() };
        let days = view.window.days(today, |from, to| self.sum(&orders, from, to, as_of).whole);
        self.figure_between(rule, key, view.name, days, as_of)
    }

    /// One rule over one series and the days `from..=to`.
    pub fn figure_between(
        &self,
        rule: &'static Rule,
        key: &SeriesKey,
        view: &'static str,
        (from, to): (i32, i32),
        as_of: i64,
    ) -> Figure {
        let counted = self.sum(key, from, to, as_of);
        let pending = self.sum(key, from, to, i64::MAX);
        let pending = minus(pending, counted);
        let count = if rule.complement { complement(counted) } else { counted };
        let pending = if rule.complement { complement(pending) } else { pending };
        let standing = self.standing(rule, key, count, (from, to), as_of);
        let Self { rollup, .. } = self;
        Figure {
            rule,
            site: key.site.clone(),
            fulfilment: key.fulfilment,
            part_of: key.part_of.clone(),
            view,
            from,
            to,
            count,
            pending,
            standing,
            inexact: rollup.exact_since.is_some_and(|since| from < since),
        }
    }

    pub(crate) fn sum(&self, key: &SeriesKey, from: i32, to: i32, as_of: i64) -> Count {
        self.rollup.series.get(key).map_or(Count::default(), |series| series.sum(from, to, as_of))
    }

    pub(crate) fn rollup(&self) -> &'a Rollup {
        self.rollup
    }

    pub(crate) fn channel(&self) -> &'a str {
        self.channel
    }

    fn standing(&self, rule: &Rule, key: &SeriesKey, count: Count, (from, to): (i32, i32), as_of: i64) -> Standing {
        let spared = match rule.guard {
            Guard::None => false,
            Guard::PartOver(most) => count.part <= most,
            Guard::Buyers(least) => {
                let buyers = self.rollup.defect_buyers.iter();
                let within = buyers.filter(|(site, day, _)| *site == key.site && (from..=to).contains(day));
                within.map(|(_, _, buyer)| buyer).collect::<BTreeSet<_>>().len() < least
            }
            Guard::Delivered(least) => {
                let delivered = SeriesKey { measure: Measure::NegativeReview, ..key.clone() };
                self.sum(&delivered, to - DELIVERED_DAYS + 1, to, as_of).whole < least
            }
        };
        match (rule.limit, rule.figure) {
            (_, FigureKind::Rate | FigureKind::Average) if count.whole == 0 => Standing::NoData,
            (None, _) if spared => Standing::Spared,
            (None, _) => Standing::NoLimit,
            (Some(limit), _) if limit.is_kept(count) => Standing::Kept,
            _ if spared => Standing::Spared,
            _ => Standing::Broken,
        }
    }
}

fn minus(count: Count, less: Count) -> Count {
    Count { part: count.part.saturating_sub(less.part), whole: count.whole.saturating_sub(less.whole) }
}

fn complement(count: Count) -> Count {
    Count { part: count.whole.saturating_sub(count.part), ..count }
}

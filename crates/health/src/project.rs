//! Looking ahead: how many more until the line, and when old ones have left the window.

use serde::Serialize;

use crate::{
    AccountHealth, Count, Figure, SeriesKey,
    alert_settings::is_ceiling,
    limits::PROJECT_DAYS_MAX,
    rule::{FigureKind, Limit, Window},
    zone::format_day,
};

/// Days that the orders of coming days are estimated from.
const PACE_DAYS: i32 = 28;

/// What is ahead of a figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Projection {
    /// [`Figure::name`].
    pub figure: String,
    /// How many more bad ones, among those already counted, the limit bears; 0 if it is broken.
    pub bearable: u64,
    /// How many of the part have to go (or of the good ones to come) for the limit to be kept; 0 if it is.
    pub excess: u64,
    /// The first day on which the limit is kept if nothing bad is added, `YYYY-MM-DD`; `None` if it is kept now, or
    /// not within [`PROJECT_DAYS_MAX`] days.
    pub kept_from: Option<String>,
    /// The first coming day on which the limit is broken by what has happened already, in a window that lags.
    pub broken_from: Option<String>,
    /// What was assumed for each coming day: the average of the last four weeks, rounded down.
    pub per_day: u64,
    /// Days on which bad ones leave the window: the first day without them, and how many.
    pub leaving: Vec<(String, u64)>,
}

/// Looks ahead of a figure that has a limit and a window of days; `None` for others.
pub fn project(health: &AccountHealth<'_>, figure: &Figure, as_of: i64) -> Option<Projection> {
    let limit = figure.rule.limit.filter(|_| figure.rule.figure == FigureKind::Rate)?;
    let view = figure.rule.views.iter().find(|view| view.name == figure.view)?;
    let Window::Days { length, lag } = view.window else { return None };
    let (site, part_of) = (figure.site.clone(), figure.part_of.clone());
    let key = SeriesKey { measure: figure.rule.measure, site, fulfilment: figure.fulfilment, part_of };
    let today = figure.to + lag;
    let ceiling = is_ceiling(figure.rule);
    let pace = health.sum(&key, today - PACE_DAYS + 1, today, as_of).whole / u64::from(PACE_DAYS.unsigned_abs());
    let oriented = |count: Count| {
        if figure.rule.complement { Count { part: count.whole.saturating_sub(count.part), ..count } } else { count }
    };
    let on = |day: i32| {
        let to = day - lag;
        let mut count = oriented(health.sum(&key, to - length + 1, to.min(today), as_of));
        let coming = u64::try_from((to - today).clamp(0, length)).unwrap_or_default() * pace;
        count.add(Count { part: if ceiling { 0 } else { coming }, whole: coming });
        count
    };
    let kept = limit.is_kept(figure.count);
    let first = |is: bool| (today + 1..=today + PROJECT_DAYS_MAX).find(|day| limit.is_kept(on(*day)) == is);
    let leaving = (figure.from..=figure.to).filter_map(|day| {
        let gone = oriented(health.sum(&key, day, day, as_of));
        let bad = if ceiling { gone.part } else { gone.whole.saturating_sub(gone.part) };
        (bad > 0).then(|| (format_day(day + length + lag), bad))
    });
    let horizon = today + lag.max(0);
    Some(Projection {
        figure: figure.name(),
        bearable: bearable(limit, figure.count),
        excess: excess(limit, figure.count),
        kept_from: if kept { None } else { first(true).map(format_day) },
        broken_from: first(false).filter(|day| kept && *day <= horizon).map(format_day),
        per_day: pace,
        leaving: leaving.collect(),
    })
}

/// How many more bad ones a limit bears: in a ceiling they join the part, under a floor they join the whole alone.
pub fn bearable(limit: Limit, count: Count) -> u64 {
    if !limit.is_kept(count) || (count.whole == 0 && limit.value() > 0) {
        return 0;
    }
    let (part, whole, ppm) = (u128::from(count.part), u128::from(count.whole), u128::from(limit.value()));
    let one = u128::from(crate::PPM_ONE);
    let most = match limit {
        Limit::NumberAtMost(most) => u128::from(most),
        // The greatest part with part * 1e6 < ppm * whole.
        Limit::Below(_) => (ppm * whole).saturating_sub(1) / one,
        Limit::AtMost(_) => ppm * whole / one,
        Limit::AtLeast(_) if ppm == 0 => return u64::MAX,
        // The greatest whole with part * 1e6 >= ppm * whole.
        Limit::AtLeast(_) => return u64::try_from((part * one / ppm).saturating_sub(whole)).unwrap_or(u64::MAX),
    };
    u64::try_from(most.saturating_sub(part)).unwrap_or(u64::MAX)
}

/// How many have to leave the part of a ceiling, or join both numbers of a floor, until it is kept.
pub fn excess(limit: Limit, count: Count) -> u64 {
    if limit.is_kept(count) {
        return 0;
    }
    let (part, whole, ppm) = (u128::from(count.part), u128::from(count.whole), u128::from(limit.value()));
    let one = u128::from(crate::PPM_ONE);
    let missing = match limit {
        Limit::NumberAtMost(most) => part.saturating_sub(u128::from(most)),
        Limit::Below(_) => part.saturating_sub((ppm * whole).saturating_sub(1) / one),
        Limit::AtMost(_) => part.saturating_sub(ppm * whole / one),
        // (part + k) * 1e6 >= ppm * (whole + k)
        Limit::AtLeast(_) if ppm >= one => return u64::MAX,
        Limit::AtLeast(_) => (ppm * whole).saturating_sub(part * one).div_ceil(one - ppm),
    };
    u64::try_from(missing).unwrap_or(u64::MAX)
}

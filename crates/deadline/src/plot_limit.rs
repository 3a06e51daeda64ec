//! Finds the instants of a marketplace's limit.

use jiff::{
    Timestamp,
    civil::{Date, Weekday},
    tz::TimeZone,
};

use crate::{
    FieldProblem, LimitRule, MarketplaceLimit, OpenHours, Problem,
    check_calendar::find_zone,
    find_deadline::{share, solve},
    instant::{DAY_MS, MINUTE_MS, is_in_range},
    open_hours::DayWindow,
    pauses::Pauses,
};

/// A limit with its zone looked up.
pub(crate) struct LimitPlot {
    rule: LimitRule,
    hours: OpenHours,
}

impl MarketplaceLimit {
    /// When what began at `start` is due.
    ///
    /// # Errors
    /// The zone doesn't exist, or the start, a target or a time of day is out of range.
    pub fn deadline(&self, start: i64) -> Result<i64, Problem> {
        LimitPlot::new(self)?.point(start, 1_000)
    }
}

impl LimitPlot {
    /// Looks up the zone.
    pub fn new(limit: &MarketplaceLimit) -> Result<Self, Problem> {
        let zone = find_zone(&limit.zone).ok_or_else(|| {
            let message = "is not a name of the IANA time zone database";
            Problem::Calendar(vec![FieldProblem::new("zone", message)])
        })?;
        let windows = match limit.rule {
            LimitRule::DailyWindow { opens_minute, closes_minute, .. } => {
                let opens = i64::from(opens_minute) * MINUTE_MS;
                let closes = i64::from(closes_minute) * MINUTE_MS;
                if closes <= opens || closes > DAY_MS {
                    let message = "must be after opens_minute and at most 1440";
                    let problem = FieldProblem::new("rule.closes_minute", message);
                    return Err(Problem::Calendar(vec![problem]));
                }
                vec![DayWindow { opens, closes }]
            }
            _ => Vec::new(),
        };
        let hours = OpenHours { zone, weekly: std::array::from_fn(|_| windows.clone()), exceptions: Vec::new() };
        Ok(Self { rule: limit.rule, hours })
    }

    /// When `permille` thousandths of the time from `start` have passed; 1000 is the deadline.
    pub fn point(&self, start: i64, permille: u16) -> Result<i64, Problem> {
        if !is_in_range(start) {
            return Err(Problem::InstantOutOfRange);
        }
        let none = Pauses::default();
        let within = |hours, target_ms| {
            let reached = solve(hours, start, share(target_ms, permille)?, &none)?;
            reached.ok_or(Problem::BeyondHorizon)
        };
        match self.rule {
            LimitRule::Elapsed { target_ms } => within(None, target_ms),
            LimitRule::DailyWindow { target_ms, .. } => within(Some(&self.hours), target_ms),
            LimitRule::WeekendDeferred { target_ms, .. } if !self.is_weekend(start)? => within(None, target_ms),
            _ => {
                let due = self.due(start)?;
                Ok(start + (due - start) * i64::from(permille) / 1_000)
            }
        }
    }

    fn is_weekend(&self, start: i64) -> Result<bool, Problem> {
        let (date, _) = self.local(start)?;
        Ok(is_weekend(date))
    }

    /// The local time of day at which the rules with a date are due.
    fn due(&self, start: i64) -> Result<i64, Problem> {
        let (mut date, minute) = self.local(start)?;
        let answer_by = match self.rule {
            LimitRule::DailyCutoff { cycle_ends_minute, answer_by_minute } => {
                if minute >= cycle_ends_minute {
                    date = tomorrow(date)?;
                }
                answer_by_minute
            }
            LimitRule::WorkingDays { days, answer_by_minute } => {
                for _ in 0..days {
                    date = next_working_day(date)?;
                }
                answer_by_minute
            }
            LimitRule::WeekendDeferred { answer_by_minute, .. } => {
                date = next_working_day(date)?;
                answer_by_minute
            }
            LimitRule::Elapsed { .. } | LimitRule::DailyWindow { .. } => return Ok(start),
        };
        at_local_minute(&self.hours.zone, date, answer_by)
    }

    fn local(&self, at: i64) -> Result<(Date, u16), Problem> {
        let timestamp = Timestamp::from_millisecond(at).map_err(|_| Problem::InstantOutOfRange)?;
        let local = self.hours.zone.to_datetime(timestamp);
        let minute = i32::from(local.hour()) * 60 + i32::from(local.minute());
        Ok((local.date(), u16::try_from(minute).unwrap_or_default()))
    }
}

/// Of a repeated local time the earlier instant, and for a skipped one the instant before it.
fn at_local_minute(zone: &TimeZone, date: Date, minute: u16) -> Result<i64, Problem> {
    let hour = i8::try_from(minute / 60).unwrap_or(i8::MAX);
    let minute = i8::try_from(minute % 60).unwrap_or(i8::MAX);
    jiff::civil::Time::new(hour, minute, 0, 0)
        .and_then(|time| {
            let local = date.to_datetime(time);
            zone.to_ambiguous_timestamp(local).earlier()
        })
        .map(Timestamp::as_millisecond)
        .map_err(|_| {
            let message = "must be a minute of the day, 0 to 1439";
            Problem::Calendar(vec![FieldProblem::new("rule.answer_by_minute", message)])
        })
}

fn next_working_day(date: Date) -> Result<Date, Problem> {
    let mut next = tomorrow(date)?;
    while is_weekend(next) {
        next = tomorrow(next)?;
    }
    Ok(next)
}

fn tomorrow(date: Date) -> Result<Date, Problem> {
    date.tomorrow().map_err(|_| Problem::InstantOutOfRange)
}

fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

//! Working time: the deadline of a target, and its inverse.

use crate::{
    Calendar, HORIZON_MS, OpenHours, Problem,
    instant::{INSTANT_MS_MAX, is_in_range},
    open_hours::OpenIntervals,
    pauses::{FOREVER, Pause, Pauses},
    policy::TARGET_MS_MAX,
};

/// The first instant at which `target` milliseconds of open, unpaused time have passed.
///
/// Without a calendar it is open round the clock. `None` means that a pause without an end comes
/// first. The deadline may be a closing time; it is never moved to the next opening.
///
/// # Errors
/// A refused calendar, a target outside 1 to [`crate::TARGET_MS_MAX`], an instant out of range, a
/// reversed pause, too many pauses, or a calendar that opens too rarely to get there.
pub fn deadline(
    calendar: Option<&Calendar>,
    start: i64,
    target: i64,
    pauses: &[Pause],
) -> Result<Option<i64>, Problem> {
    let hours = compile(calendar)?;
    find_deadline(hours.as_ref(), start, target, pauses)
}

/// [`deadline`] for hours that are already compiled.
///
/// # Errors
/// As [`deadline`], without the calendar's.
pub fn find_deadline(
    hours: Option<&OpenHours>,
    start: i64,
    target: i64,
    pauses: &[Pause],
) -> Result<Option<i64>, Problem> {
    solve(hours, start, target, &Pauses::check(pauses)?)
}

/// Open, unpaused milliseconds from `start` to `at`; zero when `at` is not after `start`.
///
/// # Errors
/// As [`deadline`]; with a calendar, [`Problem::BeyondHorizon`] when `at` is over
/// [`crate::HORIZON_MS`] after `start`.
pub fn elapsed(calendar: Option<&Calendar>, start: i64, at: i64, pauses: &[Pause]) -> Result<i64, Problem> {
    let hours = compile(calendar)?;
    find_elapsed(hours.as_ref(), start, at, pauses)
}

/// [`elapsed`] for hours that are already compiled.
///
/// # Errors
/// As [`elapsed`], without the calendar's.
pub fn find_elapsed(hours: Option<&OpenHours>, start: i64, at: i64, pauses: &[Pause]) -> Result<i64, Problem> {
    if !is_in_range(start) || !is_in_range(at) {
        return Err(Problem::InstantOutOfRange);
    }
    if hours.is_some() && at - start > HORIZON_MS {
        return Err(Problem::BeyondHorizon);
    }
    let pauses = Pauses::check(pauses)?;
    let spans = Counted::new(hours, start, &pauses);
    Ok(spans.take_while(|(from, _)| *from < at).map(|(from, to)| to.min(at) - from).sum())
}

/// When `permille` thousandths of the target's working time have passed: a warning point.
///
/// # Errors
/// As [`deadline`].
pub fn warning(
    calendar: Option<&Calendar>,
    start: i64,
    target: i64,
    permille: u16,
    pauses: &[Pause],
) -> Result<Option<i64>, Problem> {
    let hours = compile(calendar)?;
    let target = share(target, permille)?;
    find_deadline(hours.as_ref(), start, target, pauses)
}

/// `permille` thousandths of a target, at least a millisecond.
pub(crate) fn share(target: i64, permille: u16) -> Result<i64, Problem> {
    if !(1..=TARGET_MS_MAX).contains(&target) {
        return Err(Problem::TargetOutOfRange);
    }
    Ok((target * i64::from(permille) / 1_000).max(1))
}

pub(crate) fn solve(
    hours: Option<&OpenHours>,
    start: i64,
    target: i64,
    pauses: &Pauses,
) -> Result<Option<i64>, Problem> {
    if !is_in_range(start) {
        return Err(Problem::InstantOutOfRange);
    }
    if !(1..=TARGET_MS_MAX).contains(&target) {
        return Err(Problem::TargetOutOfRange);
    }
    let mut remaining = target;
    for (from, to) in Counted::new(hours, start, pauses) {
        if remaining <= to - from {
            return Ok(Some(from + remaining));
        }
        remaining -= to - from;
    }
    let end = start.saturating_add(HORIZON_MS).min(INSTANT_MS_MAX);
    match pauses.stopped_from() {
        Some(from) if from < end => Ok(None),
        _ => Err(Problem::BeyondHorizon),
    }
}

fn compile(calendar: Option<&Calendar>) -> Result<Option<OpenHours>, Problem> {
    calendar.map(|calendar| OpenHours::compile(calendar, "calendar")).transpose().map_err(Problem::Calendar)
}

/// The intervals that count: open ones minus pauses, ascending.
struct Counted<'a> {
    open: Open<'a>,
    pauses: &'a [(i64, i64)],
    rest: Option<(i64, i64)>,
}

enum Open<'a> {
    Always(std::iter::Once<(i64, i64)>),
    Hours(OpenIntervals<'a>),
}

impl<'a> Counted<'a> {
    fn new(hours: Option<&'a OpenHours>, start: i64, pauses: &'a Pauses) -> Self {
        let open = match hours {
            Some(hours) => Open::Hours(hours.intervals(start)),
            None => Open::Always(std::iter::once((start, INSTANT_MS_MAX))),
        };
        Self { open, pauses: pauses.after(start), rest: None }
    }

    fn next_open(&mut self) -> Option<(i64, i64)> {
        let rest = self.rest.take();
        rest.or_else(|| match &mut self.open {
            Open::Always(once) => once.next(),
            Open::Hours(intervals) => intervals.next(),
        })
    }
}

impl Iterator for Counted<'_> {
    type Item = (i64, i64);

    fn next(&mut self) -> Option<(i64, i64)> {
        loop {
            let (from, to) = self.next_open()?;
            while let Some(((_, over), later)) = self.pauses.split_first()
                && *over <= from
            {
                self.pauses = later;
            }
            match self.pauses.first() {
                Some((paused, FOREVER)) if *paused <= from => return None,
                Some((paused, resumed)) if *paused < to => {
                    if *resumed < to {
                        self.rest = Some((*resumed, to));
                    }
                    if from < *paused {
                        return Some((from, *paused));
                    }
                }
                _ => return Some((from, to)),
            }
        }
    }
}

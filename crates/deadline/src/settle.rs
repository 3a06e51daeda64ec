//! Settles one wait: its deadline, its warnings, its outcome.

use std::borrow::Cow;

use crate::{
    Clock, Outcome, Policy, Problem, Target, TargetKind, WARNINGS_MAX, Warning,
    collect_waits::{End, Wait},
    find_deadline::{share, solve},
    instant::is_in_range,
    open_hours::OpenHours,
    pauses::Pauses,
    plot_limit::LimitPlot,
};

/// A company policy from the instant it applies.
pub(crate) struct Period<'a> {
    pub from: i64,
    pub policy: &'a Policy,
    pub hours: Result<Option<OpenHours>, Problem>,
}

impl Period<'_> {
    /// Whether the company clock stands still while waiting for the buyer.
    pub fn pauses(&self) -> bool {
        self.policy.pause_while_pending
    }
}

/// Whose rule a wait is measured by.
#[derive(Clone, Copy)]
pub(crate) enum Rule<'a> {
    Company {
        period: &'a Period<'a>,
        pauses: &'a Pauses,
        /// When the buyer who waits was merged in: until then, only the other conversation could pause.
        merged_at: Option<i64>,
    },
    Marketplace {
        plot: &'a Result<LimitPlot, Problem>,
        warn_at_permille: &'a [u16],
    },
    /// The platform named the instant itself.
    Date {
        due: i64,
        warn_at_permille: &'a [u16],
    },
}

/// From when a rule and a start hold; a later step replaces the earlier one.
pub(crate) struct Step<'a> {
    pub from: i64,
    pub started_at: i64,
    pub rule: Rule<'a>,
}

/// The target of a wait, or `None` when the rule that holds at last asks for nothing.
///
/// What was decided before a change stays decided; what wasn't is measured anew from its start.
pub(crate) fn settle(clock: Clock, wait: &Wait<'_>, steps: &[Step<'_>]) -> Option<Target> {
    let mut settled = None;
    for (index, step) in steps.iter().enumerate() {
        let deadline = step.rule.point(wait.kind, step.started_at, 1_000);
        let next = steps.get(index + 1).map(|next| next.from);
        let decided = matches!((&deadline, next), (Some(Ok(Some(at))), Some(next)) if *at < next);
        settled = deadline.map(|deadline| (step, deadline));
        if decided {
            break;
        }
    }
    let (step, deadline) = settled?;
    let on_change = matches!(deadline, Ok(Some(at)) if at < step.from);
    let warnings = if deadline.is_ok() { list_warnings(wait, step) } else { Vec::new() };
    Some(Target {
        id: format!("{}:{}:{}", clock.name(), wait.kind.name(), wait.started_by),
        clock,
        kind: wait.kind,
        started_at: step.started_at,
        deadline: deadline.clone().ok().flatten(),
        warnings,
        ended_at: wait.end.map(|end| end.at),
        outcome: judge(deadline, wait.end, on_change),
        breached_on_change: on_change,
    })
}

fn judge(deadline: Result<Option<i64>, Problem>, end: Option<End>, on_change: bool) -> Outcome {
    match (deadline, end) {
        (Err(problem), _) => Outcome::Undetermined { reason: problem.to_string() },
        (Ok(Some(deadline)), Some(end)) if end.at > deadline => Outcome::Breached { at: deadline },
        (Ok(_), Some(end)) => match end.cancelled {
            Some(reason) => Outcome::Cancelled { at: end.at, reason },
            None => Outcome::Met { at: end.at },
        },
        (Ok(Some(deadline)), None) if on_change => Outcome::Breached { at: deadline },
        (Ok(Some(_)), None) => Outcome::Running,
        (Ok(None), None) => Outcome::Paused,
    }
}

fn list_warnings(wait: &Wait<'_>, step: &Step<'_>) -> Vec<Warning> {
    let is_waiting = |at: &i64| wait.end.is_none_or(|end| *at < end.at);
    let warn_at = step.rule.warn_at_permille().iter().take(WARNINGS_MAX);
    warn_at
        .filter_map(|permille| {
            let point = step.rule.point(wait.kind, step.started_at, *permille);
            let at = point.and_then(Result::ok).flatten().filter(is_waiting)?;
            Some(Warning { permille: *permille, at })
        })
        .collect()
}

impl<'a> Rule<'a> {
    /// When `permille` thousandths of the target have passed. The outer `None` is "no target", the
    /// inner one "paused before that".
    fn point(&self, kind: TargetKind, start: i64, permille: u16) -> Option<Result<Option<i64>, Problem>> {
        match self {
            Self::Company { period, pauses, merged_at } => {
                let target = period.policy.targets.of(kind)?;
                let hours = match &period.hours {
                    Ok(hours) => hours.as_ref(),
                    Err(problem) => return Some(Err(problem.clone())),
                };
                let pauses = merged_at.map_or(Cow::Borrowed(*pauses), |at| Cow::Owned(pauses.since(at)));
                Some(share(target, permille).and_then(|part| solve(hours, start, part, &pauses)))
            }
            Self::Marketplace { plot, .. } => Some(match plot {
                Ok(plot) => plot.point(start, permille).map(Some),
                Err(problem) => Err(problem.clone()),
            }),
            Self::Date { due, .. } => {
                if !is_in_range(start) || !is_in_range(*due) {
                    return Some(Err(Problem::InstantOutOfRange));
                }
                let passed = (*due - start) * i64::from(permille) / 1_000;
                Some(Ok(Some(start + passed)))
            }
        }
    }

    fn warn_at_permille(&self) -> &'a [u16] {
        match *self {
            Self::Company { period, .. } => &period.policy.warn_at_permille,
            Self::Marketplace { warn_at_permille, .. } | Self::Date { warn_at_permille, .. } => warn_at_permille,
        }
    }
}

impl crate::Targets {
    fn of(&self, kind: TargetKind) -> Option<i64> {
        match kind {
            TargetKind::FirstResponse => self.first_response_ms,
            TargetKind::NextResponse => self.next_response_ms,
            TargetKind::Resolution => self.resolution_ms,
            TargetKind::PlatformDue => None,
        }
    }
}

impl Clock {
    fn name(self) -> &'static str {
        match self {
            Self::Marketplace => "marketplace",
            Self::Company => "company",
        }
    }
}

impl TargetKind {
    fn name(self) -> &'static str {
        match self {
            Self::FirstResponse => "first_response",
            Self::NextResponse => "next_response",
            Self::Resolution => "resolution",
            Self::PlatformDue => "platform_due",
        }
    }
}

//! From what happened to what both clocks say.

use crate::{
    Clock, Evaluation, MarketplaceLimit, Moment, MomentKind, OpenHours, Policy, Problem, Target, TargetKind,
    collect_risks::collect_risks,
    collect_stops::{collect_pauses, collect_resolution},
    collect_waits::{Wait, WaitRules, collect_waits},
    order_moments::order_moments,
    pauses::{Pause, Pauses},
    plot_limit::LimitPlot,
    settle::{Period, Rule, Step, settle},
};

/// What both clocks say about a conversation.
///
/// `moments` may come in any order and more than once. `policy` is the snapshot the conversation
/// was opened under; a later one is a [`MomentKind::PolicyApplied`]. `limit` is the marketplace's
/// limit for answers, if it has one; `policy.warn_at_permille` warns on both clocks.
///
/// It can't fail: a target whose policy or limit is unusable is [`crate::Outcome::Undetermined`],
/// and the other clock still runs. The work grows with the number of waits times the days that
/// each one's deadline lies ahead.
pub fn evaluate(moments: &[Moment], policy: &Policy, limit: Option<&MarketplaceLimit>) -> Evaluation {
    let timeline = order_moments(moments);
    let periods = list_periods(policy, &timeline);
    let cancelled = timeline.last().and_then(|moment| match moment.kind {
        MomentKind::Cancelled { reason } => Some(reason),
        _ => None,
    });
    Evaluation {
        marketplace: run_marketplace(&timeline, &periods, limit),
        company: run_company(&timeline, &periods),
        cancelled,
    }
}

/// The policies in order of application; the first holds since ever.
fn list_periods<'a>(policy: &'a Policy, timeline: &[&'a Moment]) -> Vec<Period<'a>> {
    let applied = timeline.iter().filter_map(|moment| match &moment.kind {
        MomentKind::PolicyApplied { policy } => Some((moment.at, policy.as_ref())),
        _ => None,
    });
    std::iter::once((i64::MIN, policy))
        .chain(applied)
        .map(|(from, policy)| {
            let compiled = policy.calendar.as_ref().map(|calendar| OpenHours::compile(calendar, "calendar"));
            Period { from, policy, hours: compiled.transpose().map_err(Problem::Calendar) }
        })
        .collect()
}

fn in_force<'p, 'a>(periods: &'p [Period<'a>], at: i64) -> Option<&'p Period<'a>> {
    periods.iter().rev().find(|period| period.from <= at)
}

fn run_company(timeline: &[&Moment], periods: &[Period<'_>]) -> Vec<Target> {
    let automatic_counts = |at| in_force(periods, at).is_some_and(|period| period.policy.automatic_reply_counts);
    let rules = WaitRules { automatic_counts: &automatic_counts, desk: true };
    let pauses = collect_pauses(timeline);
    let mut targets: Vec<Target> = collect_waits(timeline, &rules)
        .iter()
        .filter_map(|wait| measure_company(wait, periods, &pauses, &[]))
        .collect();
    let resolution =
        collect_resolution(timeline).and_then(|(wait, gaps)| measure_company(&wait, periods, &pauses, &gaps));
    targets.extend(resolution);
    targets
}

/// Measures a wait under each policy that held during it. Later pauses don't move an ended wait.
fn measure_company(wait: &Wait<'_>, periods: &[Period<'_>], pauses: &Pauses, gaps: &[Pause]) -> Option<Target> {
    let end = wait.end.map_or(i64::MAX, |end| end.at);
    let gaps_only = Pauses::merge(gaps.iter().copied()).until(end);
    let with_gaps = pauses.joined(&gaps_only).until(end);
    let rule = |period, merged_at| {
        let pauses = if Period::pauses(period) { &with_gaps } else { &gaps_only };
        Rule::Company { period, pauses, merged_at }
    };
    let first = in_force(periods, wait.known_at)?;
    let mut merged_at = Some(wait.known_at).filter(|at| wait.started_at < *at);
    let mut steps = vec![Step { from: wait.known_at, started_at: wait.started_at, rule: rule(first, merged_at) }];
    let later = periods.iter().filter(|period| period.from > wait.known_at && period.from <= end);
    let mut changes: Vec<(i64, Change<'_, '_>)> = later.map(|period| (period.from, Change::Policy(period))).collect();
    changes.extend(wait.moves.iter().map(|(at, since)| (*at, Change::Start(*since))));
    changes.sort_by_key(|(at, _)| *at);
    let (mut period, mut started_at) = (first, wait.started_at);
    for (from, change) in changes {
        match change {
            Change::Policy(later) => period = later,
            Change::Start(since) => (started_at, merged_at) = (since, Some(from)),
        }
        steps.push(Step { from, started_at, rule: rule(period, merged_at) });
    }
    settle(Clock::Company, wait, &steps)
}

enum Change<'p, 'a> {
    Policy(&'p Period<'a>),
    Start(i64),
}

fn run_marketplace(timeline: &[&Moment], periods: &[Period<'_>], limit: Option<&MarketplaceLimit>) -> Vec<Target> {
    let warn_at_permille = periods.last().map_or(&[][..], |period| &period.policy.warn_at_permille);
    let mut targets = Vec::new();
    if let Some(limit) = limit {
        let plot = LimitPlot::new(limit);
        let rules = WaitRules { automatic_counts: &|_| limit.automatic_reply_counts, desk: false };
        let rule = Rule::Marketplace { plot: &plot, warn_at_permille };
        for wait in collect_waits(timeline, &rules) {
            let first = (wait.known_at, wait.started_at);
            let steps: Vec<Step<'_>> = std::iter::once(first)
                .chain(wait.moves.iter().copied())
                .map(|(from, started_at)| Step { from, started_at, rule })
                .collect();
            targets.extend(settle(Clock::Marketplace, &wait, &steps));
        }
    }
    targets.extend(run_platform_dates(timeline, warn_at_permille));
    targets.sort_by_key(|target| target.started_at);
    targets
}

fn run_platform_dates(timeline: &[&Moment], warn_at_permille: &[u16]) -> Vec<Target> {
    let risks = collect_risks(timeline);
    let dated = risks.iter().filter_map(|risk| Some((risk, risk.due?)));
    dated
        .filter_map(|(risk, due)| {
            let wait = Wait {
                kind: TargetKind::PlatformDue,
                started_by: risk.started_by,
                started_at: risk.started_at,
                known_at: risk.started_at,
                moves: Vec::new(),
                end: risk.end,
            };
            let step =
                Step { from: risk.started_at, started_at: risk.started_at, rule: Rule::Date { due, warn_at_permille } };
            settle(Clock::Marketplace, &wait, &[step])
        })
        .collect()
}

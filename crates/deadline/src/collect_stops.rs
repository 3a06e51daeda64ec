//! Finds the company clock's pauses, and the one stretch from creation to resolution.

use crate::{
    Moment, MomentKind, TargetKind,
    collect_waits::{End, Wait},
    pauses::{Pause, Pauses},
};

/// When the company clock stood still because the company waited.
pub(crate) fn collect_pauses(timeline: &[&Moment]) -> Pauses {
    let mut pauses: Vec<Pause> = Vec::new();
    let mut since = None;
    for moment in timeline {
        match moment.kind {
            MomentKind::Paused => since = since.or(Some(moment.at)),
            MomentKind::Resumed
            | MomentKind::BuyerMessage
            | MomentKind::MergedIn { waiting_since: Some(_) }
            | MomentKind::Resolved
            | MomentKind::Reopened => {
                pauses.extend(since.take().map(|from| (from, Some(moment.at))));
            }
            _ => {}
        }
    }
    pauses.extend(since.map(|from| (from, None)));
    Pauses::merge(pauses.into_iter())
}

/// The wait for a resolution, and the times it was resolved before it was reopened.
pub(crate) fn collect_resolution<'a>(timeline: &[&'a Moment]) -> Option<(Wait<'a>, Vec<Pause>)> {
    let mut found: Option<Wait<'a>> = None;
    let mut gaps = Vec::new();
    for moment in timeline {
        let Some(wait) = &mut found else {
            found = begin(moment);
            continue;
        };
        match &moment.kind {
            MomentKind::Resolved => wait.end = wait.end.or(Some(End::answered(moment.at))),
            MomentKind::Reopened => {
                gaps.extend(wait.end.take().map(|end| (end.at, Some(moment.at))));
            }
            MomentKind::Cancelled { reason } => {
                wait.end = wait.end.or(Some(End::cancelled(moment.at, *reason)));
            }
            _ => {}
        }
    }
    found.map(|wait| (wait, gaps))
}

fn begin(moment: &Moment) -> Option<Wait<'_>> {
    let begins =
        matches!(moment.kind, MomentKind::BuyerMessage | MomentKind::RiskOpened { .. } | MomentKind::MergedIn { .. });
    begins.then(|| Wait {
        kind: TargetKind::Resolution,
        started_by: &moment.id,
        started_at: moment.at,
        known_at: moment.at,
        moves: Vec::new(),
        end: None,
    })
}

//! How the oracle measures a target.

use super::*;

/// How a target is measured; minutes, but the start.
pub(super) struct Measure<'a> {
    pub(super) hours: &'a Hours,
    pub(super) minutes: i64,
    pub(super) warn: &'a [i64],
    pub(super) start: i64,
    pub(super) pauses: Vec<(i64, i64)>,
}

impl Measure<'_> {
    /// The instant at which a share in thousandths has passed.
    pub(super) fn reach(&self, permille: i64) -> Option<i64> {
        let share = self.minutes * permille / 1_000;
        let minute = self.hours.reach(self.start / MINUTE_MS, share, &self.pauses)?;
        Some(if minute == BEYOND { BEYOND } else { minute * MINUTE_MS })
    }
}

/// How a wait is measured from when on: anew whenever the policy or the start changes while it lasts.
pub(super) fn steps<'a>(
    wait: &Wait,
    policies: &[(i64, &'a Rc<Held>)],
    of: &dyn Fn(&Held) -> Option<i64>,
    pauses: &[(i64, i64)],
    gaps: &[(i64, i64)],
) -> Vec<(i64, Option<Measure<'a>>)> {
    let known_at = wait.starts.first().map_or(0, |(known_at, _)| *known_at);
    let end = wait.end.unwrap_or(i64::MAX);
    let mut changes: Vec<i64> = policies.iter().map(|(from, _)| *from).filter(|from| *from > known_at).collect();
    changes.extend(wait.starts.iter().map(|(from, _)| *from));
    changes.sort_unstable();
    changes.dedup();
    let measure = |from: i64| {
        let (_, held) = policies.iter().rev().find(|(since, _)| *since <= from)?;
        let (known_at, start) = wait.starts.iter().rev().find(|(since, _)| *since <= from)?;
        let own = if held.pauses { united(pauses, gaps) } else { gaps.to_vec() };
        // Until it was merged in, what waits was not paused with this conversation.
        let begin = if start < known_at { known_at / MINUTE_MS } else { i64::MIN };
        let pauses = own.into_iter().filter(|(_, to)| *to > begin).map(|(from, to)| (from.max(begin), to)).collect();
        Some(Measure { hours: &held.hours, minutes: of(held)?, warn: &held.warn, start: *start, pauses })
    };
    changes.into_iter().filter(|from| *from <= end).map(|from| (from, measure(from))).collect()
}

/// Both lists as one, ascending and disjoint.
pub(super) fn united(pauses: &[(i64, i64)], gaps: &[(i64, i64)]) -> Vec<(i64, i64)> {
    let mut all: Vec<(i64, i64)> = pauses.iter().chain(gaps).copied().collect();
    all.sort_unstable();
    let mut united: Vec<(i64, i64)> = Vec::new();
    for (from, to) in all {
        match united.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => united.push((from, to)),
        }
    }
    united
}

pub(super) struct Target {
    pub(super) id: String,
    pub(super) end: Option<i64>,
}

impl Target {
    /// What was decided before a change stays; the rest is as the newest measure says.
    pub(super) fn measure(&self, steps: &[(i64, Option<Measure<'_>>)], outlook: &mut Outlook) {
        let mut decided = None;
        for (index, (from, measure)) in steps.iter().enumerate() {
            decided = measure.as_ref().map(|measure| (*from, measure, measure.reach(1_000)));
            let until = steps.get(index + 1).map_or(i64::MIN, |(next, _)| *next);
            if decided.as_ref().is_some_and(|(_, _, deadline)| deadline.is_some_and(|deadline| deadline < until)) {
                break;
            }
        }
        let Some((from, measure, Some(deadline))) = decided else { return };
        let nearest = if self.id.starts_with("company") { &mut outlook.company } else { &mut outlook.marketplace };
        if self.end.is_none() {
            *nearest = Some(nearest.map_or(deadline, |other| other.min(deadline)));
        }
        let is_on_change = deadline < from;
        if self.end.is_none_or(|end| end > deadline) && deadline != BEYOND {
            outlook.on_change |= is_on_change;
            outlook.points.push(Point { id: format!("{}:breach", self.id), at: deadline, due_at: deadline + 1 });
        }
        if self.end.is_none() && !is_on_change {
            for permille in measure.warn {
                let at = measure.reach(*permille).unwrap_or(BEYOND);
                outlook.points.push(Point { id: format!("{}:warning:{permille}", self.id), at, due_at: at });
            }
        }
    }
}

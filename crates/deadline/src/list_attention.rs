//! What a sweep has to record, and when it should look again.

use crate::{Attention, Evaluation, Notice, Outcome, Target};

impl Evaluation {
    /// Every warning and breach that is or will be due if nothing else happens, in order.
    ///
    /// A sweep records those with `due_at <= now` whose id isn't recorded yet. Warnings are listed
    /// only while their target runs: a warning about an answered message helps nobody. Breaches
    /// stay listed after a late answer, so that a sweep that was down still records them.
    pub fn attention(&self) -> Vec<Attention> {
        let mut list: Vec<Attention> = self.targets().flat_map(of_target).collect();
        list.sort_by(|a, b| (a.due_at, &a.id).cmp(&(b.due_at, &b.id)));
        list
    }

    /// The part of [`Evaluation::attention`] that is due at `now`.
    pub fn due_at(&self, now: i64) -> Vec<Attention> {
        let mut list = self.attention();
        list.retain(|attention| attention.due_at <= now);
        list
    }

    /// The next instant after `now` at which a sweep has something to record, if any.
    pub fn next_attention(&self, now: i64) -> Option<i64> {
        let instants = self.attention().into_iter().map(|it| it.due_at);
        instants.filter(|due_at| *due_at > now).min()
    }

    /// The nearest deadline of what is still open, on either clock: what an inbox sorts by.
    pub fn next_deadline(&self) -> Option<i64> {
        let open = self.targets().filter(|target| target.is_open());
        open.filter_map(|target| target.deadline).min()
    }

    /// The targets of both clocks.
    pub fn targets(&self) -> impl Iterator<Item = &Target> {
        self.marketplace.iter().chain(&self.company)
    }
}

fn of_target(target: &Target) -> Vec<Attention> {
    let attention = |suffix: String, notice, at, due_at| Attention {
        id: format!("{}:{suffix}", target.id),
        clock: target.clock,
        target: target.kind,
        notice,
        at,
        due_at,
    };
    let mut list = Vec::new();
    let breach_at = match target.outcome {
        Outcome::Running => target.deadline,
        Outcome::Breached { at } => Some(at),
        _ => None,
    };
    if target.outcome == Outcome::Running {
        for warning in &target.warnings {
            let notice = Notice::Warning { permille: warning.permille };
            let suffix = format!("warning:{}", warning.permille);
            list.push(attention(suffix, notice, warning.at, warning.at));
        }
    }
    if let Some(at) = breach_at {
        // The deadline's own millisecond is still in time.
        list.push(attention("breach".into(), Notice::Breach, at, at + 1));
    }
    list
}

//! Says where both clocks of a conversation stand.

use crate::moment::moment;
use sellerdesk_contract::wit::timeline::{Clock, Evaluation, Moment, Outcome, Point, Problem, Target, TargetState};
use sellerdesk_deadline as rules;

/// Bytes of a policy document: as many as a stored value may have.
pub const POLICY_BYTES_MAX: usize = 256 * 1024;
/// Moments of one conversation; longer threads go on in another one.
pub const MOMENTS_MAX: usize = 2_000;
/// What a point that is the deadline itself carries.
const DEADLINE_PERMILLE: u32 = 1_000;
/// Characters of a reader's message that are passed on.
const DETAIL_CHARS_MAX: usize = 200;

/// Both clocks under `policy`, a document as [`crate::select`] answers it, for moments in any order of arrival.
///
/// # Errors
/// The document can't be read, or a limit is exceeded. A policy that can be read but not be used (an unknown zone, a
/// target of zero) makes its own targets undetermined and leaves the other clock running.
pub fn evaluate(moments: Vec<Moment>, policy: &str) -> Result<Evaluation, Vec<Problem>> {
    if moments.len() > MOMENTS_MAX {
        return Err(refuse("moments", format!("has more than {MOMENTS_MAX} moments")));
    }
    if policy.len() > POLICY_BYTES_MAX {
        return Err(refuse("policy", format!("has more than {POLICY_BYTES_MAX} bytes")));
    }
    let selected: rules::Selected = serde_json::from_str(policy).map_err(|error| {
        let message: String = error.to_string().chars().take(DETAIL_CHARS_MAX).collect();
        refuse("policy", message)
    })?;
    let moments: Vec<rules::Moment> = moments.into_iter().filter_map(moment).collect();
    let evaluation = rules::evaluate(&moments, &selected.policy, selected.limit.as_ref());
    Ok(Evaluation {
        marketplace_deadline: nearest(&evaluation.marketplace),
        company_deadline: nearest(&evaluation.company),
        points: evaluation.attention().into_iter().map(point).collect(),
        states: evaluation.marketplace.into_iter().chain(evaluation.company).map(state).collect(),
    })
}

fn refuse(field: &str, detail: String) -> Vec<Problem> {
    vec![Problem { field: field.to_owned(), detail }]
}

/// The earliest deadline that somebody still waits for, missed or not.
fn nearest(targets: &[rules::Target]) -> Option<i64> {
    targets.iter().filter(|target| target.is_open()).filter_map(|target| target.deadline).min()
}

fn point(attention: rules::Attention) -> Point {
    Point {
        id: attention.id,
        at: attention.at,
        due_at: attention.due_at,
        clock: clock(attention.clock),
        target: kind(attention.target),
        permille: match attention.notice {
            rules::Notice::Warning { permille } => permille.into(),
            rules::Notice::Breach => DEADLINE_PERMILLE,
        },
    }
}

fn state(target: rules::Target) -> TargetState {
    let (outcome, settled_at) = match target.outcome {
        rules::Outcome::Running => (Outcome::Running, None),
        rules::Outcome::Paused => (Outcome::Paused, None),
        rules::Outcome::Met { at } => (Outcome::Met, Some(at)),
        rules::Outcome::Breached { at } => (Outcome::Breached, Some(at)),
        rules::Outcome::Cancelled { .. } => (Outcome::Cancelled, None),
        rules::Outcome::Undetermined { .. } => (Outcome::Undetermined, None),
    };
    TargetState {
        id: target.id,
        clock: clock(target.clock),
        target: kind(target.kind),
        started_at: target.started_at,
        deadline: target.deadline,
        outcome,
        settled_at,
    }
}

fn clock(clock: rules::Clock) -> Clock {
    match clock {
        rules::Clock::Marketplace => Clock::Marketplace,
        rules::Clock::Company => Clock::Company,
    }
}

fn kind(kind: rules::TargetKind) -> Target {
    match kind {
        rules::TargetKind::FirstResponse => Target::FirstResponse,
        rules::TargetKind::NextResponse => Target::NextResponse,
        rules::TargetKind::Resolution => Target::Resolution,
        rules::TargetKind::PlatformDue => Target::PlatformDue,
    }
}

//! Brings moments that arrived in any order, and more than once, into the order they happened in.

use std::collections::BTreeSet;

use crate::{Moment, MomentKind};

/// Orders by platform time, drops repeated ids and replies that failed, and ends at a cancellation.
pub(crate) fn order_moments(moments: &[Moment]) -> Vec<&Moment> {
    let mut ordered: Vec<&Moment> = moments.iter().collect();
    ordered.sort_by(|a, b| (a.at, rank(&a.kind), &a.id).cmp(&(b.at, rank(&b.kind), &b.id)));

    let mut seen = BTreeSet::new();
    ordered.retain(|moment| seen.insert(moment.id.as_str()));

    let failed: BTreeSet<&str> = ordered
        .iter()
        .filter_map(|moment| match &moment.kind {
            MomentKind::ReplyFailed { reply } => Some(reply.as_str()),
            _ => None,
        })
        .collect();
    ordered.retain(|moment| !is_reply(&moment.kind) || !failed.contains(moment.id.as_str()));

    drop_toggles(&mut ordered, &MomentKind::Paused, &MomentKind::Resumed);
    drop_toggles(&mut ordered, &MomentKind::Resolved, &MomentKind::Reopened);
    end_at_cancellation(&mut ordered);
    ordered
}

/// At one instant, what ends a wait comes before what begins one: a message is never lost to a tie.
fn rank(kind: &MomentKind) -> u8 {
    match kind {
        MomentKind::PolicyApplied { .. } => 0,
        MomentKind::RiskOpened { .. } => 1,
        MomentKind::AgentReply
        | MomentKind::AutomaticReply
        | MomentKind::ReplyFailed { .. }
        | MomentKind::InternalNote
        | MomentKind::RiskClosed { .. } => 2,
        MomentKind::NoReplyNeeded => 3,
        MomentKind::Paused
        | MomentKind::Resumed
        | MomentKind::Resolved
        | MomentKind::Reopened
        | MomentKind::Cancelled { .. } => 4,
        MomentKind::BuyerMessage | MomentKind::MergedIn { .. } => 5,
    }
}

fn is_reply(kind: &MomentKind) -> bool {
    matches!(kind, MomentKind::AgentReply | MomentKind::AutomaticReply)
}

/// A switch thrown both ways at one instant is left as it was: which came first can't be told.
fn drop_toggles(ordered: &mut Vec<&Moment>, on: &MomentKind, off: &MomentKind) {
    let instants = |wanted: &MomentKind| -> BTreeSet<i64> {
        let matching = ordered.iter().filter(|moment| moment.kind == *wanted);
        matching.map(|moment| moment.at).collect()
    };
    let both: BTreeSet<i64> = instants(on).intersection(&instants(off)).copied().collect();
    ordered.retain(|moment| !both.contains(&moment.at) || (moment.kind != *on && moment.kind != *off));
}

/// Nothing after a cancellation counts, unless the conversation was reopened since.
fn end_at_cancellation(ordered: &mut Vec<&Moment>) {
    let is_cancelled = |moment: &&Moment| matches!(moment.kind, MomentKind::Cancelled { .. });
    let reopened = ordered.iter().rposition(|moment| moment.kind == MomentKind::Reopened);
    let mut position = 0;
    ordered.retain(|moment| {
        let revoked = is_cancelled(moment) && reopened.is_some_and(|reopened| position < reopened);
        position += 1;
        !revoked
    });
    if let Some(end) = ordered.iter().position(is_cancelled) {
        ordered.truncate(end + 1);
    }
}

//! The moments of `clocks.wit` as those of the rules.

use sellerdesk_contract::wit::timeline::{Moment, MomentKind};
use sellerdesk_deadline as rules;

/// The rules' moment; `None` if it lacks the reply or the policy that it is about, so that it can change nothing.
pub(crate) fn moment(moment: Moment) -> Option<rules::Moment> {
    let Moment { mut id, at, kind, refers_to, due_at, policy, waiting_since } = moment;
    let kind = match kind {
        MomentKind::BuyerMessage => rules::MomentKind::BuyerMessage,
        MomentKind::AgentReply => rules::MomentKind::AgentReply,
        MomentKind::AutomaticReply => rules::MomentKind::AutomaticReply,
        MomentKind::ReplyFailed => {
            let reply = refers_to?;
            // Platforms report a failure under the reply's own id, and moments of one id are one moment.
            id = format!("failure:{id}");
            rules::MomentKind::ReplyFailed { reply }
        }
        MomentKind::NoReplyNeeded => rules::MomentKind::NoReplyNeeded,
        MomentKind::Paused => rules::MomentKind::Paused,
        MomentKind::Resumed => rules::MomentKind::Resumed,
        MomentKind::Resolved => rules::MomentKind::Resolved,
        MomentKind::Reopened => rules::MomentKind::Reopened,
        // Why it ended changes no deadline.
        MomentKind::Cancelled => rules::MomentKind::Cancelled { reason: rules::CancelReason::Spam },
        MomentKind::RiskOpened => {
            rules::MomentKind::RiskOpened { risk: refers_to.unwrap_or_else(|| id.clone()), due: due_at }
        }
        MomentKind::PolicyApplied => {
            let selected: rules::Selected = serde_json::from_str(&policy?).ok()?;
            rules::MomentKind::PolicyApplied { policy: Box::new(selected.policy) }
        }
        MomentKind::MergedIn => rules::MomentKind::MergedIn { waiting_since },
        MomentKind::RiskClosed => rules::MomentKind::RiskClosed { risk: refers_to.unwrap_or_else(|| id.clone()) },
    };
    Some(rules::Moment { id, at, kind })
}

//! Which open conversations could become defects, the likeliest first.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{Page, Trouble, latest::known, limits::RANKED_MAX};

/// An open conversation, as the desk knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OpenConversation {
    /// The desk's id of it.
    pub id: String,
    /// The marketplace's order number; without one nothing can become a defect.
    pub order: Option<String>,
    /// What the buyer complains about.
    pub about: Option<Trouble>,
    /// The buyer threatens with a claim or a chargeback.
    pub claim_threat: bool,
    /// The buyer threatens with bad feedback.
    pub feedback_threat: bool,
    /// A return waits for an answer.
    pub return_open: bool,
    /// The buyer is angry.
    pub angry: bool,
    /// Buyer's messages since the last answer.
    pub unanswered: u32,
    /// When the next answer is due, in milliseconds.
    pub due_at: Option<i64>,
}

/// Why a conversation is where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RankReason {
    /// The buyer threatens with a claim or a chargeback.
    ClaimThreat,
    /// The buyer threatens with bad feedback.
    FeedbackThreat,
    /// The order is past its promised day and hasn't been delivered.
    Overdue,
    /// Delivered says the carrier, not received says the buyer.
    SaidDelivered,
    /// The item is not what it should be.
    Quality,
    /// A return waits.
    ReturnOpen,
    /// The buyer is angry.
    Angry,
    /// The answer is late.
    AnswerLate,
    /// The buyer wrote again without an answer.
    WroteAgain,
    /// The order is defective already: more can't make it worse.
    CountsAlready,
}

/// A place in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ranked {
    /// The desk's id of the conversation.
    pub id: String,
    /// 0 to 1000; an order of urgency, no probability.
    pub weight: u32,
    /// What made it.
    pub reasons: Vec<RankReason>,
}

/// What each reason weighs. Judgement, not measured: the order of the list matters, not the numbers.
const WEIGHTS: &[(RankReason, u32)] = &[
    (RankReason::ClaimThreat, 350),
    (RankReason::FeedbackThreat, 250),
    (RankReason::Overdue, 150),
    (RankReason::SaidDelivered, 150),
    (RankReason::Quality, 120),
    (RankReason::ReturnOpen, 100),
    (RankReason::Angry, 60),
    (RankReason::AnswerLate, 150),
    (RankReason::WroteAgain, 60),
];

/// Ranks conversations; the pages of their orders tell what is known of them. Conversations without an order, without
/// a reason, or about an order that counts already are left at the end with a weight of 0.
pub fn rank(open: &[OpenConversation], pages: &[Page], as_of: i64) -> Vec<Ranked> {
    let mut ranked: Vec<(i64, Ranked)> = open
        .iter()
        .take(RANKED_MAX)
        .map(|conversation| {
            let reasons = reasons(conversation, pages, as_of);
            let can_count = conversation.order.is_some() && !reasons.contains(&RankReason::CountsAlready);
            let weights = WEIGHTS.iter().filter(|(reason, _)| can_count && reasons.contains(reason));
            let weight = weights.map(|(_, weight)| weight).sum::<u32>().min(1_000);
            let due_at = conversation.due_at.unwrap_or(i64::MAX);
            (due_at, Ranked { id: conversation.id.clone(), weight, reasons: reasons.into_iter().collect() })
        })
        .collect();
    // Equal weights: the one due first, then by id, so that the list doesn't jump.
    ranked.sort_by(|(due_a, a), (due_b, b)| b.weight.cmp(&a.weight).then(due_a.cmp(due_b)).then(a.id.cmp(&b.id)));
    ranked.into_iter().map(|(_, ranked)| ranked).collect()
}

fn reasons(conversation: &OpenConversation, pages: &[Page], as_of: i64) -> BTreeSet<RankReason> {
    let mut reasons = BTreeSet::new();
    let mut set = |is: bool, reason: RankReason| is && reasons.insert(reason);
    set(conversation.claim_threat, RankReason::ClaimThreat);
    set(conversation.feedback_threat, RankReason::FeedbackThreat);
    set(conversation.return_open, RankReason::ReturnOpen);
    set(conversation.angry, RankReason::Angry);
    set(conversation.unanswered > 1, RankReason::WroteAgain);
    set(conversation.due_at.is_some_and(|due_at| due_at < as_of), RankReason::AnswerLate);
    let quality = [Trouble::Damaged, Trouble::Defective, Trouble::WrongItem, Trouble::NotAsDescribed];
    set(conversation.about.is_some_and(|about| quality.contains(&about)), RankReason::Quality);
    let says_missing = conversation.about == Some(Trouble::NotReceived);
    let Some(order) = &conversation.order else { return reasons };
    let key = crate::Key::of("order", order);
    if let Some((page, order)) = pages.iter().find_map(|page| Some((page, page.orders.get(&key)?))) {
        let delivered = known(&order.delivered).is_some();
        set(!delivered && known(&order.deliver_by).is_some_and(|by| by < as_of), RankReason::Overdue);
        set(delivered && says_missing, RankReason::SaidDelivered);
        set(page.is_defective(order), RankReason::CountsAlready);
    }
    reasons
}

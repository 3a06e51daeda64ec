//! Finds the times in which somebody waited for an answer.

use crate::{CancelReason, Moment, MomentKind, TargetKind};

/// From the oldest unanswered message to its answer, as one clock sees it.
#[derive(Debug, Clone)]
pub(crate) struct Wait<'a> {
    pub kind: TargetKind,
    /// Id of the moment that began it.
    pub started_by: &'a str,
    pub started_at: i64,
    /// When the conversation learnt of it; later than `started_at` after a merge.
    pub known_at: i64,
    /// Merges while waiting, each of a buyer who waits longer: from when, and since when that one had been waiting.
    pub moves: Vec<(i64, i64)>,
    pub end: Option<End>,
}

/// How and when a wait ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct End {
    pub at: i64,
    /// `None`: answered.
    pub cancelled: Option<CancelReason>,
}

impl End {
    pub fn answered(at: i64) -> Self {
        Self { at, cancelled: None }
    }

    pub fn cancelled(at: i64, reason: CancelReason) -> Self {
        Self { at, cancelled: Some(reason) }
    }
}

/// What a clock accepts as the beginning and the end of a wait.
pub(crate) struct WaitRules<'r> {
    /// Whether an automatic reply at this instant is an answer.
    pub automatic_counts: &'r dyn Fn(i64) -> bool,
    /// The company's own view: resolving ends a wait, a risk event begins one, and its closing ends the wait in which
    /// nobody else waits.
    pub desk: bool,
}

/// The waits in order. Messages that arrive while one waits belong to that wait.
pub(crate) fn collect_waits<'a>(timeline: &[&'a Moment], rules: &WaitRules<'_>) -> Vec<Wait<'a>> {
    let mut walk = Walk::default();
    for moment in timeline {
        let at = moment.at;
        match &moment.kind {
            MomentKind::BuyerMessage => walk.begin_for_buyer(moment, at),
            MomentKind::RiskOpened { risk, .. } if rules.desk && !walk.risks.contains(&risk.as_str()) => {
                walk.risks.push(risk);
                walk.open_risks.push(risk);
                walk.begin(moment, at);
            }
            MomentKind::RiskClosed { risk } if rules.desk => walk.close_risk(risk, at),
            MomentKind::MergedIn { waiting_since: Some(since) } => walk.begin_for_buyer(moment, *since),
            MomentKind::AgentReply => walk.end(End::answered(at)),
            MomentKind::AutomaticReply if (rules.automatic_counts)(at) => {
                walk.end(End::answered(at));
            }
            MomentKind::NoReplyNeeded => {
                walk.end(End::cancelled(at, CancelReason::NoReplyNeeded));
            }
            MomentKind::Resolved if rules.desk => {
                walk.end(End::cancelled(at, CancelReason::Resolved));
            }
            MomentKind::Cancelled { reason } => walk.end(End::cancelled(at, *reason)),
            _ => {}
        }
    }
    walk.waits
}

#[derive(Default)]
struct Walk<'a> {
    waits: Vec<Wait<'a>>,
    /// A first answer was given, so that later waits are for the next one.
    answered: bool,
    /// Risk events seen; a conversation has a handful.
    risks: Vec<&'a str>,
    /// Those of them that the open wait is about.
    open_risks: Vec<&'a str>,
    /// Whether a buyer waits in the open wait.
    is_buyer_waiting: bool,
}

impl<'a> Walk<'a> {
    fn open(&mut self) -> Option<&mut Wait<'a>> {
        self.waits.last_mut().filter(|wait| wait.end.is_none())
    }

    fn begin_for_buyer(&mut self, moment: &'a Moment, since: i64) {
        self.is_buyer_waiting = true;
        self.begin(moment, since);
    }

    fn begin(&mut self, moment: &'a Moment, since: i64) {
        let since = since.min(moment.at);
        if let Some(wait) = self.open() {
            let earliest = wait.moves.last().map_or(wait.started_at, |(_, since)| *since);
            if since < earliest {
                wait.moves.push((moment.at, since));
            }
            return;
        }
        let kind = if self.answered { TargetKind::NextResponse } else { TargetKind::FirstResponse };
        self.waits.push(Wait {
            kind,
            started_by: &moment.id,
            started_at: since,
            known_at: moment.at,
            moves: Vec::new(),
            end: None,
        });
    }

    /// Without an answer to the buyer, so that the next wait is still for the first one.
    fn close_risk(&mut self, risk: &str, at: i64) {
        self.open_risks.retain(|open| *open != risk);
        if self.open_risks.is_empty() && !self.is_buyer_waiting {
            self.end(End::cancelled(at, CancelReason::Resolved));
        }
    }

    fn end(&mut self, end: End) {
        self.open_risks.clear();
        self.is_buyer_waiting = false;
        let mut answered = false;
        if let Some(wait) = self.open() {
            wait.end = Some(end);
            answered = end.cancelled.is_none();
        }
        self.answered |= answered;
    }
}

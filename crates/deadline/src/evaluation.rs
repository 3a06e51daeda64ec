//! What the clocks say: targets, their outcomes, and what needs attention when.

use serde::{Deserialize, Serialize};

use crate::CancelReason;

/// Both clocks of a conversation, without reference to "now".
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Evaluation {
    /// The marketplace's clock: round the clock, never paused. In order of start.
    pub marketplace: Vec<Target>,
    /// The company's clock: its calendar, its pauses. In order of start, the resolution last.
    pub company: Vec<Target>,
    /// Set when the conversation left the desk's care; reports leave it out altogether.
    pub cancelled: Option<CancelReason>,
}

/// One thing that is to happen before an instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "ClockTarget"))]
pub struct Target {
    /// Stable name within the conversation: `company:first_response:<moment id>`.
    pub id: String,
    /// Which clock.
    pub clock: Clock,
    /// What is to happen.
    pub kind: TargetKind,
    /// Since when the time runs, platform time.
    pub started_at: i64,
    /// By when; reaching it exactly is in time. `None` while paused or when undetermined.
    pub deadline: Option<i64>,
    /// Warning points that come before the end of the wait, ascending.
    pub warnings: Vec<Warning>,
    /// When the wait ended, in time or not; `None` while somebody still waits.
    pub ended_at: Option<i64>,
    /// How it stands.
    pub outcome: Outcome,
    /// The deadline had already passed when a change (priority, policy, merge) brought it about.
    pub breached_on_change: bool,
}

/// Which of the two clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// The marketplace's.
    Marketplace,
    /// The company's.
    Company,
}

/// What a target asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "ClockTargetKind"))]
#[serde(rename_all = "snake_case")]
pub enum TargetKind {
    /// The first answer of the conversation.
    FirstResponse,
    /// An answer to the oldest unanswered message after the first answer.
    NextResponse,
    /// The conversation resolved.
    Resolution,
    /// A risk event answered by the platform's own date.
    PlatformDue,
}

/// A point at which `permille` thousandths of the (working) time have passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "WarningPoint"))]
pub struct Warning {
    /// Share of the target, in thousandths.
    pub permille: u16,
    /// When.
    pub at: i64,
}

/// How a target stands, as far as the moments alone tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "TargetOutcome"))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Open, with a deadline; past it, it is breached: see [`Target::outcome_at`].
    Running,
    /// Open, and the clock stands still before the deadline.
    Paused,
    /// Done in time.
    Met {
        /// When.
        at: i64,
    },
    /// Not done in time.
    Breached {
        /// The deadline, not the time of detection.
        at: i64,
    },
    /// Ended without counting, before the deadline.
    Cancelled {
        /// When.
        at: i64,
        /// Why.
        reason: CancelReason,
    },
    /// No deadline can be given: the policy's calendar or target is unusable.
    Undetermined {
        /// The problem in plain words.
        reason: String,
    },
}

impl Target {
    /// How it stands at `now`: an open target past its deadline is breached, as of the deadline.
    pub fn outcome_at(&self, now: i64) -> Outcome {
        match (&self.outcome, self.deadline) {
            (Outcome::Running, Some(deadline)) if now > deadline => Outcome::Breached { at: deadline },
            (outcome, _) => outcome.clone(),
        }
    }

    /// Whether somebody still waits, be it in time or not.
    pub fn is_open(&self) -> bool {
        self.ended_at.is_none()
    }
}

/// Something for a sweep to record once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Attention {
    /// Stable id, to record it under: `<target id>:warning:750` or `<target id>:breach`.
    pub id: String,
    /// Which clock.
    pub clock: Clock,
    /// Which target.
    pub target: TargetKind,
    /// What to record.
    pub notice: Notice,
    /// The instant it is about: the warning point, or the deadline that was missed.
    pub at: i64,
    /// When it becomes true: a breach only after the deadline itself, which is still in time.
    pub due_at: i64,
}

/// What a sweep records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AttentionNotice"))]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// A warning point was passed while the target was open.
    Warning {
        /// Share of the target, in thousandths.
        permille: u16,
    },
    /// The deadline was missed.
    Breach,
}

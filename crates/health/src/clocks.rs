//! Deadlines of claims and appeals that marketplaces set, as dated data; those of messages are in `sellerdesk-deadline`.

use sellerdesk_deadline::Verification;
use serde::Serialize;

const HOUR_MS: i64 = 60 * 60 * 1_000;

/// What a deadline is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockKind {
    /// The buyer has to wait this long after writing before they may file a claim.
    BuyerMayClaim,
    /// Answer the marketplace about a claim, to be safe.
    ClaimAnswer,
    /// A claim without an answer is granted.
    ClaimGranted,
    /// Appeal a granted claim.
    ClaimAppeal,
    /// Send a plan of action.
    PlanOfAction,
}

/// A deadline that runs from an event round the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Clock {
    /// Short stable name.
    pub id: &'static str,
    /// The channel.
    pub channel: &'static str,
    /// What for.
    pub kind: ClockKind,
    /// What it runs from, in words.
    pub from: &'static str,
    /// How long, in milliseconds.
    pub target_ms: i64,
    /// How well it is known.
    pub verification: Verification,
    /// Where it was read.
    pub source: &'static str,
    /// When its source was last read, `YYYY-MM`.
    pub checked: &'static str,
}

const CLAIMS: &str = "Seller Central help on A-to-z claims, third-party guides";
const RATING: &str = "Account Health Rating help, third-party guides";

/// All of them.
pub static CLOCKS: &[Clock] = &[
    clock("amazon-a-to-z-contact", ClockKind::BuyerMayClaim, "the buyer's message", 48, CLAIMS),
    clock("amazon-a-to-z-answer", ClockKind::ClaimAnswer, "the claim's filing", 48, CLAIMS),
    clock("amazon-a-to-z-granted", ClockKind::ClaimGranted, "the claim's filing", 72, CLAIMS),
    clock("amazon-a-to-z-appeal", ClockKind::ClaimAppeal, "the decision", 30 * 24, CLAIMS),
    clock("amazon-plan-of-action", ClockKind::PlanOfAction, "the warning", 72, RATING),
];

const fn clock(id: &'static str, kind: ClockKind, from: &'static str, hours: i64, source: &'static str) -> Clock {
    let (channel, verification, checked) = ("amazon", Verification::Secondary, "2026-10");
    Clock { id, channel, kind, from, target_ms: hours * HOUR_MS, verification, source, checked }
}

/// When something that began at `from` is due.
pub fn clock_due(id: &str, from: i64) -> Option<i64> {
    CLOCKS.iter().find(|clock| clock.id == id).and_then(|clock| from.checked_add(clock.target_ms))
}

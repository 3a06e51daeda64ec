//! What a marketplace demands, as dated data.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// A limit that a marketplace sets, with where it was read and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarketplaceLimit {
    /// Short stable name, such as `amazon-reply`.
    pub id: Cow<'static, str>,
    /// What is to be done in time.
    pub obligation: Obligation,
    /// How its deadline is found.
    pub rule: LimitRule,
    /// The zone of its local times; replaced by the shop's own zone where that is known.
    pub zone: Cow<'static, str>,
    /// Whether an automatic reply counts as an answer.
    pub automatic_reply_counts: bool,
    /// How well it is known.
    pub verification: Verification,
    /// Where it was read.
    pub source: Cow<'static, str>,
    /// When its source was last read, `YYYY-MM`.
    pub checked: Cow<'static, str>,
    /// What the rule leaves out; empty if nothing.
    pub note: Cow<'static, str>,
}

/// What a limit is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Obligation {
    /// Answer a buyer's message.
    Reply,
    /// Issue an invoice after the dispatch.
    Invoice,
    /// Answer the marketplace about a claim.
    ClaimAnswer,
    /// Send a plan of action after a warning.
    PlanOfAction,
    /// Answer a regulator's or consumer body's complaint.
    RegulatorComplaint,
}

/// How a limit's deadline is found. None of them ever pauses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum LimitRule {
    /// Real time, every day of the year.
    Elapsed {
        /// How much.
        target_ms: i64,
    },
    /// Real time within the same local hours of every day.
    DailyWindow {
        /// How much.
        target_ms: i64,
        /// Opening, minutes after local midnight.
        opens_minute: u16,
        /// Closing, minutes after local midnight.
        closes_minute: u16,
    },
    /// What comes before a local time of day is due at another one of the same day.
    DailyCutoff {
        /// End of the day's cycle, minutes after local midnight.
        cycle_ends_minute: u16,
        /// When that cycle is due.
        answer_by_minute: u16,
    },
    /// Real time, but what comes on a local Saturday or Sunday is due on Monday.
    WeekendDeferred {
        /// How much on other days.
        target_ms: i64,
        /// When on Monday, minutes after local midnight.
        answer_by_minute: u16,
    },
    /// On the n-th Monday-to-Friday day after the local date; public holidays are ignored.
    WorkingDays {
        /// How many days later.
        days: u8,
        /// When on that day, minutes after local midnight.
        answer_by_minute: u16,
    },
}

/// How well a limit is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verification {
    /// The marketplace's own page, schema or software.
    Official,
    /// A third party's page.
    Secondary,
    /// Common knowledge that nobody looked up.
    Unverified,
    /// No marketplace's word: SellerDesk's own default where it can't know which marketplace is behind the channel.
    OwnDefault,
}

//! What the company promises itself.

use serde::{Deserialize, Serialize};

use crate::{Calendar, Category, Money, Priority, instant::DAY_MS};

/// The longest target: a year, in milliseconds.
pub const TARGET_MS_MAX: i64 = 366 * DAY_MS;
/// Warning points that one policy may have.
pub const WARNINGS_MAX: usize = 8;
/// Rows that one table of policies may have.
pub const ROWS_MAX: usize = 500;

/// A company policy; a conversation keeps the snapshot it was opened under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Short stable name, `[a-z0-9._-]`.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// How long each thing may take.
    pub targets: Targets,
    /// Warning points on both clocks, thousandths of the target, ascending.
    #[serde(default)]
    pub warn_at_permille: Vec<u16>,
    /// Working hours; `None` is round the clock.
    #[serde(default)]
    pub calendar: Option<Calendar>,
    /// Whether the company clock stands still while waiting for the buyer.
    pub pause_while_pending: bool,
    /// Whether an automatic reply answers, on the company clock.
    pub automatic_reply_counts: bool,
}

/// Working time for each thing, in milliseconds; `None` has no target.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "PolicyTargets"))]
#[serde(default, deny_unknown_fields)]
pub struct Targets {
    /// Until the first answer.
    pub first_response_ms: Option<i64>,
    /// Until each later answer, from the oldest unanswered message.
    pub next_response_ms: Option<i64>,
    /// Until the conversation is resolved.
    pub resolution_ms: Option<i64>,
}

/// One row of a table of policies: the first whose conditions all hold is the one that applies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "PolicyRow"))]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The conditions.
    #[serde(default)]
    pub when: When,
    /// The policy.
    pub policy: Policy,
    /// Use the account's business calendar where the policy has none of its own.
    #[serde(default)]
    pub business_hours: bool,
}

/// Conditions of a row. An empty list holds for everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "PolicyCondition"))]
#[serde(default, deny_unknown_fields)]
pub struct When {
    /// Any of these channels.
    pub channels: Vec<String>,
    /// Any of these accounts.
    pub accounts: Vec<String>,
    /// Any of these categories.
    pub categories: Vec<Category>,
    /// Any of these priorities.
    pub priorities: Vec<Priority>,
    /// Any of these customer tiers.
    pub customer_tiers: Vec<String>,
    /// Any of these languages.
    pub languages: Vec<String>,
    /// Opened by any of these risk events.
    pub risk_events: Vec<String>,
    /// An order of at least this value, in the same currency.
    pub order_value_min: Option<Money>,
}

//! The document that operators write.

use sellerdesk_classify::{Category, Priority, Risk};
use sellerdesk_notify::CapLimits;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// All rules, in the order they are tried, and how much they may send.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Automations {
    /// In order.
    pub rules: Vec<Rule>,
    /// Caps on automatic replies; left out, [`CapLimits::REPLIES`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caps: Option<CapLimits>,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AutomationRule"))]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Short stable name, `[a-z0-9_-]`: what it did is recorded as `rule:<id>`.
    pub id: String,
    /// What people call it.
    #[serde(default)]
    pub name: String,
    /// Off, it is tried by nothing but a dry run.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// All of its parts must hold.
    #[serde(default)]
    pub when: Condition,
    /// None of these may hold.
    #[serde(default)]
    pub unless: Vec<Condition>,
    /// What follows, in order.
    pub actions: Vec<Action>,
    /// Whether rules after it are left out once it holds.
    #[serde(default)]
    pub stop: bool,
}

/// What an event and its conversation must be like. A list holds if any of its values does; what is left out, always.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AutomationCondition"))]
#[serde(default, deny_unknown_fields)]
pub struct Condition {
    /// Kinds of events ([`crate::EVENTS`]); left out in `when`, a buyer's message.
    pub events: Vec<String>,
    /// Channels.
    pub channels: Vec<String>,
    /// Accounts, by their name on the channel.
    pub accounts: Vec<String>,
    /// What it is about, second categories included.
    pub categories: Vec<Category>,
    /// How urgent the conversation is.
    pub priorities: Vec<Priority>,
    /// Risk flags of the message.
    pub risks: Vec<Risk>,
    /// Languages; `zh` stands for `zh-TW` too.
    pub languages: Vec<String>,
    /// Words in the message or its subject; case, accents and Chinese variants don't matter.
    pub keywords: Vec<String>,
    /// Tags of the conversation.
    pub tags: Vec<String>,
    /// The account's business hours; without a calendar it is always open.
    pub hours: Option<Hours>,
    /// Between these instants.
    pub during: Vec<Period>,
    /// Whether the buyer had not written in the conversation before.
    pub first_message: Option<bool>,
    /// Whether the customer is one of the best.
    pub vip: Option<bool>,
    /// Whether somebody has the conversation.
    pub assigned: Option<bool>,
    /// Whether a machine wrote: it is never answered, but may be tagged.
    pub machine: Option<bool>,
}

/// Business hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "OpenOrClosed"))]
#[serde(rename_all = "snake_case")]
pub enum Hours {
    /// Within them.
    Open,
    /// Outside of them.
    Closed,
}

/// A span of time, such as a sale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// Its first instant, RFC 3339.
    pub from: String,
    /// The instant after it, RFC 3339.
    pub until: String,
}

/// What a rule does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AutomationAction"))]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Answers the buyer.
    Reply(Reply),
    /// Sets a tag.
    Tag(String),
    /// Gives it to an agent, where nobody has it.
    Assign(String),
    /// Sets how urgent it is.
    Prioritize(Priority),
    /// Leaves a note for colleagues.
    Note(String),
    /// Tells people, as the routing of the notifications says; the text is shown with the notice.
    Notify(String),
}

/// An automatic reply.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AutomationReply"))]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// A shipped template or one of the shop's own.
    pub template: String,
    /// BCP 47; left out, the buyer's language, and English where the template lacks it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// Values besides those that the conversation knows; these come first.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
}

impl Automations {
    /// How much automatic replies may send.
    pub fn caps(&self) -> CapLimits {
        self.caps.unwrap_or(CapLimits::REPLIES)
    }
}

impl Action {
    /// Its name in the document.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Reply(_) => "reply",
            Self::Tag(_) => "tag",
            Self::Assign(_) => "assign",
            Self::Prioritize(_) => "prioritize",
            Self::Note(_) => "note",
            Self::Notify(_) => "notify",
        }
    }
}

fn yes() -> bool {
    true
}

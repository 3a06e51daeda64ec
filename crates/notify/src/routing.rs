//! Who is told what, where and when: one document, checked when it is saved.

mod check;
mod hours;
mod route;

pub use check::check;
pub use route::{Delivery, Duty, Refusal, Refused, Routed, When, next_step, route};

use crate::{CapLimits, Kind, Language, Severity, Target};
use sellerdesk_deadline::{Calendar, Category};
use serde::{Deserialize, Serialize};

/// The routing document. `Default` routes nothing: every notice is then refused as nobody's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Notifications"))]
#[serde(default, deny_unknown_fields)]
pub struct Routing {
    /// Base URL of the desk for links, `https://desk.example`; empty for none.
    pub desk: String,
    /// Where messages go.
    pub targets: Vec<Target>,
    /// People, and rooms that several read.
    pub recipients: Vec<Recipient>,
    /// Who belongs together.
    pub teams: Vec<Team>,
    /// The escalation chain: step 0 is told of warnings, missed deadlines and the like; each further step of an
    /// [`Kind::Escalation`] after its delay. Empty is [`Routing::default_chain`].
    pub escalation: Vec<Step>,
    /// Recipients of notices about accounts and the desk itself, and of what would otherwise reach nobody; empty is
    /// everyone.
    pub operators: Vec<String>,
    /// Caps on notifications; left out, the usual ones.
    pub caps: Option<CapLimits>,
}

/// A person or a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    /// Short stable name, `[a-z0-9._-]`; a person's is the agent's id.
    pub id: String,
    /// The language of what they are told.
    #[serde(default)]
    pub language: Language,
    /// Targets that all of it goes to.
    pub targets: Vec<String>,
    /// When they may be disturbed, in their own time zone; the rest is quiet. Left out, always.
    #[serde(default)]
    pub hours: Option<Calendar>,
    /// Whether urgent notices come through quiet hours.
    #[serde(default = "yes")]
    pub urgent_always: bool,
    /// When their digest goes out; left out, there is none and everything comes at once.
    #[serde(default)]
    pub digest: Option<Digest>,
    /// What they want, the first that matches counting; what matches none comes if it is addressed to them.
    #[serde(default)]
    pub subscriptions: Vec<Subscription>,
}

/// When a digest goes out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Digest {
    /// Time zone, as in the IANA database.
    pub zone: String,
    /// Times of day, `HH:MM`.
    pub at: Vec<String>,
    /// Up to which severity notices wait for it; urgent ones never do.
    #[serde(default)]
    pub up_to: Severity,
}

/// What a recipient wants of some notices. An empty list holds for everything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Subscription {
    /// Any of these kinds.
    #[serde(default)]
    pub kinds: Vec<Kind>,
    /// Any of these channels.
    #[serde(default)]
    pub channels: Vec<String>,
    /// Any of these accounts.
    #[serde(default)]
    pub accounts: Vec<String>,
    /// Any of these categories.
    #[serde(default)]
    pub categories: Vec<Category>,
    /// At least this severity.
    #[serde(default)]
    pub severity_min: Severity,
    /// How.
    pub how: How,
}

/// How a recipient wants a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "SubscriptionHow"))]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// If it is addressed to them.
    Addressed,
    /// Whoever it is addressed to.
    All,
    /// Whoever it is addressed to, in the digest; at once where there is none, or it is urgent.
    Digest,
    /// Not at all. An urgent notice that nobody else gets comes nevertheless.
    Never,
}

/// People who work together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Team {
    /// Short stable name.
    pub id: String,
    /// Recipients who answer buyers.
    pub members: Vec<String>,
    /// Recipients who are told next.
    #[serde(default)]
    pub supervisors: Vec<String>,
}

/// A step of the escalation chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "EscalationStep"))]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Seconds after the first notice; those of the first step are 0, later ones grow.
    pub after_s: u32,
    /// Who.
    pub to: Vec<To>,
}

/// Whom a step is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "EscalationTo"))]
#[serde(rename_all = "snake_case")]
pub enum To {
    /// Whoever has the conversation; where nobody has it or they are away, the members on duty.
    Agent,
    /// The supervisors of the agent's teams, or of all teams.
    Supervisors,
    /// All recipients.
    Everyone,
}

fn yes() -> bool {
    true
}

impl Routing {
    /// The chain where the document has none: the agent at once, supervisors after 15 minutes, everyone after an hour.
    pub fn default_chain() -> Vec<Step> {
        let step = |after_s, to| Step { after_s, to: vec![to] };
        vec![step(0, To::Agent), step(900, To::Supervisors), step(3_600, To::Everyone)]
    }

    /// The caps on notifications.
    pub fn caps(&self) -> CapLimits {
        self.caps.unwrap_or(CapLimits::NOTIFICATIONS)
    }

    /// The escalation chain.
    pub fn chain(&self) -> Vec<Step> {
        if self.escalation.is_empty() { Self::default_chain() } else { self.escalation.clone() }
    }

    /// A target by its id.
    pub fn target(&self, id: &str) -> Option<&Target> {
        self.targets.iter().find(|target| target.id == id)
    }

    /// A recipient by its id.
    pub fn recipient(&self, id: &str) -> Option<&Recipient> {
        self.recipients.iter().find(|recipient| recipient.id == id)
    }
}

//! What the oracle is told, and what it answers.

use super::*;

/// What came in on the thread, or from a conversation merged in.
#[derive(Clone, Debug)]
pub enum Item {
    /// The buyer wrote; the policy that was chosen when it arrived.
    Buyer(Priority, Rc<Held>),
    /// The buyer wrote nothing but thanks.
    Thanks,
    /// A person of the shop answered.
    Seller,
    /// A machine answered.
    Automatic,
    /// The reply with this id did not arrive.
    Failed(String, Rc<Held>),
    /// Another conversation goes on here, whose buyer waits since then.
    Merged(Option<i64>),
}

/// What was done to the conversation.
#[derive(Clone, Debug)]
pub enum Step {
    Opened,
    Pending,
    Snoozed(i64),
    NoReplyNeeded,
    /// Resolved or closed; whether closed.
    Resolved(bool),
    /// Spam, or merged into another conversation.
    Cancelled,
    Policy(Rc<Held>),
}

/// Whether somebody has to do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Open,
    Pending,
    Snoozed,
    Resolved,
    Closed,
}

/// A warning point, a missed deadline or a thing to follow up.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    pub id: String,
    /// The instant it is about.
    pub at: i64,
    /// From when on it is to be recorded.
    pub due_at: i64,
}

/// What the clocks say, in milliseconds.
#[derive(Clone, Debug, Default)]
pub struct Outlook {
    /// What is or will be to record if nothing else happens.
    pub points: Vec<Point>,
    /// Deadlines of what somebody still waits for: the marketplace's and the company's nearest.
    pub marketplace: Option<i64>,
    pub company: Option<i64>,
    /// A deadline had passed when a change brought it about.
    pub on_change: bool,
}

impl Step {
    pub(super) fn is_end(&self) -> bool {
        matches!(self, Self::NoReplyNeeded | Self::Resolved(_) | Self::Cancelled)
    }
}

impl Item {
    /// Since when somebody waits because of it, if it asks for anything.
    pub(super) fn waits_since(&self, at: i64) -> Option<i64> {
        match self {
            Self::Buyer(..) | Self::Failed(..) => Some(at),
            Self::Merged(since) => *since,
            Self::Thanks | Self::Seller | Self::Automatic => None,
        }
    }
}

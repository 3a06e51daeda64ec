//! The form of `traffic.toml`, and what ids and times a story gets.

use crate::time::{DAY_MS, HOUR_MS};
use serde::Deserialize;

/// The whole file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Traffic {
    /// Conversations.
    pub story: Vec<Story>,
}

/// A channel that the demo sends to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Relay mail through Mailgun.
    Amazon,
    /// A Shopify shop.
    Shopify,
    /// The project's own event.
    Standard,
    /// Chats at TikTok Shop.
    TiktokShop,
    /// Chats at Lazada.
    Lazada,
    /// WhatsApp.
    Meta,
    /// A WooCommerce shop.
    Woocommerce,
    /// Mailboxes: Temu, AliExpress, anybody.
    Mail,
}

impl Channel {
    /// Its name in paths.
    pub fn name(self) -> &'static str {
        match self {
            Self::Amazon => "amazon",
            Self::Shopify => "shopify",
            Self::Standard => "standard",
            Self::TiktokShop => "tiktok-shop",
            Self::Lazada => "lazada",
            Self::Meta => "meta",
            Self::Woocommerce => "woocommerce",
            Self::Mail => "mail",
        }
    }
}

/// One conversation.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Story {
    /// Where it takes place.
    pub channel: Channel,
    /// The marketplace's site.
    #[serde(default)]
    pub site: String,
    /// The buyer's name.
    pub buyer: String,
    /// Subject of the messages.
    #[serde(default)]
    pub subject: String,
    /// There is no order yet.
    #[serde(default)]
    pub before_sale: bool,
    /// What happens, first things first.
    pub step: Vec<Step>,
    /// What the team did at the desk.
    #[serde(default)]
    pub desk: Vec<Deed>,
}

/// One thing that the team did to the conversation: what the API's bulk operation takes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Deed {
    /// `assignment`, `tags`, `notes`, ...
    pub action: String,
    /// Its body.
    pub body: serde_json::Value,
}

/// One thing that happens.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Step {
    /// How long before the moment of sending.
    pub hours_ago: f64,
    /// What.
    #[serde(flatten)]
    pub what: What,
}

/// What happens.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum What {
    /// The buyer writes.
    Buyer { text: String },
    /// The shop answers, on the marketplace's own pages.
    Seller { text: String },
    /// An order changes; `note` is what the buyer typed at the checkout.
    Order { status: String, text: Option<String>, note: Option<String> },
    /// The buyer wants to send something back.
    Return { subject: Option<String>, reason: Option<String>, text: String },
    /// Money went back.
    Refund { subject: Option<String>, amount: Option<String>, currency: Option<String>, text: String },
    /// A chargeback.
    Dispute { amount: String, currency: String, due_in_hours: f64 },
    /// A claim with the marketplace.
    Claim { subject: String, text: String, amount: Option<String>, currency: Option<String>, due_in_hours: Option<f64> },
    /// A bad rating.
    Feedback { text: String },
    /// A delivery that nobody can read.
    Unreadable,
}

/// Where a story stands: what its ids are made of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// From 1.
    pub number: usize,
    now_ms: i64,
}

/// One step's ids and times.
#[derive(Clone, Debug)]
pub(super) struct Moment {
    /// The same for every demo of one day, and no other step's.
    pub id: String,
    /// The day of sending, since the epoch.
    pub day: i64,
    /// The story's number, from 1.
    pub number: usize,
    /// The step's number, from 1.
    pub step: usize,
    /// When it happened, in milliseconds since the epoch.
    pub at: i64,
    /// When it is sent.
    pub now_ms: i64,
}

impl Place {
    /// The `number`-th story of a demo at `now_ms`.
    pub fn new(number: usize, now_ms: i64) -> Self {
        Self { number, now_ms }
    }

    /// The day of sending, since the epoch.
    pub fn day(self) -> i64 {
        self.now_ms.div_euclid(DAY_MS)
    }

    /// Ids and times of one of the story's steps.
    pub fn moment(self, step_index: usize, step: &Step) -> Moment {
        let day = self.day();
        Moment {
            id: format!("demo-{day}-{}-{}", self.number, step_index + 1),
            day,
            number: self.number,
            step: step_index + 1,
            at: self.now_ms - hours_ms(step.hours_ago),
            now_ms: self.now_ms,
        }
    }
}

/// Hours as whole milliseconds.
pub(super) fn hours_ms(hours: f64) -> i64 {
    // Far below 2^53: exact.
    (hours * HOUR_MS as f64).round() as i64
}

//! What `desk up --demo` sends: a week of a shop's traffic on eight channels, in twelve languages; what the team did
//! about it; and the orders that account health is counted from.
//!
//! The stories are in `traffic.toml`. Most are answered, some nearly due, one is late; there is an A-to-z claim,
//! two chargebacks, a customer who counts as a VIP, and one delivery that nobody can read. Ids come from a story's place and the day of sending: a
//! second demo on the same day is a redelivery of the first and changes nothing.

mod amazon;
mod facts;
mod others;
mod shopify;
mod standard;
mod story;

pub use facts::facts;

use crate::{Accounts, Delivery};
use serde_json::{Value, json};
use story::{Channel, Place, Traffic};
use thiserror::Error;

/// The stories.
const TRAFFIC: &str = include_str!("traffic.toml");

/// Why there is no demo traffic.
#[derive(Debug, Error)]
pub enum DemoError {
    /// `traffic.toml` can't be read.
    #[error("the demo's stories: {0}")]
    Traffic(#[from] toml::de::Error),
    /// A story has a step that its channel does not send.
    #[error("the demo's story {number}: {channel:?} does not send this kind of step")]
    Step {
        /// The story's place in the file, from 1.
        number: usize,
        /// Its channel.
        channel: Channel,
    },
    /// An account's secret is not of its channel's form.
    #[error("signing the demo: {0}")]
    Signing(#[from] sellerdesk_adapter::Error),
}

/// The demo's webhooks, in the order in which things happened, signed at `now_ms` (milliseconds since the epoch)
/// for these accounts. Send them soon: some channels refuse signatures older than five minutes. Stories of channels
/// that there is no account for are left out: a secrets file made by an older release has three.
///
/// # Errors
/// [`DemoError::Signing`] for a secret that is not of its channel's form; the others can't happen to a released
/// build.
pub fn deliveries(now_ms: i64, accounts: &Accounts) -> Result<Vec<Delivery>, DemoError> {
    let traffic: Traffic = toml::from_str(TRAFFIC)?;
    let mut deliveries = Vec::new();
    for (index, story) in traffic.story.iter().enumerate() {
        let place = Place::new(index + 1, now_ms);
        for (step_index, step) in story.step.iter().enumerate() {
            let moment = place.moment(step_index, step);
            let delivery = match story.channel {
                Channel::Amazon => amazon::deliver(&accounts.amazon, story, &moment, &step.what),
                Channel::Shopify => shopify::deliver(&accounts.shopify, story, &moment, &step.what),
                Channel::Standard => standard::deliver(&accounts.standard, story, &moment, &step.what)?,
                other => {
                    let Some(account) = accounts.further.get(other.name()) else { continue };
                    others::deliver(account, story, &moment, &step.what)
                }
            };
            let misplaced = DemoError::Step { number: place.number, channel: story.channel };
            deliveries.push(delivery.ok_or(misplaced)?);
        }
    }
    deliveries.sort_by_key(|delivery| delivery.at);
    Ok(deliveries)
}

/// Colleagues of the demo: names, and the languages that they answer in.
pub const COLLEAGUES: [(&str, &[&str]); 3] =
    [("Mina Sommer", &["de", "en"]), ("Luis Prado", &["es", "pt", "it"]), ("Keiko Arai", &["ja", "zh", "en"])];

/// Something the team did, for the bulk operation of the API.
#[derive(Clone, Debug, PartialEq)]
pub struct Deed {
    /// Idempotency key: a second demo on the same day does nothing again.
    pub key: String,
    /// Of all its conversations those with this channel, buyer's name and subject.
    pub channel: &'static str,
    /// See there.
    pub buyer: String,
    /// See there; empty: none.
    pub subject: String,
    /// `assignment`, `tags`, ...
    pub action: String,
    /// The action's body.
    pub body: Value,
}

/// What the team did, story by story.
///
/// # Errors
/// Never in a released build.
pub fn deeds(now_ms: i64) -> Result<Vec<Deed>, DemoError> {
    let traffic: Traffic = toml::from_str(TRAFFIC)?;
    let mut deeds = Vec::new();
    for (index, story) in traffic.story.into_iter().enumerate() {
        let place = Place::new(index + 1, now_ms);
        for (number, deed) in story.desk.into_iter().enumerate() {
            deeds.push(Deed {
                key: format!("demo-{}-{}-{number}", place.day(), place.number),
                channel: story.channel.name(),
                buyer: story.buyer.clone(),
                subject: story.subject.clone(),
                action: deed.action,
                body: deed.body,
            });
        }
    }
    Ok(deeds)
}

impl Deed {
    /// The request of it, given the inbox's lines; `None` where its conversation is not among them.
    pub fn request(&self, lines: &[Value]) -> Option<Value> {
        let is_it = |line: &&Value| {
            let subject = line["subject"].as_str().unwrap_or_default();
            line["channel"] == self.channel
                && line["buyer_name"] == self.buyer.as_str()
                && subject.starts_with(&self.subject)
        };
        let line = lines.iter().find(is_it)?;
        Some(json!({"ids": [line["id"]], "action": self.action, "body": self.body}))
    }
}

#[cfg(test)]
mod tests;

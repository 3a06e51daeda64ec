//! What `desk up --demo` sends: two days of a shop's traffic on three channels, in eight languages.
//!
//! The stories are in `traffic.toml`. Some are answered, some nearly due, some long late; there is an A-to-z claim,
//! two chargebacks, and one delivery that nobody can read. Ids come from a story's place and the day of sending: a
//! second demo on the same day is a redelivery of the first and changes nothing.

mod amazon;
mod shopify;
mod standard;
mod story;

use crate::{Accounts, Delivery};
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
/// for these accounts. Send them soon: two of the three channels refuse signatures older than five minutes.
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
            };
            let misplaced = DemoError::Step { number: place.number, channel: story.channel };
            deliveries.push(delivery.ok_or(misplaced)?);
        }
    }
    deliveries.sort_by_key(|delivery| delivery.at);
    Ok(deliveries)
}

#[cfg(test)]
mod tests;

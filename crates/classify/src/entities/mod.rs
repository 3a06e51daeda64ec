//! Finding order numbers, tracking numbers, article numbers, amounts and dates: scanners written by
//! hand, each linear in the text. Helpers with many callers are kept out of line: the component's size is limited.

mod amount;
mod chunk;
mod cue;
mod date;
mod order;
mod tracking;

use crate::visible::truncate;
use serde::{Deserialize, Serialize};

/// Bytes of a text that are searched for entities; numbers stand at the beginning or not at all.
const TEXT_BYTES_MAX: usize = 16 * 1024;
/// Entities kept at most.
const ENTITIES_MAX: usize = 64;

/// What an entity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntityKind {
    /// A marketplace's order number.
    OrderId,
    /// A carrier's tracking number.
    TrackingNumber,
    /// An Amazon article number.
    Asin,
    /// A shop's own article number, where it is called so.
    Sku,
    /// An amount of money.
    Amount,
    /// A calendar date.
    Date,
}

impl EntityKind {
    /// Its name in the API, `snake_case`.
    pub fn name(self) -> &'static str {
        match self {
            Self::OrderId => "order_id",
            Self::TrackingNumber => "tracking_number",
            Self::Asin => "asin",
            Self::Sku => "sku",
            Self::Amount => "amount",
            Self::Date => "date",
        }
    }
}

/// Something named in the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// What it is.
    pub kind: EntityKind,
    /// As written, blanks and dashes included.
    pub text: String,
    /// Byte offset, on a character boundary.
    pub start: usize,
    /// Byte offset after it.
    pub end: usize,
    /// Marketplace, carrier or ISO 4217 currency, where the form tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
}

/// Something found, before it is copied out of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Found {
    kind: EntityKind,
    start: usize,
    end: usize,
    issuer: Option<&'static str>,
}

/// The entities of a text in order of their place; none overlap.
///
/// `channel` is the name of the channel or empty: it tells what digits alone may be.
pub fn find_entities(text: &str, channel: &str) -> Vec<Entity> {
    let text = truncate(text, TEXT_BYTES_MAX);
    let chunks = chunk::chunks(text);
    let mut found = tracking::find(text, &chunks);
    order::find(text, channel, &chunks, &mut found);
    amount::find(text, &mut found);
    date::find(text, &mut found);
    // The scanners ran from the most to the least certain form: of two that overlap, keep the first.
    let mut kept: Vec<Found> = Vec::new();
    let mut order: Vec<(usize, Found)> = found.into_iter().enumerate().collect();
    order.sort_unstable_by_key(|(rank, found)| (found.start, *rank));
    for (_, candidate) in order {
        match kept.last_mut() {
            Some(last) if candidate.start < last.end => {
                if candidate.kind < last.kind || candidate.kind == last.kind && candidate.end > last.end {
                    *last = candidate;
                }
            }
            _ => kept.push(candidate),
        }
    }
    let entity = |found: Found| {
        let text = text.get(found.start..found.end)?.to_owned();
        let issuer = found.issuer.map(str::to_owned);
        Some(Entity { kind: found.kind, text, start: found.start, end: found.end, issuer })
    };
    kept.into_iter().take(ENTITIES_MAX).filter_map(entity).collect()
}

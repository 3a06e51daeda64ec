//! Chooses a conversation's policy and limit.

use sellerdesk_contract::wit::timeline::Facts;
use sellerdesk_deadline as rules;
use serde::Deserialize;
use serde::de::value::{Error, StrDeserializer};

/// The first policy of the shipped presets that fits, and the marketplace's limit, as the JSON of
/// [`rules::Selected`]. A category or priority that isn't known fulfils no condition.
pub fn select(facts: Facts) -> String {
    let facts = rules::Facts {
        channel: facts.channel,
        account: facts.account,
        category: named(&facts.category),
        priority: named(&facts.priority),
        language: facts.language,
        risk_event: facts.risk_event,
        ..rules::Facts::default()
    };
    let selected = rules::select(&rules::presets(), &facts, None);
    // The last preset fits everything, and plain data is always JSON: there is no other document to give.
    selected.and_then(|selected| serde_json::to_string(&selected).ok()).unwrap_or_default()
}

/// The value that serde knows by this name.
fn named<'de, T: Deserialize<'de>>(name: &'de str) -> Option<T> {
    T::deserialize(StrDeserializer::<Error>::new(name)).ok()
}

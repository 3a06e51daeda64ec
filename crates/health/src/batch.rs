//! Batches of facts: what is stored at once.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    Fact, HealthError,
    limits::{BATCH_BYTES_MAX, BATCH_FACTS_MAX},
};

/// Facts of one account, as stored in one journal entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// Channel, such as `amazon`.
    pub channel: String,
    /// The seller's account on it.
    pub account: String,
    /// When the desk received them, in milliseconds.
    pub received_at: i64,
    /// How the account wants disputed rules read; of several batches the latest holds.
    pub options: Options,
    /// At most [`BATCH_FACTS_MAX`].
    pub facts: Vec<Fact>,
}

impl Batch {
    /// Divides facts into batches by page: `(page, batch)`, each within [`BATCH_FACTS_MAX`] and [`BATCH_BYTES_MAX`].
    pub fn by_page(self, pages: u16) -> Vec<(u16, Self)> {
        let mut parts: BTreeMap<u16, Vec<Fact>> = BTreeMap::new();
        for fact in self.facts {
            parts.entry(fact.subject().page(pages)).or_default().push(fact);
        }
        let empty = Self { facts: Vec::new(), ..self };
        let mut batches = Vec::new();
        for (page, facts) in parts {
            let mut batch = empty.clone();
            let mut bytes = empty.encode().len();
            for fact in facts {
                let more = postcard::to_allocvec(&fact).map_or(0, |bytes| bytes.len());
                // The count of the facts takes up to three bytes.
                let is_full = batch.facts.len() >= BATCH_FACTS_MAX || bytes + more + 3 > BATCH_BYTES_MAX;
                if is_full && !batch.facts.is_empty() {
                    batches.push((page, std::mem::replace(&mut batch, empty.clone())));
                    bytes = empty.encode().len();
                }
                bytes += more;
                batch.facts.push(fact);
            }
            batches.push((page, batch));
        }
        batches
    }

    /// The batch as bytes, for a journal entry.
    pub fn encode(&self) -> Vec<u8> {
        // Plain data: it can't fail.
        postcard::to_allocvec(self).unwrap_or_default()
    }

    /// What [`encode`](Self::encode) wrote.
    ///
    /// # Errors
    /// [`HealthError::Corrupt`].
    pub fn decode(bytes: &[u8]) -> Result<Self, HealthError> {
        postcard::from_bytes(bytes).map_err(|_| HealthError::Corrupt)
    }
}

/// Where sources disagree, the account decides.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "HealthOptions"))]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// The account's own IANA zone; empty for its site's.
    pub zone: String,
    /// Chargebacks for fraud count as defects too.
    pub fraud_chargebacks_count: bool,
    /// Claims that the marketplace paid for count as defects too.
    pub funded_claims_count: bool,
}

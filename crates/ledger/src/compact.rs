//! Keeping journals short while they are written: nobody may look at them for months.

use sellerdesk_journal::{Clock, Fold, Journal, SPAN_ENTRIES, Store};
use std::ops::RangeInclusive;

/// After an append of `sequences`: once in a span it stores the snapshot that is due, and deletes what older ones have
/// replaced. A convenience: what fails is done by the next append, or by a look.
pub async fn compact<F: Fold, S: Store, C: Clock>(journal: &Journal<'_, S, C>, sequences: &RangeInclusive<u64>) {
    let is_over = sequences.end() / SPAN_ENTRIES > sequences.start().saturating_sub(1) / SPAN_ENTRIES;
    if !is_over {
        return;
    }
    if let Ok((_, loaded)) = journal.load_folded::<F>().await {
        let _ = journal.trim(&loaded, async |_| Ok(())).await;
    }
}

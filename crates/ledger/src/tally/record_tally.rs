//! Recording what a conversation adds.

use super::shard::{Shard, Told};
use super::{REGISTRY, SHARDS, asked, contribution, day_of, month_key, month_of, shard_key};
use crate::compact::compact;
use crate::{LedgerError, keys, registry};
use sellerdesk_accounts::AccountId;
use sellerdesk_inbox::conversation::Conversation;
use sellerdesk_inbox::rules::Standing;
use sellerdesk_journal::{Clock, Journal, Store};

/// Records what a conversation adds as it stands at `version`, the number of its journal's last entry; may be repeated,
/// and an older state after a newer one changes nothing. Four store operations, a few more for its first time, and once in 64
/// entries of a shard a load of it.
///
/// # Errors
/// The store's; record it again then.
pub async fn record_tally<S: Store, C: Clock>(
    store: &S,
    clock: &C,
    conversation: &Conversation,
    standing: &Standing,
    version: u64,
) -> Result<(), LedgerError> {
    let (Some(source), Some(conversation_id)) = (&conversation.source, conversation.id()) else { return Ok(()) };
    let Ok(id) = AccountId::parse(&source.channel, &source.account) else { return Ok(()) };
    let Some(first) = conversation.items.first() else { return Ok(()) };
    let place = format!("{REGISTRY}c:{conversation_id}");
    let known = store.get(&place).await?.and_then(|bytes| Some(i32::from_le_bytes(bytes.try_into().ok()?)));
    let month = match known {
        Some(month) => month,
        None => {
            registry::add_to(store, clock, REGISTRY, &id).await?;
            let month = month_of(day_of(first.at));
            store.set(&place, &month.to_le_bytes()).await?;
            month
        }
    };
    let told = Told {
        conversation: conversation_id.bytes(),
        version,
        agent: conversation.acts.assignee.as_ref().and_then(|it| it.value.clone()).unwrap_or_default(),
        happened: contribution(conversation, standing),
        asked: asked(conversation),
    };
    let bytes = postcard::to_allocvec(&told).map_err(|_| LedgerError::Unencodable)?;
    let [.., last] = told.conversation;
    let journal = Journal::open(store, clock, &shard_key(&id, month, last % SHARDS))?;
    let sequence = journal.append(keys::event_id("tally", &bytes), &bytes).await?;
    // After the append: whoever sees the new count sees the entry.
    store.increment(&format!("{}:n", month_key(&id, month)), 1).await?;
    compact::<Shard, _, _>(&journal, &(sequence..=sequence)).await;
    Ok(())
}

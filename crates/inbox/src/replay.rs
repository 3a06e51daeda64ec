//! One-time tokens: for senders whose signature covers a token but not the body.

use crate::{Desk, InboxError, Rules};
use sellerdesk_canonical::{Event, EventId};
use sellerdesk_journal::{Clock, Store};

/// Remembers a token with the events it came with, and answers whether it came with others before.
///
/// A redelivery of the same events under the same token is none: the acknowledgement may have been lost.
pub async fn is_replay<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    channel: &str,
    account: &str,
    token: &str,
    events: &[Event],
) -> Result<bool, InboxError> {
    let key = format!("r1:{}", EventId::delivered(channel, account, token));
    let ids: Vec<u8> =
        events.iter().flat_map(|event| EventId::delivered(channel, account, &event.id).bytes()).collect();
    match desk.store.get(&key).await? {
        Some(known) => Ok(known != ids),
        None => {
            desk.store.set(&key, &ids).await?;
            Ok(false)
        }
    }
}

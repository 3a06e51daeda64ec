//! Keeping an authentic delivery that its adapter could not read.

use crate::limits::BODY_PART_BYTES_MAX;
use crate::record::{Quarantined, Record, Source, What};
use crate::rules::{Category, Facts, Priority};
use crate::{Desk, InboxError, Rules, journal_of};
use sellerdesk_canonical::{ConversationId, EventId};
use sellerdesk_journal::{Clock, Store};
use sha2::{Digest, Sha256};

/// A delivery that could not be read.
#[derive(Clone, Copy, Debug)]
pub struct Unread<'a> {
    /// Channel name.
    pub channel: &'a str,
    /// Account name.
    pub account: &'a str,
    /// The sender's delivery id, where it could be read; else the body's hash stands for it.
    pub id: Option<&'a str>,
    /// What could not be understood.
    pub problem: &'a str,
    /// Media type as sent.
    pub media_type: &'a str,
    /// The body as received.
    pub body: &'a [u8],
}

/// Keeps the body beside a conversation of its own, which the inbox lists like an unanswered message. The same
/// delivery again is the same item.
pub async fn quarantine<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    unread: Unread<'_>,
) -> Result<ConversationId, InboxError> {
    let name = match unread.id {
        Some(id) => format!("unread:{id}"),
        None => format!("unread:{}", hex(&Sha256::digest(unread.body))),
    };
    let id = EventId::delivered(unread.channel, unread.account, &name);
    let conversation = ConversationId::derive(unread.channel, unread.account, &name);
    let opened = journal_of::open(desk, conversation).await?;
    if opened.conversation.has(id)
        && opened.journal.may_acknowledge(&opened.loaded, sellerdesk_journal::EventId(id.bytes()))
    {
        return Ok(conversation);
    }
    for (part, bytes) in unread.body.chunks(BODY_PART_BYTES_MAX).enumerate() {
        desk.store.set(&part_key(conversation, part), bytes).await?;
    }
    let at = desk.clock.wall_ms();
    let policy = desk.rules.select(&Facts {
        channel: unread.channel.to_owned(),
        account: unread.account.to_owned(),
        category: Category::General,
        priority: Priority::High,
        language: None,
        risk_event: None,
    });
    let record = Record {
        id,
        recorded_at: at,
        what: What::Quarantined(Quarantined {
            source: Source { channel: unread.channel.to_owned(), account: unread.account.to_owned(), thread: name },
            at,
            problem: unread.problem.to_owned(),
            media_type: unread.media_type.chars().take(100).collect(),
            body_bytes: unread.body.len() as u64,
            body_parts: u32::try_from(unread.body.len().div_ceil(BODY_PART_BYTES_MAX)).unwrap_or(u32::MAX),
            policy,
        }),
    };
    opened.record(desk, &[record]).await?;
    Ok(conversation)
}

/// Where a part of the body is stored.
pub fn part_key(conversation: ConversationId, part: usize) -> String {
    format!("b1:{conversation}:{part}")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

//! Keeping an authentic delivery that its adapter could not read.

use crate::limits::{BODY_PART_BYTES_MAX, BODY_PARTS_MAX};
use crate::record::{Quarantined, Record, Source, What};
use crate::rules::{Category, Facts, Priority};
use crate::settings::read_settings;
use crate::{Desk, InboxError, Rules, journal_of};
use sellerdesk_canonical::limits::{ID_BYTES_MAX, LINE_BYTES_MAX};
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
    /// The sender's delivery id, where it could be read and is no longer than [`ID_BYTES_MAX`]; else the body's
    /// hash stands for it.
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
///
/// # Errors
/// The store's or the index's, and then the delivery is not acknowledged: keep it again.
pub async fn quarantine<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    unread: Unread<'_>,
) -> Result<ConversationId, InboxError> {
    let name = match unread.id {
        Some(id) if id.len() <= ID_BYTES_MAX => format!("unread:{id}"),
        _ => format!("unread:{}", hex(&Sha256::digest(unread.body))),
    };
    let id = EventId::delivered(unread.channel, unread.account, &name);
    let conversation = ConversationId::derive(unread.channel, unread.account, &name);
    let mut opened = journal_of::open(desk, conversation).await?;
    if opened.conversation.has(id)
        && opened.journal.may_acknowledge(&opened.loaded, sellerdesk_journal::EventId(id.bytes()))
    {
        opened.heal(desk, conversation).await?;
        return Ok(conversation);
    }
    let kept = unread.body.get(..BODY_PARTS_MAX * BODY_PART_BYTES_MAX).unwrap_or(unread.body);
    for (part, bytes) in kept.chunks(BODY_PART_BYTES_MAX).enumerate() {
        desk.store.set(&part_key(conversation, part), bytes).await?;
    }
    let at = desk.clock.wall_ms();
    let facts = Facts {
        channel: unread.channel.to_owned(),
        account: unread.account.to_owned(),
        category: Category::General,
        priority: Priority::High,
        language: None,
        risk_event: None,
        customer_tier: None,
        order_value: None,
    };
    let policy = desk.rules.select(&facts, read_settings(desk.store).await?.clocks().as_deref());
    let record = Record {
        id,
        recorded_at: at,
        what: What::Quarantined(Quarantined {
            source: Source { channel: unread.channel.to_owned(), account: unread.account.to_owned(), thread: name },
            at,
            problem: cut(unread.problem, LINE_BYTES_MAX),
            media_type: cut(unread.media_type, LINE_BYTES_MAX),
            body_bytes: unread.body.len() as u64,
            body_parts: u32::try_from(kept.len().div_ceil(BODY_PART_BYTES_MAX)).unwrap_or(u32::MAX),
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

fn cut(line: &str, bytes_max: usize) -> String {
    line.get(..line.floor_char_boundary(bytes_max)).unwrap_or_default().to_owned()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

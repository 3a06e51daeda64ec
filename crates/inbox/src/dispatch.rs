//! Sending what is queued: at most one caller of several sends an attempt, and each attempt has a result.

use crate::journal_of::{self, Opened};
use crate::limits::{
    AUTOMATIC_AGE_MS_MAX, REPLY_AGE_MS_MAX, REPLY_ATTEMPTS_MAX, REPLY_BACKOFF_MS_MAX, REPLY_BACKOFF_MS_MIN,
    REPLY_REASON_CHARS_MAX,
};
use crate::outbox::{Courier, OutboxItem, ReplyState, Sent};
use crate::record::{Claimed, Delivered, Origin, Queued, Record, Source, Tried, What};
use crate::{Desk, InboxError, Rules};
use sellerdesk_adapter::{Outcome, Reply};
use sellerdesk_canonical::{Author, ConversationId, Event, EventId, Happening, Instant, Message};
use sellerdesk_journal::{Clock, Store};

/// Sends the next reply of a conversation if it is due at `at`; answers it as it then stands, `None` where there was
/// nothing to do or somebody else is at it.
///
/// Claim, call, result: after a crash in between, the claim runs out and the next caller knows that something may
/// have been sent. The claim of several callers that counts is the first in the journal, and only if nothing before
/// it is still being written.
///
/// # Errors
/// The store's or the index's; what was sent is sent, and the claim says so.
pub async fn dispatch<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    courier: &impl Courier,
    conversation: ConversationId,
    at: Instant,
) -> Result<Option<OutboxItem>, InboxError> {
    let mut opened = journal_of::open(desk, conversation).await?;
    let Some(item) = opened.conversation.outbox.next().cloned() else { return Ok(None) };
    if opened.conversation.outbox.due_at().is_none_or(|due_at| due_at > at) {
        return Ok(None);
    }
    let Some((source, reply)) = queued(&opened, &item).await? else { return Ok(None) };
    let is_free = |attempt: &u32| !opened.conversation.has(claim_id(conversation, item.id, *attempt));
    let Some(attempt) = (item.attempts.saturating_add(1)..).find(is_free) else { return Ok(None) };
    let Some(item) = claim(desk, &mut opened, conversation, item.id, attempt, at).await? else {
        // Whoever has it puts its row; this one makes the sweep come again in case they died.
        opened.record(desk, &[]).await?;
        return Ok(None);
    };
    let sent = if is_over(&item, attempt, at) {
        Sent::Answered(Outcome::temporary(item.reason.clone().unwrap_or_else(|| "nobody could send it".to_owned())))
    } else {
        courier.send(&source.channel, &source.account, &reply, item.is_doubtful).await
    };
    let tried = judge(&item, attempt, &sent, at);
    if let Sent::Answered(Outcome::Delivered { message_id }) = sent {
        let policy = opened.conversation.policies.first().map(|step| step.policy.clone()).unwrap_or_default();
        let message = delivered(desk.clock.wall_ms(), source, reply, message_id, policy, at);
        // Before the result: once that stands, nobody comes to write the message.
        opened.append_own(desk, &[message]).await?;
    }
    let id = EventId::recorded(conversation, &format!("tried:{}:{attempt}", item.id));
    let record = Record { id, recorded_at: desk.clock.wall_ms(), what: What::Tried(tried) };
    opened.record(desk, &[record]).await?;
    Ok(opened.conversation.outbox.get(item.id).cloned())
}

/// Where it came from and the reply as it was queued: the outbox keeps only what it decides by.
pub async fn queued<S: Store, C: Clock>(
    opened: &Opened<'_, S, C>,
    item: &OutboxItem,
) -> Result<Option<(Source, Reply)>, InboxError> {
    let entries = opened.journal.read_range(&opened.loaded, item.sequence).await?;
    let entry = entries.into_iter().find(|(sequence, _)| *sequence == item.sequence);
    let record = entry.and_then(|(_, entry)| Record::decode(&entry.payload).ok());
    let reply = match record.map(|record| record.what) {
        Some(What::Queued(queued)) => {
            let Queued { reply, .. } = *queued;
            reply
        }
        _ => return Ok(None),
    };
    Ok(opened.conversation.source.clone().map(|source| (source, reply)))
}

fn claim_id(conversation: ConversationId, reply: EventId, attempt: u32) -> EventId {
    EventId::recorded(conversation, &format!("claim:{reply}:{attempt}"))
}

/// Claims the attempt; the reply as it then stands if the claim is ours.
async fn claim<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    opened: &mut Opened<'_, S, C>,
    conversation: ConversationId,
    reply: EventId,
    attempt: u32,
    at: Instant,
) -> Result<Option<OutboxItem>, InboxError> {
    if !opened.loaded.open_holes().is_empty() {
        opened.append_own(desk, &[]).await?;
        if !opened.loaded.open_holes().is_empty() {
            // The claim could not count, and nobody could tell it later from one of somebody who died sending.
            return Ok(None);
        }
    }
    let id = claim_id(conversation, reply, attempt);
    let recorded_at = desk.clock.wall_ms();
    // A caller may have been at work for a while since `at`.
    let what = What::Claimed(Claimed { reply, attempt, at: at.max(recorded_at) });
    let own = opened.append_own(desk, &[Record { id, recorded_at, what }]).await?;
    let nobody_before = opened.loaded.open_holes().first().is_none_or(|hole| *hole > own);
    let item = opened.conversation.outbox.get(reply).filter(|item| {
        item.state == ReplyState::Pending
            && item.attempts == attempt
            // After a stall, somebody else may be repeating it by now.
            && item.claim.is_some_and(|(sequence, until)| sequence == own && until > desk.clock.wall_ms())
    });
    Ok(item.filter(|_| nobody_before).cloned())
}

/// Whether it is too late to send it at all: its callers were away, or none of them came back.
fn is_over(item: &OutboxItem, attempt: u32, at: Instant) -> bool {
    attempt > REPLY_ATTEMPTS_MAX || at.saturating_sub(item.queued_at) > age_ms_max(item)
}

/// How long it is tried.
fn age_ms_max(item: &OutboxItem) -> i64 {
    if item.is_automatic { AUTOMATIC_AGE_MS_MAX } else { REPLY_AGE_MS_MAX }
}

/// What an answer makes of a reply.
fn judge(item: &OutboxItem, attempt: u32, sent: &Sent, at: Instant) -> Tried {
    let (state, reason, retry_after_s) = match sent {
        Sent::Answered(Outcome::Delivered { .. }) => (ReplyState::Delivered, None, None),
        Sent::Answered(Outcome::Permanent { reason }) => (ReplyState::Failed, Some(reason.clone()), None),
        Sent::Answered(Outcome::Unauthorized { reason }) => (ReplyState::Pending, Some(reason.clone()), None),
        Sent::Answered(Outcome::Temporary { reason, retry_after_s }) => {
            (ReplyState::Pending, Some(reason.clone()), *retry_after_s)
        }
        Sent::Unknown(reason) => (ReplyState::Uncertain, Some(reason.clone()), None),
    };
    let backoff_ms = backoff_ms(item.id, attempt).max(i64::from(retry_after_s.unwrap_or_default()) * 1_000);
    let retry_at = at.saturating_add(backoff_ms);
    let is_given_up = state == ReplyState::Pending
        && (attempt >= REPLY_ATTEMPTS_MAX || retry_at.saturating_sub(item.queued_at) > age_ms_max(item));
    let (state, reason) = if is_given_up {
        (ReplyState::Failed, Some(format!("given up after {attempt} attempts: {}", reason.unwrap_or_default())))
    } else {
        (state, reason)
    };
    let reason = reason.map(|reason| reason.chars().take(REPLY_REASON_CHARS_MAX).collect());
    // This attempt has failed, but one before it may have arrived.
    let state = if state == ReplyState::Failed && item.is_doubtful { ReplyState::Uncertain } else { state };
    Tried { reply: item.id, attempt, state, reason, at, retry_at }
}

/// Doubles from attempt to attempt, with a jitter of up to a half that the reply's id and the attempt decide: a
/// function of the log, and no two replies come back at the same instant.
fn backoff_ms(id: EventId, attempt: u32) -> i64 {
    let doubled = REPLY_BACKOFF_MS_MIN.saturating_mul(1_i64 << attempt.saturating_sub(1).min(20));
    let base = doubled.min(REPLY_BACKOFF_MS_MAX);
    let seed = id
        .bytes()
        .iter()
        .fold(u64::from(attempt), |seed, byte| seed.wrapping_mul(0x0100_0000_01B3).wrapping_add(u64::from(*byte)));
    base + i64::try_from(seed % u64::try_from(base / 2).unwrap_or(1).max(1)).unwrap_or_default()
}

/// Our message, under the id that its echo will have: the echo is then a duplicate.
fn delivered(
    recorded_at: Instant,
    source: Source,
    reply: Reply,
    message_id: Option<String>,
    policy: String,
    at: Instant,
) -> Record {
    let platform_id = message_id.unwrap_or_else(|| format!("reply:{}", reply.id));
    let author = if reply.is_automatic { Author::Automatic } else { Author::Seller };
    let message = Message {
        author,
        text: reply.text,
        subject: reply.subject,
        attachments: Vec::new(),
        language: None,
        machine: None,
        truncated: false,
    };
    let event = Event {
        id: platform_id,
        thread: reply.thread,
        at,
        buyer: reply.buyer,
        order_id: reply.order_id,
        product_id: reply.product_id,
        site: reply.site,
        happening: Happening::Message(message),
    };
    let id = EventId::delivered(&source.channel, &source.account, &event.id);
    let what = What::Delivered(Box::new(Delivered { source, event, judgement: None, policy, origin: Origin::Live }));
    Record { id, recorded_at, what }
}

//! Doing something to a conversation.

use crate::action::{Acted, Action, Merged};
use crate::append_corrections::append_corrections;
use crate::conversation::Conversation;
use crate::journal_of::{self, Opened};
use crate::limits::{MENTIONS_MAX, NAME_BYTES_MAX, NOTE_BYTES_MAX, SNOOZE_MS_MAX};
use crate::record::{Record, What};
use crate::row::{Row, facts, judged_message, standing};
use crate::rules::{Category, Facts, Priority};
use crate::settings::read_settings;
use crate::{Desk, InboxError, Rules};
use sellerdesk_canonical::{ConversationId, EventId, Instant};
use sellerdesk_journal::{Clock, Store};

/// What somebody wants done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Anything that needs nothing else; actions with a policy or a merge have their own deeds.
    Plain(Action),
    /// Judge the urgency.
    Prioritize(Priority),
    /// Correct what it is about.
    Categorize(Category),
    /// Let it go on in another conversation.
    MergeInto(ConversationId),
}

/// Does it once for each `key` (of the request), and answers the conversation's new row: [`act_all`] of one.
///
/// # Errors
/// As [`act_all`].
pub async fn act<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    conversation: ConversationId,
    deed: Deed,
    by: &str,
    key: Option<&str>,
) -> Result<Row, InboxError> {
    act_all(desk, conversation, vec![deed], by, key).await
}

/// Does several things in their order, all or none, once for each `key`.
///
/// # Errors
/// [`InboxError::NotFound`]; [`InboxError::Draft`] naming the field; the store's or the index's: do it again with the
/// same key.
pub async fn act_all<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    conversation: ConversationId,
    deeds: Vec<Deed>,
    by: &str,
    key: Option<&str>,
) -> Result<Row, InboxError> {
    let mut opened = journal_of::open(desk, conversation).await?;
    let row = row_of(desk, &opened)?;
    let begin = after_all(&opened.conversation, desk.clock.wall_ms());
    let mut records = Vec::with_capacity(deeds.len());
    let mut is_certain = true;
    let mut ids = Vec::with_capacity(deeds.len());
    // Of two in one millisecond the order of their ids would decide.
    for (at, (number, deed)) in (begin..).zip(deeds.into_iter().enumerate()) {
        let what = match key {
            Some(key) => format!("act:{key}:{number}"),
            None => format!("act:{at}:{by}:{deed:?}"),
        };
        let id = EventId::recorded(conversation, &what);
        ids.push(id);
        if opened.conversation.has(id) {
            is_certain &= opened.journal.may_acknowledge(&opened.loaded, sellerdesk_journal::EventId(id.bytes()));
            continue;
        }
        let action = action(desk, &opened.conversation, &row, deed, at, by).await?;
        check(&opened.conversation, &action, at)?;
        let what = What::Acted(Box::new(Acted { at, by: by.to_owned(), action }));
        records.push(Record { id, recorded_at: desk.clock.wall_ms(), what });
    }
    if !records.is_empty() {
        opened.record(desk, &records).await?;
    } else if is_certain {
        opened.heal(desk, conversation).await?;
    }
    append_corrections(desk, &opened.conversation, &ids).await?;
    row_of(desk, &opened)
}

/// The action that a deed amounts to.
async fn action<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    conversation: &Conversation,
    row: &Row,
    deed: Deed,
    at: Instant,
    by: &str,
) -> Result<Action, InboxError> {
    Ok(match deed {
        Deed::Plain(action) => action,
        Deed::Prioritize(priority) => {
            let policy = policy(desk, &Facts { priority, ..facts(conversation, row) }).await?;
            Action::Prioritized { priority, policy }
        }
        Deed::Categorize(category) => {
            let policy = policy(desk, &Facts { category, ..facts(conversation, row) }).await?;
            let item = judged_message(conversation).map(|item| item.id);
            Action::Categorized { category, was: row.category, policy, item }
        }
        Deed::MergeInto(target) => merge(desk, row, target, at, by).await?,
    })
}

pub(crate) fn row_of<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    opened: &Opened<'_, S, C>,
) -> Result<Row, InboxError> {
    let standing = standing(&opened.conversation, desk.rules);
    let complete = opened.loaded.open_holes().is_empty();
    Row::standing_so(&opened.conversation, opened.loaded.head, complete, &standing).ok_or(InboxError::NotFound)
}

/// Deeds of one millisecond keep their order.
pub(crate) fn after_all(conversation: &Conversation, now: Instant) -> Instant {
    conversation.acts.latest_at().map_or(now, |latest| now.max(latest.saturating_add(1)))
}

async fn policy<S: Store, C: Clock, R: Rules>(desk: Desk<'_, S, C, R>, facts: &Facts) -> Result<String, InboxError> {
    let settings = read_settings(desk.store).await?;
    Ok(desk.rules.select(facts, settings.clocks().as_deref()))
}

/// Tells the target first: after a crash in between, doing it again tells it nothing new.
async fn merge<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    row: &Row,
    target: ConversationId,
    at: Instant,
    by: &str,
) -> Result<Action, InboxError> {
    if target == row.conversation {
        return Err(InboxError::draft("into", "must be another conversation"));
    }
    let unknown = || InboxError::draft("into", "must be a conversation there is");
    let opened = journal_of::open(desk, target).await;
    let mut opened = opened.map_err(|error| if error == InboxError::NotFound { unknown() } else { error })?;
    let other = row_of(desk, &opened).map_err(|_| unknown())?;
    if other.merged_into.is_some() {
        return Err(InboxError::draft("into", "was merged into another conversation itself"));
    }
    let id = EventId::recorded(target, &format!("merged:{}:{}", row.conversation, row.version));
    if !opened.conversation.has(id) {
        let merged = Merged {
            conversation: row.conversation,
            waiting_since: row.waiting_since,
            category: row.category,
            priority: row.priority,
            excerpt: row.excerpt.clone(),
        };
        let at = after_all(&opened.conversation, at);
        let what = What::Acted(Box::new(Acted { at, by: by.to_owned(), action: Action::MergedFrom(merged) }));
        opened.record(desk, &[Record { id, recorded_at: desk.clock.wall_ms(), what }]).await?;
    }
    Ok(Action::MergedInto { conversation: target })
}

fn check(conversation: &Conversation, action: &Action, at: Instant) -> Result<(), InboxError> {
    let name = |field: &'static str, name: &str| {
        if name.is_empty() || name.len() > NAME_BYTES_MAX || name.chars().any(char::is_control) {
            let problem = format!("must be 1 to {NAME_BYTES_MAX} bytes without control characters");
            return Err(InboxError::draft(field, problem));
        }
        Ok(())
    };
    match action {
        Action::Assigned { to: Some(to) } => name("assignee", to),
        Action::Assigned { to: None } | Action::Valued { .. } => Ok(()),
        Action::Erased { reason } => name("reason", reason),
        Action::Tagged { tag, .. } => name("tag", tag),
        Action::Noted { text, .. } if text.trim().is_empty() || text.len() > NOTE_BYTES_MAX => {
            Err(InboxError::draft("text", format!("must be 1 to {NOTE_BYTES_MAX} bytes")))
        }
        Action::Noted { mentions, .. } if mentions.len() > MENTIONS_MAX => {
            Err(InboxError::draft("mentions", format!("must be at most {MENTIONS_MAX}")))
        }
        Action::Noted { mentions, .. } => mentions.iter().try_for_each(|mention| name("mentions", mention)),
        Action::Snoozed { until } if *until <= at || until.saturating_sub(at) > SNOOZE_MS_MAX => {
            Err(InboxError::draft("until", "must be an instant within the next 366 days"))
        }
        _ if conversation.acts.is_full() => {
            Err(InboxError::draft("status", "was changed too often: open a new conversation for it"))
        }
        _ => Ok(()),
    }
}

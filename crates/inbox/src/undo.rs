//! Taking back what one did a moment ago: it counts as never done, and the journal keeps both.

use crate::act::{after_all, row_of};
use crate::action::{Acted, Action, Earlier};
use crate::item::is_merged;
use crate::journal_of::{self, Opened};
use crate::limits::{RECORDS_PAGE_MAX, TAGS_MAX, UNDO_MS_MAX};
use crate::record::{Record, What};
use crate::row::Row;
use crate::{Desk, InboxError, Rules};
use sellerdesk_canonical::{ConversationId, EventId, Instant};
use sellerdesk_journal::{Clock, Store};

/// Takes back what `by` did to a conversation under the idempotency key `key`, at most [`UNDO_MS_MAX`] ago. Doing it twice
/// changes nothing.
///
/// # Errors
/// [`InboxError::NotFound`]; [`InboxError::Draft`] where there is no such act of theirs, it can't be taken back, or is too
/// long ago; [`InboxError::Conflict`] if somebody did something of the kind since; the store's or the index's.
pub async fn undo<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    conversation: ConversationId,
    key: &str,
    by: &str,
) -> Result<Row, InboxError> {
    let mut opened = journal_of::open(desk, conversation).await?;
    if opened.conversation.is_empty() {
        return Err(InboxError::NotFound);
    }
    let history = read_acts(&opened).await?;
    let ids = (0..TAGS_MAX).map(|number| EventId::recorded(conversation, &format!("act:{key}:{number}")));
    let done: Vec<EventId> = ids.take_while(|id| opened.conversation.has(*id)).collect();
    if done.is_empty() {
        return Err(InboxError::draft("key", "must be that of something that was done to the conversation"));
    }
    let now = desk.clock.wall_ms();
    let mut records = Vec::new();
    for (place, of) in done.into_iter().enumerate() {
        let id = EventId::recorded(conversation, &format!("undone:{of}"));
        if opened.conversation.has(id) {
            continue;
        }
        // A note that went along was read.
        let is_note = |(other, _, acted): &(EventId, Instant, Acted)| {
            *other == of && place > 0 && matches!(acted.action, Action::Noted { .. })
        };
        if history.acts.iter().any(is_note) {
            continue;
        }
        let action = undone(&opened, &history, of, by, now)?;
        part_again(desk, conversation, &history, of, by).await?;
        let at = after_all(&opened.conversation, now).saturating_add(i64::try_from(place).unwrap_or_default());
        let what = What::Acted(Box::new(Acted { at, by: by.to_owned(), action }));
        records.push(Record { id, recorded_at: now, what });
    }
    if records.is_empty() {
        opened.heal(desk, conversation).await?;
    } else {
        opened.record(desk, &records).await?;
    }
    row_of(desk, &opened)
}

/// Takes a merge back where the conversation went on, first: after a crash in between, doing it again finds nothing there.
async fn part_again<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    conversation: ConversationId,
    history: &History,
    of: EventId,
    by: &str,
) -> Result<(), InboxError> {
    let merged = history.acts.iter().find_map(|(id, _, acted)| match &acted.action {
        Action::MergedInto { conversation } if *id == of => Some(*conversation),
        _ => None,
    });
    let Some(target) = merged else { return Ok(()) };
    let mut opened = journal_of::open(desk, target).await?;
    let items = opened.conversation.items.iter().rev();
    let Some(of) = items.filter(|item| is_merged(item, conversation)).map(|item| item.id).next() else {
        return opened.heal(desk, target).await;
    };
    let now = desk.clock.wall_ms();
    let acted = Acted {
        at: after_all(&opened.conversation, now),
        by: by.to_owned(),
        action: Action::Undone { of, earlier: None },
    };
    let id = EventId::recorded(target, &format!("undone:{of}"));
    opened.record(desk, &[Record { id, recorded_at: now, what: What::Acted(Box::new(acted)) }]).await
}

/// What people did lately, in the order it was stored; and whether that is all there ever was.
struct History {
    acts: Vec<(EventId, Instant, Acted)>,
    is_whole: bool,
}

async fn read_acts<S: Store, C: Clock>(opened: &Opened<'_, S, C>) -> Result<History, InboxError> {
    let first = opened.loaded.head.saturating_sub(RECORDS_PAGE_MAX as u64).saturating_add(1);
    let entries = opened.journal.read_range(&opened.loaded, first).await?;
    let records = entries.into_iter().filter_map(|(_, entry)| Record::decode(&entry.payload).ok());
    let acts = records.filter_map(|record| match record.what {
        What::Acted(acted) => Some((record.id, record.recorded_at, *acted)),
        _ => None,
    });
    Ok(History { acts: acts.collect(), is_whole: first <= 1 })
}

/// The action that takes `of` back.
fn undone<S: Store, C: Clock>(
    opened: &Opened<'_, S, C>,
    history: &History,
    of: EventId,
    by: &str,
    now: Instant,
) -> Result<Action, InboxError> {
    let found = history.acts.iter().find(|(id, _, acted)| *id == of && acted.by == by);
    let (_, recorded_at, acted) = found.ok_or_else(too_late)?;
    if now.saturating_sub(*recorded_at) > UNDO_MS_MAX {
        return Err(too_late());
    }
    let Some(kind) = kind(&acted.action) else {
        return Err(InboxError::draft("key", "is of something that can't be taken back"));
    };
    if !opened.conversation.acts.holds(of, &acted.action) {
        return Err(InboxError::Conflict { version: opened.loaded.head });
    }
    let taken_back: Vec<EventId> = history.acts.iter().filter_map(|(_, _, acted)| taken_back(&acted.action)).collect();
    let is_earlier = |(id, _, other): &&(EventId, Instant, Acted)| {
        *id != of && !taken_back.contains(id) && self::kind(&other.action) == Some(kind)
    };
    let earlier = history.acts.iter().filter(is_earlier).max_by_key(|(id, _, other)| (other.at, *id));
    // What was there before may stand further back than was read.
    if earlier.is_none() && !history.is_whole && kind != Kind::Status {
        return Err(too_late());
    }
    let earlier = earlier.filter(|_| kind != Kind::Status);
    let earlier =
        earlier.map(|(id, _, other)| Earlier { id: *id, at: other.at, action: Box::new(other.action.clone()) });
    Ok(Action::Undone { of, earlier })
}

/// What stands in the way of each other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind<'a> {
    Status,
    Assignee,
    Priority,
    Category,
    Vip,
    Tag(&'a str),
}

/// `None`: can't be taken back. A note was read.
fn kind(action: &Action) -> Option<Kind<'_>> {
    Some(match action {
        Action::Opened
        | Action::Pending
        | Action::Snoozed { .. }
        | Action::NoReplyNeeded
        | Action::Resolved
        | Action::Closed
        | Action::Spam
        | Action::MergedInto { .. } => Kind::Status,
        Action::Assigned { .. } => Kind::Assignee,
        Action::Tagged { tag, .. } => Kind::Tag(tag),
        Action::Prioritized { .. } => Kind::Priority,
        Action::Categorized { .. } => Kind::Category,
        Action::Valued { .. } => Kind::Vip,
        _ => return None,
    })
}

fn taken_back(action: &Action) -> Option<EventId> {
    match action {
        Action::Undone { of, .. } => Some(*of),
        _ => None,
    }
}

fn too_late() -> InboxError {
    InboxError::draft("key", format!("must be of one's own act of the last {} minutes", UNDO_MS_MAX / 60_000))
}

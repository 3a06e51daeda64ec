//! Letting messages of a thread go on in a conversation of their own: with its own deadline, assignee and status.
//!
//! The marketplace knows one thread: what it delivers goes on coming in where the thread began, and replies from both go
//! there. Deadlines stay what they were: the messages keep the platform's time.

use crate::act::{after_all, row_of};
use crate::action::{Acted, Action};
use crate::item::{ItemKind, delivered_item};
use crate::journal_of::{self, Opened};
use crate::limits::SPLIT_ITEMS_MAX;
use crate::record::{Origin, PART_MARK, Record, Source, What};
use crate::row::{Row, facts};
use crate::settings::read_settings;
use crate::{Desk, InboxError, Rules};
use sellerdesk_canonical::{ConversationId, EventId, Instant};
use sellerdesk_journal::{Clock, Store};
use std::collections::BTreeSet;

/// Who splits what off.
#[derive(Clone, Copy, Debug)]
pub struct Split<'a> {
    /// The messages' events.
    pub items: &'a [EventId],
    /// Who does it.
    pub by: &'a str,
}

/// Lets messages go on in a new conversation and answers its row. Doing it again changes nothing.
///
/// The new one is written first: after a crash in between, doing it again finds the messages in both and goes on.
///
/// # Errors
/// [`InboxError::NotFound`]; [`InboxError::Draft`] where they aren't messages of the conversation, or none would stay;
/// the store's or the index's: do it again then.
pub async fn split<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    conversation: ConversationId,
    ask: Split<'_>,
) -> Result<Row, InboxError> {
    if ask.items.is_empty() || ask.items.len() > SPLIT_ITEMS_MAX {
        return Err(InboxError::draft("items", format!("must be 1 to {SPLIT_ITEMS_MAX} messages")));
    }
    let mut opened = journal_of::open(desk, conversation).await?;
    let source = opened.conversation.source.clone().ok_or(InboxError::NotFound)?;
    if source.is_erased() {
        return Err(InboxError::draft("items", "are of a buyer who was forgotten"));
    }
    let source = part_of(&source, ask.items);
    let target = source.conversation();
    let is_done = ask.items.iter().all(|id| opened.conversation.has(*id))
        && opened.conversation.items.iter().all(|item| !ask.items.contains(&item.id));
    let mut part = journal_of::open(desk, target).await?;
    if is_done && !part.conversation.is_empty() {
        opened.heal(desk, conversation).await?;
        part.heal(desk, target).await?;
        return row_of(desk, &part);
    }
    check(&opened, ask.items)?;
    let at = after_all(&opened.conversation, desk.clock.wall_ms());
    let moved = moved(&opened, ask.items, conversation, &source).await?;
    begin(desk, &opened, &mut part, moved, ask.by, at).await?;
    let action = split_off(desk, &opened, ask.items, target).await?;
    let what = What::Acted(Box::new(Acted { at, by: ask.by.to_owned(), action }));
    let id = EventId::recorded(conversation, &format!("split:{target}"));
    opened.record(desk, &[Record { id, recorded_at: desk.clock.wall_ms(), what }]).await?;
    row_of(desk, &part)
}

/// Where the messages go on: the same place for the same messages, another one for others.
fn part_of(source: &Source, items: &[EventId]) -> Source {
    let ids: BTreeSet<String> = items.iter().map(ToString::to_string).collect();
    let ids = ids.into_iter().collect::<Vec<_>>().join(".");
    let name = EventId::recorded(source.conversation(), &ids);
    Source { thread: format!("{}{PART_MARK}split:{name}", source.thread), ..source.clone() }
}

fn check<S: Store, C: Clock>(opened: &Opened<'_, S, C>, items: &[EventId]) -> Result<(), InboxError> {
    let conversation = &opened.conversation;
    let mut messages = conversation.items.iter().filter(|item| matches!(item.kind, ItemKind::Message(_)));
    if !items.iter().all(|id| messages.clone().any(|item| item.id == *id)) {
        return Err(InboxError::draft("items", "must be messages of the conversation"));
    }
    if messages.all(|item| items.contains(&item.id)) {
        return Err(InboxError::draft("items", "must leave a message where it is"));
    }
    if conversation.acts.is_full() {
        return Err(InboxError::draft("items", "can't be split off: the conversation was changed too often"));
    }
    Ok(())
}

/// The messages as records of the conversation that they go on in.
async fn moved<S: Store, C: Clock>(
    opened: &Opened<'_, S, C>,
    items: &[EventId],
    from: ConversationId,
    to: &Source,
) -> Result<Vec<Record>, InboxError> {
    let mut records = read_items(opened, |id| items.contains(&id)).await?;
    let id = to.conversation();
    for record in &mut records {
        record.id = EventId::recorded(id, &format!("split:{}", record.id));
        if let What::Delivered(delivered) = &mut record.what {
            delivered.source = to.clone();
            delivered.origin = Origin::Split(from);
        }
    }
    Ok(records)
}

/// Records of items, each once, in the order they were stored.
async fn read_items<S: Store, C: Clock>(
    opened: &Opened<'_, S, C>,
    is_wanted: impl Fn(EventId) -> bool,
) -> Result<Vec<Record>, InboxError> {
    let wanted = opened.conversation.items.iter().filter(|item| is_wanted(item.id));
    let sequences: Vec<u64> = wanted.map(|item| item.sequence).collect();
    let Some(first) = sequences.iter().min() else { return Ok(Vec::new()) };
    let entries = opened.journal.read_range(&opened.loaded, *first).await?;
    let entries = entries.into_iter().filter(|(sequence, _)| sequences.contains(sequence));
    let decoded = entries.filter_map(|(sequence, entry)| {
        Some(opened.conversation.visible(sequence, Record::decode(&entry.payload).ok()?))
    });
    Ok(decoded.collect())
}

/// Writes the new conversation; whoever has the old one has it too.
async fn begin<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    from: &Opened<'_, S, C>,
    part: &mut Opened<'_, S, C>,
    mut records: Vec<Record>,
    by: &str,
    at: Instant,
) -> Result<(), InboxError> {
    let Some(What::Delivered(first)) = records.first().map(|record| &record.what) else {
        return Err(InboxError::draft("items", "can't be read any more"));
    };
    let id = first.source.conversation();
    if let Some(assignee) = from.conversation.acts.assignee.as_ref().and_then(|assignee| assignee.value.clone()) {
        let action = Action::Assigned { to: Some(assignee) };
        let what = What::Acted(Box::new(Acted { at, by: by.to_owned(), action }));
        records.push(Record { id: EventId::recorded(id, "split:assignee"), recorded_at: desk.clock.wall_ms(), what });
    }
    records.retain(|record| !part.conversation.has(record.id));
    part.record(desk, &records).await
}

/// What the old conversation learns: what is gone, and what it stands for without.
async fn split_off<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    opened: &Opened<'_, S, C>,
    items: &[EventId],
    target: ConversationId,
) -> Result<Action, InboxError> {
    let mut rest = opened.conversation.clone();
    rest.items.retain(|item| !items.contains(&item.id));
    let newest = rest.items.last().map(|item| item.id);
    let row = Row::of(&rest, opened.loaded.head, true, desk.rules).ok_or(InboxError::NotFound)?;
    let settings = read_settings(desk.store).await?;
    let policy = desk.rules.select(&facts(&rest, &row), settings.clocks().as_deref());
    let newest = read_items(opened, |id| Some(id) == newest).await?;
    let excerpt = newest.iter().find_map(|record| match &record.what {
        What::Delivered(delivered) => Some(delivered_item(record, 0, delivered).excerpt),
        _ => None,
    });
    let excerpt = excerpt.unwrap_or_default();
    Ok(Action::SplitOff { conversation: target, items: items.to_vec(), excerpt, policy })
}

//! Taking in one event: after `Ok` it is in its conversation's journal and in the inbox, for good.

use crate::conversation::Conversation;
use crate::customers::{Known, VipRule, known_customer};
use crate::item::{amount_of, total_of};
use crate::journal_of::{self, Opened};
use crate::limits::CONTINUATIONS_MAX;
use crate::record::{Delivered, Origin, PART_MARK, Record, Source, What};
use crate::rules::{Amount, Category, Facts, Judgement, MessageInput, Priority, risk_category, risk_priority};
use crate::settings::{Settings, read_settings};
use crate::team_rules::{apply_to_event, team_rules};
use crate::{Desk, InboxError, Rules};
use futures_util::future::join3;
use sellerdesk_canonical::{Author, ConversationId, CustomerId, Event, EventId, Happening};
use sellerdesk_journal::{Clock, Store};

/// What became of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// Where it went.
    pub conversation: ConversationId,
    /// Whether it had not been there before.
    pub is_new: bool,
}

/// Takes in one event of an authenticated delivery: [`accept_all`] of one.
///
/// # Errors
/// As [`accept_all`].
pub async fn accept<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    channel: &str,
    account: &str,
    event: Event,
) -> Result<Accepted, InboxError> {
    let conversation = ConversationId::derive(channel, account, &event.thread);
    let accepted = accept_all(desk, channel, account, vec![event]).await?;
    Ok(accepted.first().copied().unwrap_or(Accepted { conversation, is_new: false }))
}

/// Takes in the events of an authenticated delivery, in their order on each thread.
///
/// Four writes and three sequential reads for each thread (an entry's write more for each further event); a
/// redelivery costs reads. Judged before anything is stored, so that a crash leaves whole records only. The events
/// of a thread are appended together: a store with stale reads would else hide the first from the second's row.
///
/// # Errors
/// The store's or the index's, and then the delivery is not acknowledged: take it in again.
/// [`InboxError::ThreadFull`]; [`InboxError::Unencodable`].
pub async fn accept_all<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    channel: &str,
    account: &str,
    events: Vec<Event>,
) -> Result<Vec<Accepted>, InboxError> {
    let mut accepted = Vec::with_capacity(events.len());
    let mut rest = events;
    let mut settings = None;
    while let Some(first) = rest.first() {
        let thread = first.thread.clone();
        let (of_thread, others): (Vec<_>, Vec<_>) = rest.into_iter().partition(|event| event.thread == thread);
        rest = others;
        let source = Source { channel: channel.to_owned(), account: account.to_owned(), thread };
        accepted.extend(take_in(desk, source, of_thread, Origin::Live, &mut settings).await?);
    }
    Ok(accepted)
}

/// Takes in events of one thread, in their order; `settings` are read once and kept for the next.
pub(crate) async fn take_in<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    source: Source,
    events: Vec<Event>,
    origin: Origin,
    settings: &mut Option<Settings>,
) -> Result<Vec<Accepted>, InboxError> {
    let mut accepted = Vec::with_capacity(events.len());
    let mut of_thread = events.into_iter();
    while let Some(event) = of_thread.next() {
        let first = identified(&source, event);
        let opening = open_thread(desk, source.clone(), first.0);
        let buyer = first.1.buyer.as_ref().map(|buyer| CustomerId::derive(&source.channel, &source.account, &buyer.id));
        let knowing = async {
            match buyer {
                Some(buyer) => known_customer(desk.store, buyer).await,
                None => Ok(Known::default()),
            }
        };
        let setting = async {
            match settings.take() {
                Some(known) => Ok(known),
                None => read_settings(desk.store).await,
            }
        };
        // Beside the first read, so that it costs no time.
        let (opened, known, read) = join3(opening, knowing, setting).await;
        let ((opened, part), customer, read) = (opened?, known?, read?);
        // Beyond the room, and where an older part of the thread may hold it, each event finds its own part.
        let room = if part.thread == source.thread { opened.conversation.room() } else { 1 };
        let mut batch = vec![first];
        while batch.len() < room
            && let Some(event) = of_thread.next()
        {
            batch.push(identified(&source, event));
        }
        let set = Set::of(&read, &customer, origin);
        *settings = Some(read);
        accepted.extend(record(desk, opened, part, batch, &set).await?);
    }
    Ok(accepted)
}

/// What operators set, as an event is judged by it.
struct Set {
    clocks: Option<String>,
    rules: Option<sellerdesk_classify::overrides::Rules>,
    /// Why the customer is one of the best.
    vip: Option<&'static str>,
    /// How the event came.
    origin: Origin,
}

impl Set {
    fn of(settings: &Settings, customer: &Known, origin: Origin) -> Self {
        let team = team_rules(settings);
        let default = VipRule::default();
        let vip = team.as_ref().map_or(&default, |team| &team.vip).reason(customer);
        Self { clocks: settings.clocks(), rules: team.map(|team| team.rules), vip, origin }
    }
}

fn identified(source: &Source, event: Event) -> (EventId, Event) {
    (EventId::delivered(&source.channel, &source.account, &event.id), event)
}

/// Records those events of one conversation that are not known for certain.
async fn record<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    mut opened: Opened<'_, S, C>,
    source: Source,
    events: Vec<(EventId, Event)>,
    set: &Set,
) -> Result<Vec<Accepted>, InboxError> {
    let conversation = ConversationId::derive(&source.channel, &source.account, &source.thread);
    let mut accepted = Vec::with_capacity(events.len());
    let mut records: Vec<Record> = Vec::new();
    let order_value = order_value(&opened.conversation, &events);
    for (id, event) in events {
        let is_known = opened.conversation.has(id);
        accepted.push(Accepted { conversation, is_new: !is_known });
        let is_certain = is_known
            && (opened.conversation.is_erased(id)
                || opened.journal.may_acknowledge(&opened.loaded, sellerdesk_journal::EventId(id.bytes())));
        if !is_certain && records.iter().all(|record| record.id != id) {
            records.push(record_of(desk, &source, id, event, set, order_value.clone()));
        }
    }
    if records.is_empty() {
        opened.heal(desk, conversation).await?;
    } else {
        opened.record(desk, &records).await?;
    }
    Ok(accepted)
}

fn record_of<S: Store, C: Clock, R: Rules>(
    desk: Desk<'_, S, C, R>,
    source: &Source,
    id: EventId,
    event: Event,
    set: &Set,
    order_value: Option<Amount>,
) -> Record {
    let origin = set.origin;
    if origin == Origin::Export {
        // Nothing is decided by it: neither what it is about nor a deadline.
        let delivered = Delivered { source: source.clone(), event, judgement: None, policy: String::new(), origin };
        return Record { id, recorded_at: desk.clock.wall_ms(), what: What::Delivered(Box::new(delivered)) };
    }
    let mut judgement = judge(desk.rules, &source.channel, &event);
    if let (Some(judgement), Some(rules)) = (&mut judgement, &set.rules) {
        apply_to_event(rules, &source.channel, &source.account, &event, judgement);
    }
    if let (Some(judgement), Some(reason)) = (&mut judgement, set.vip) {
        judgement.vip = true;
        judgement.rules.push(reason.to_owned());
    }
    let is_vip = set.vip.is_some() || judgement.as_ref().is_some_and(|judgement| judgement.vip);
    let order_value = amount_of(&event.happening).or(order_value);
    let facts = Facts { order_value, ..facts(source, &event, judgement.as_ref(), is_vip) };
    let policy = desk.rules.select(&facts, set.clocks.as_deref());
    let delivered = Delivered { source: source.clone(), event, judgement, policy, origin };
    Record { id, recorded_at: desk.clock.wall_ms(), what: What::Delivered(Box::new(delivered)) }
}

/// The conversation of a thread that has the event or has room for it.
async fn open_thread<'a, S: Store, C: Clock, R: Rules>(
    desk: Desk<'a, S, C, R>,
    source: Source,
    event: EventId,
) -> Result<(Opened<'a, S, C>, Source), InboxError> {
    for part in 0..CONTINUATIONS_MAX {
        let mut source = source.clone();
        if part > 0 {
            source.thread.push_str(&format!("{PART_MARK}{part}"));
        }
        let id = ConversationId::derive(&source.channel, &source.account, &source.thread);
        let opened = journal_of::open(desk, id).await?;
        if opened.conversation.has(event) || !opened.conversation.is_full() {
            return Ok((opened, source));
        }
    }
    Err(InboxError::ThreadFull)
}

fn judge(rules: &impl Rules, channel: &str, event: &Event) -> Option<Judgement> {
    match &event.happening {
        Happening::Message(message) if message.author == Author::Buyer => Some(rules.judge(MessageInput {
            text: &message.text,
            subject: message.subject.as_deref(),
            channel,
            has_order: event.order_id.as_ref().map(|_| true),
        })),
        _ => None,
    }
}

/// The order's newest total by the platform's time, what is about to be recorded included: the buyer's note at the
/// checkout comes with it.
fn order_value(conversation: &Conversation, events: &[(EventId, Event)]) -> Option<Amount> {
    let known = conversation.valued().and_then(|item| Some((item.at, item.id, item.amount.clone()?)));
    let new = events.iter().filter_map(|(id, event)| Some((event.at, *id, total_of(&event.happening)?)));
    new.chain(known).max().map(|(.., amount)| amount)
}

/// All but what the order is worth.
fn facts(source: &Source, event: &Event, judgement: Option<&Judgement>, is_vip: bool) -> Facts {
    let (category, priority, risk_event) = match (&event.happening, judgement) {
        (Happening::Risk(risk), _) => (risk_category(risk.kind), risk_priority(risk.kind), Some(risk.kind)),
        (_, Some(judgement)) => (judgement.category, judgement.priority, None),
        _ => (Category::General, Priority::Normal, None),
    };
    Facts {
        channel: source.channel.clone(),
        account: source.account.clone(),
        category,
        priority,
        language: judgement.map(|judgement| judgement.language.clone()),
        risk_event,
        customer_tier: is_vip.then(|| "vip".to_owned()),
        order_value: None,
    }
}

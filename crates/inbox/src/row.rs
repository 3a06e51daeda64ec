//! A conversation as one line of the inbox.

use crate::conversation::{Conversation, Item, ItemKind, Named, asks_for_answer};
use crate::rules::{Category, Moment, MomentKind, Priority, Risk, Rules, Standing, risk_name};
use sellerdesk_canonical::{Author, ConversationId, EventId, Instant, RiskState};
use serde::{Deserialize, Serialize};

/// Whether somebody has to do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The shop has to act.
    Open,
    /// The buyer has the word.
    Pending,
    /// Nothing is owed: only changes of orders, thanks, or ended claims.
    Closed,
}

/// One line of the inbox.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Which conversation.
    pub conversation: ConversationId,
    /// Entries of its journal that the line was made from: of two lines the higher number is newer.
    pub version: u64,
    /// Whether all of those were readable; if not, the next sweep looks again.
    pub complete: bool,
    /// Channel name.
    pub channel: String,
    /// Account name.
    pub account: String,
    /// Whether somebody has to act.
    pub status: Status,
    /// Of the most urgent thing still open.
    pub category: Category,
    /// Other categories of what is open.
    pub also: Vec<Category>,
    /// Of the most urgent thing still open.
    pub priority: Priority,
    /// Risk flags of what is open.
    pub risk: Vec<Risk>,
    /// Open risk events by name.
    pub risk_events: Vec<String>,
    /// An unread delivery is in it.
    pub quarantined: bool,
    /// Language of the newest message of the buyer.
    pub language: Option<String>,
    /// The buyer's name.
    pub buyer_name: Option<String>,
    /// The first order named.
    pub order_id: Option<String>,
    /// Subject of the earliest message.
    pub subject: Option<String>,
    /// First words of the newest item.
    pub excerpt: String,
    /// Messages and events.
    pub items: u32,
    /// Platform time of the first item.
    pub opened_at: Instant,
    /// Platform time of the newest item.
    pub updated_at: Instant,
    /// The oldest thing that waits for an answer.
    pub waiting_since: Option<Instant>,
    /// The marketplace's nearest deadline.
    pub marketplace_deadline: Option<Instant>,
    /// The company's nearest deadline.
    pub company_deadline: Option<Instant>,
    /// The first deadline missed, as recorded by a sweep.
    pub breached_at: Option<Instant>,
    /// When the sweep has something to record or to send.
    pub next_point_at: Option<Instant>,
}

impl Row {
    /// The line of a conversation whose journal was read up to entry `version`; `None` while it is empty.
    pub fn of(conversation: &Conversation, version: u64, complete: bool, rules: &impl Rules) -> Option<Self> {
        Self::standing_so(conversation, version, complete, &standing(conversation, rules))
    }

    /// As [`of`](Self::of), where it is known how the clocks stand.
    pub fn standing_so(conversation: &Conversation, version: u64, complete: bool, standing: &Standing) -> Option<Self> {
        let source = conversation.source.as_ref()?;
        let open = open_items(conversation);
        let newest = conversation.items.last();
        let newest_message = conversation.items.iter().rev().find(|item| item.kind == ItemKind::Message(Author::Buyer));
        // Of what is equally urgent, a claim or its threat comes before everything else.
        let urgency = |item: &&Item| (item.priority, item.category != Some(Category::DisputeThreat), item.at);
        let lead = open.iter().copied().min_by_key(urgency).or(newest_message).or(newest);
        let category = lead.and_then(|item| item.category).unwrap_or(Category::General);
        let id = conversation.id()?;
        let next_point = standing.points.iter().filter(|point| !conversation.has(EventId::recorded(id, &point.id)));
        Some(Self {
            conversation: id,
            version,
            complete,
            channel: source.channel.clone(),
            account: source.account.clone(),
            status: status(conversation, &open),
            category,
            also: also(&open, category),
            priority: lead.map_or(Priority::Low, |item| item.priority),
            risk: unique(open.iter().flat_map(|item| item.risk.iter().copied())),
            risk_events: unique(open.iter().filter_map(|item| match item.kind {
                ItemKind::Risk(kind, _) => Some(risk_name(kind).to_owned()),
                _ => None,
            })),
            quarantined: conversation.items.iter().any(|item| item.kind == ItemKind::Quarantined),
            language: newest_message.and_then(|item| item.language.clone()),
            buyer_name: first(&conversation.buyer_names),
            order_id: first(&conversation.order_ids),
            subject: first(&conversation.subjects),
            excerpt: newest.map(|item| item.excerpt.clone()).unwrap_or_default(),
            items: u32::try_from(conversation.items.len()).unwrap_or(u32::MAX),
            opened_at: conversation.items.first().map_or(0, |item| item.at),
            updated_at: newest.map_or(0, |item| item.at),
            waiting_since: open.iter().map(|item| item.at).min(),
            marketplace_deadline: standing.marketplace_deadline,
            company_deadline: standing.company_deadline,
            breached_at: conversation.breached_at,
            next_point_at: next_point.map(|point| point.due_at).chain(conversation.outbox.due_at()).min(),
        })
    }

    /// Whether the inbox shows it without being asked for closed ones.
    pub fn is_listed(&self) -> bool {
        self.status != Status::Closed
    }

    /// The nearer of the two deadlines.
    pub fn nearest_deadline(&self) -> Option<Instant> {
        [self.marketplace_deadline, self.company_deadline].into_iter().flatten().min()
    }

    /// Claims, disputes and dangers stand before everything else.
    pub fn is_at_risk(&self) -> bool {
        self.status == Status::Open && (!self.risk.is_empty() || self.category == Category::DisputeThreat)
    }
}

/// Where the clocks of a conversation stand. Nothing more is owed in one that is closed.
pub fn standing(conversation: &Conversation, rules: &impl Rules) -> Standing {
    let (Some(opening), Some(last)) = (conversation.policies.first(), conversation.items.last()) else {
        return Standing::default();
    };
    let mut moments = conversation.moments();
    if status(conversation, &open_items(conversation)) == Status::Closed {
        let id = format!("resolved:{}", last.id);
        let kind = MomentKind::Resolved;
        moments.push(Moment { id, at: last.at, kind, refers_to: None, due_at: None, policy: None });
    }
    rules.evaluate(&moments, &opening.policy)
}

fn first(names: &[Named]) -> Option<String> {
    names.first().map(|Named(_, name)| name.clone())
}

/// What somebody still has to answer: nothing that a later reply of a person covers, no ended risk event.
fn open_items(conversation: &Conversation) -> Vec<&Item> {
    let failed = conversation.failed_replies();
    let answered_at = conversation
        .items
        .iter()
        .filter(|item| item.kind == ItemKind::Message(Author::Seller) && !failed.contains(item.platform_id.as_str()))
        .map(|item| item.at)
        .max();
    let ended = |item: &Item| {
        conversation.items.iter().any(|other| {
            matches!(other.kind, ItemKind::Risk(_, RiskState::Closed))
                && other.reference == item.reference
                && other.at >= item.at
        })
    };
    conversation
        .items
        .iter()
        .filter(|item| asks_for_answer(item))
        .filter(|item| match item.kind {
            ItemKind::Risk(..) => !ended(item),
            ItemKind::Quarantined => true,
            _ => answered_at.is_none_or(|answered_at| item.at > answered_at),
        })
        .collect()
}

fn status(conversation: &Conversation, open: &[&Item]) -> Status {
    let last_word = conversation.items.iter().rev().find_map(|item| match item.kind {
        ItemKind::Message(author @ (Author::Buyer | Author::Seller)) => Some(author),
        _ => None,
    });
    match (open.is_empty(), last_word) {
        (false, _) => Status::Open,
        (true, Some(Author::Seller)) => Status::Pending,
        (true, _) => Status::Closed,
    }
}

fn also(open: &[&Item], category: Category) -> Vec<Category> {
    let all = open.iter().flat_map(|item| item.category.into_iter().chain(item.also.iter().copied()));
    unique(all.filter(|other| *other != category))
}

fn unique<T: PartialEq>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut list = Vec::new();
    for value in values {
        if !list.contains(&value) {
            list.push(value);
        }
    }
    list
}

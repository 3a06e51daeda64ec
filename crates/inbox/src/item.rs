//! One record of a conversation, cut down to what the desk decides by.

use crate::action::Merged;
use crate::limits::{EXCERPT_CHARS_MAX, ITEM_ALSO_MAX, ITEM_ID_BYTES_MAX, ITEM_LANGUAGE_BYTES_MAX, ITEM_RISKS_MAX};
use crate::record::{Delivered, Origin, Quarantined, Record};
use crate::rules::{Amount, Category, Moment, MomentKind, Priority, Risk};
use sellerdesk_adapter::money::{is_currency, minor_units};
use sellerdesk_canonical::{Author, ConversationId, EventId, Happening, Instant, Money, RiskKind, RiskState};
use serde::{Deserialize, Serialize};

/// What kind of thing an item stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ItemKind {
    /// Somebody wrote.
    Message(Author),
    /// A return, claim and the like.
    Risk(RiskKind, RiskState),
    /// An order changed.
    Order,
    /// A message of ours did not arrive.
    Failed,
    /// An unread delivery.
    Quarantined,
    /// Another conversation was merged in; `due_at` is since when its buyer waits.
    Merged,
    /// Somebody wrote before the desk was there: known from an export.
    Exported(Author),
}

/// One record, cut down to what the desk decides by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// The platform's time.
    pub at: Instant,
    /// The record's id.
    pub id: EventId,
    /// The record's number in the journal.
    pub sequence: u64,
    /// What it is.
    pub kind: ItemKind,
    /// The platform's own id, or the one it refers to; its hash if it is longer than [`ITEM_ID_BYTES_MAX`].
    pub platform_id: String,
    /// The marketplace's number of the claim, return or dispute; likewise.
    pub reference: Option<String>,
    /// The marketplace's own deadline.
    pub due_at: Option<Instant>,
    /// What the classifier said.
    pub category: Option<Category>,
    /// Second categories.
    pub also: Vec<Category>,
    /// Risk flags of the text.
    pub risk: Vec<Risk>,
    /// Suggested or implied priority.
    pub priority: Priority,
    /// Language of the text.
    pub language: Option<String>,
    /// Nothing but thanks.
    pub needs_no_reply: bool,
    /// From one of the best customers.
    pub vip: bool,
    /// What is at stake, or the order's total.
    pub amount: Option<Amount>,
    /// The first words, for lists; kept of the newest item only.
    pub excerpt: String,
}

/// The item of a marketplace's event.
pub fn delivered_item(record: &Record, sequence: u64, delivered: &Delivered) -> Item {
    let event = &delivered.event;
    let mut item = Item::bare(record.id, sequence, ItemKind::Order, item_id(&event.id));
    item.at = event.at;
    item.amount = amount_of(&event.happening);
    if let Some(judgement) = &delivered.judgement {
        item.category = Some(judgement.category);
        item.also = first(&judgement.also, ITEM_ALSO_MAX);
        item.risk = first(&judgement.risk, ITEM_RISKS_MAX);
        item.priority = judgement.priority;
        item.language = Some(judgement.language.clone()).filter(|it| it.len() <= ITEM_LANGUAGE_BYTES_MAX);
        item.needs_no_reply = judgement.needs_no_reply;
        item.vip = judgement.vip;
    }
    match &event.happening {
        Happening::Message(message) => {
            let is_exported = delivered.origin == Origin::Export;
            let kind = if is_exported { ItemKind::Exported } else { ItemKind::Message };
            item.kind = kind(message.author);
            item.excerpt = excerpt(&message.text);
        }
        Happening::Risk(risk) => {
            item.kind = ItemKind::Risk(risk.kind, risk.state);
            item.reference = Some(item_id(&risk.reference));
            let is_open = risk.state == RiskState::Opened;
            let own = || crate::duties::due_at(&delivered.source.channel, risk.kind, event.at);
            item.due_at = risk.due_at.or_else(|| own().filter(|_| is_open));
            item.category = Some(crate::rules::risk_category(risk.kind));
            item.priority = crate::rules::risk_priority(risk.kind);
            item.excerpt = excerpt(risk.reason.as_deref().unwrap_or_default());
        }
        Happening::Order(change) => item.excerpt = excerpt(&change.status),
        Happening::Failed(failure) => {
            item.kind = ItemKind::Failed;
            item.platform_id = failure.message_id.as_deref().map(item_id).unwrap_or_default();
            item.priority = Priority::Urgent;
            item.excerpt = excerpt(&failure.reason);
        }
    }
    item
}

/// What an event says of money: what a claim and the like is about, or the order's total.
pub fn amount_of(happening: &Happening) -> Option<Amount> {
    match happening {
        Happening::Risk(risk) => in_minor_units(risk.amount.as_ref()?),
        _ => total_of(happening),
    }
}

/// The order's total, where the event says it.
pub fn total_of(happening: &Happening) -> Option<Amount> {
    match happening {
        Happening::Order(change) => in_minor_units(change.total.as_ref()?),
        _ => None,
    }
}

fn in_minor_units(money: &Money) -> Option<Amount> {
    is_currency(&money.currency).then(|| Some((money.currency.clone(), minor_units(money)?)))?
}

/// The item of an unread delivery.
pub fn quarantined_item(record: &Record, sequence: u64, quarantined: &Quarantined) -> Item {
    let kind = ItemKind::Quarantined;
    let (platform_id, text) = (item_id(&quarantined.source.thread), excerpt(&quarantined.problem));
    Item {
        at: quarantined.at,
        priority: Priority::High,
        excerpt: text,
        ..Item::bare(record.id, sequence, kind, platform_id)
    }
}

/// The item of a conversation merged in.
pub fn merged_item(id: EventId, sequence: u64, at: Instant, merged: &Merged) -> Item {
    // The same conversation may be merged in more than once.
    let bare = Item::bare(id, sequence, ItemKind::Merged, format!("merged:{}:{at}", merged.conversation));
    let (category, priority) = (Some(merged.category), merged.priority);
    Item { at, due_at: merged.waiting_since, category, priority, excerpt: merged.excerpt.clone(), ..bare }
}

/// Whether an item says that this conversation was merged in.
pub fn is_merged(item: &Item, conversation: ConversationId) -> bool {
    item.kind == ItemKind::Merged && item.platform_id.starts_with(&format!("merged:{conversation}:"))
}

impl Item {
    fn bare(id: EventId, sequence: u64, kind: ItemKind, platform_id: String) -> Self {
        Self {
            at: 0,
            id,
            sequence,
            kind,
            platform_id,
            reference: None,
            due_at: None,
            category: None,
            also: Vec::new(),
            risk: Vec::new(),
            priority: Priority::Low,
            language: None,
            needs_no_reply: false,
            vip: false,
            amount: None,
            excerpt: String::new(),
        }
    }

    /// Since when somebody waits because of it.
    pub fn waits_since(&self) -> Instant {
        match self.kind {
            ItemKind::Merged => self.due_at.unwrap_or(self.at),
            _ => self.at,
        }
    }
}

/// Whether somebody of the shop has to do something about it.
pub fn asks_for_answer(item: &Item) -> bool {
    match item.kind {
        ItemKind::Message(author) => author == Author::Buyer && !item.needs_no_reply,
        ItemKind::Risk(kind, state) => state != RiskState::Closed && crate::rules::risk_asks(kind),
        ItemKind::Quarantined | ItemKind::Failed => true,
        ItemKind::Merged => item.due_at.is_some(),
        ItemKind::Order | ItemKind::Exported(_) => false,
    }
}

/// What the clocks make of an item.
pub fn moment(item: &Item) -> Option<Moment> {
    let kind = match item.kind {
        ItemKind::Message(Author::Buyer) if item.needs_no_reply => return None,
        ItemKind::Message(Author::Buyer) | ItemKind::Quarantined => MomentKind::BuyerMessage,
        ItemKind::Message(Author::Seller) => MomentKind::AgentReply,
        ItemKind::Message(Author::Automatic) => MomentKind::AutomaticReply,
        ItemKind::Failed => MomentKind::ReplyFailed,
        ItemKind::Merged => MomentKind::MergedIn,
        ItemKind::Risk(kind, state) if crate::rules::risk_asks(kind) => match state {
            RiskState::Opened | RiskState::Updated => MomentKind::RiskOpened,
            RiskState::Closed => MomentKind::RiskClosed,
        },
        ItemKind::Message(Author::Platform) | ItemKind::Order | ItemKind::Exported(_) | ItemKind::Risk(..) => {
            return None;
        }
    };
    let refers_to = match kind {
        MomentKind::ReplyFailed => Some(item.platform_id.clone()),
        _ => item.reference.clone(),
    };
    let (due_at, waiting_since) = if kind == MomentKind::MergedIn { (None, item.due_at) } else { (item.due_at, None) };
    Some(Moment { id: item.platform_id.clone(), at: item.at, kind, refers_to, due_at, policy: None, waiting_since })
}

fn first<T: Copy>(values: &[T], values_max: usize) -> Vec<T> {
    values.iter().copied().take(values_max).collect()
}

/// An id as items keep it: only ever compared, so a hash stands for a long one.
fn item_id(id: &str) -> String {
    if id.len() <= ITEM_ID_BYTES_MAX {
        return id.to_owned();
    }
    let hash = EventId::delivered("", "", id);
    format!("sha256:{hash}")
}

/// The first words on one line.
pub fn excerpt(text: &str) -> String {
    let mut words = text.split_whitespace();
    let mut line = words.next().unwrap_or_default().to_owned();
    for word in words {
        if line.chars().count() > EXCERPT_CHARS_MAX {
            break;
        }
        line.push(' ');
        line.push_str(word);
    }
    match line.char_indices().nth(EXCERPT_CHARS_MAX) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

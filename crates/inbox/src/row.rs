//! A conversation as one line of the inbox.

use crate::acts::{Step, StepKind};
use crate::conversation::{Conversation, Named};
use crate::follow_up::follow_up;
use crate::item::{Item, ItemKind, asks_for_answer};
use crate::rules::{Category, Facts, Moment, MomentKind, Priority, Risk, Rules, Standing, risk_name};
use sellerdesk_canonical::{Author, ConversationId, EventId, Instant, RiskState};
use serde::{Deserialize, Serialize};

/// Reasons that one line names.
const REASONS_MAX: usize = 8;

/// Whether somebody has to do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "ConversationStatus"))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The shop has to act.
    Open,
    /// The buyer has the word.
    Pending,
    /// Out of sight for a while.
    Snoozed,
    /// Somebody said that it is done.
    Resolved,
    /// Nothing is owed: only changes of orders, thanks, ended claims, or closed by hand.
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
    /// Why it is as urgent as it is: `category:refund_return`, `risk:a_to_z`, `event:claim`, `vip`, `by_hand`.
    pub reasons: Vec<String>,
    /// Who is to answer.
    pub assignee: Option<String>,
    /// Tags, in order.
    pub tags: Vec<String>,
    /// One of the best customers.
    pub vip: bool,
    /// The company clock stands still.
    pub paused: bool,
    /// Until when it is snoozed.
    pub snoozed_until: Option<Instant>,
    /// Where it goes on.
    pub merged_into: Option<ConversationId>,
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
        let newest_message = newest_message(conversation);
        let lead = lead(conversation, &open);
        let id = conversation.id()?;
        let acts = &conversation.acts;
        // What somebody said holds until something more urgent than all before it comes up.
        let holds = |at: Instant, least: Priority| {
            let before = open.iter().filter(|item| item.at <= at).map(|item| item.priority);
            let before = before.min().unwrap_or(Priority::Low).min(least);
            !open.iter().any(|item| item.at > at && item.priority < before)
        };
        let corrected = acts.category.as_ref().filter(|it| holds(it.at, Priority::Low)).map(|it| it.value);
        let category = corrected.or_else(|| lead.and_then(|item| item.category)).unwrap_or(Category::General);
        let by_hand = acts.priority.as_ref().filter(|it| holds(it.at, it.value)).map(|it| it.value);
        let vip = acts.vip.as_ref().map_or_else(|| conversation.items.iter().any(|item| item.vip), |it| it.value);
        let status = status(conversation, &open);
        let status_step = acts.status_step();
        let points = standing.points.iter().map(|point| (&point.id, point.due_at));
        let follow_up = follow_up(conversation, status, &open);
        let points = points.chain(follow_up.iter().map(|point| (&point.id, point.due_at)));
        let next_point = points.filter(|(point, _)| !conversation.has(EventId::recorded(id, point)));
        let next_point = next_point.map(|(_, due_at)| due_at);
        let snoozed_until = acts.snooze().filter(|_| status == Status::Snoozed).map(|(_, until)| until);
        Some(Self {
            conversation: id,
            version,
            complete,
            channel: source.channel.clone(),
            account: source.account.clone(),
            status,
            category,
            also: also(&open, category),
            priority: by_hand.or_else(|| lead.map(|item| item.priority)).unwrap_or(Priority::Low),
            reasons: reasons(&open, category, by_hand.is_some(), vip),
            assignee: acts.assignee.as_ref().and_then(|it| it.value.clone()),
            tags: acts.tags(),
            vip,
            paused: standing.states.iter().any(|state| state.outcome == "paused"),
            snoozed_until,
            merged_into: status_step.and_then(|step| match step.kind {
                StepKind::MergedInto(other) => Some(other),
                _ => None,
            }),
            risk: unique(open.iter().flat_map(|item| item.risk.iter().copied())),
            risk_events: unique(open.iter().filter_map(|item| match item.kind {
                ItemKind::Risk(kind, _) => Some(risk_name(kind).to_owned()),
                _ => None,
            })),
            quarantined: conversation.is_unread(),
            language: newest_message.and_then(|item| item.language.clone()),
            buyer_name: first(&conversation.buyer_names),
            order_id: first(&conversation.order_ids),
            subject: first(&conversation.subjects),
            excerpt: newest.map(|item| item.excerpt.clone()).unwrap_or_default(),
            items: u32::try_from(conversation.items.len()).unwrap_or(u32::MAX),
            opened_at: conversation.items.first().map_or(0, |item| item.at),
            updated_at: newest.map_or(0, |item| item.at),
            waiting_since: open.iter().map(|item| item.waits_since()).min(),
            marketplace_deadline: standing.marketplace_deadline,
            company_deadline: standing.company_deadline,
            breached_at: conversation.breached_at,
            next_point_at: next_point
                .chain(conversation.outbox.due_at())
                .chain(snoozed_until)
                .chain(conversation.unfollowed.first().map(|record| record.due_at.max(conversation.put_off.until)))
                .min(),
        })
    }

    /// Whether the inbox shows it without being asked for closed ones.
    pub fn is_listed(&self) -> bool {
        !matches!(self.status, Status::Closed | Status::Resolved)
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

/// What the conversation is shown as: the most urgent thing still open, or else the newest message.
fn lead<'a>(conversation: &'a Conversation, open: &[&'a Item]) -> Option<&'a Item> {
    // Of what is equally urgent, a claim or its threat comes before everything else.
    let urgency = |item: &&Item| (item.priority, item.category != Some(Category::DisputeThreat), item.at);
    let most_urgent = open.iter().copied().min_by_key(urgency);
    most_urgent.or_else(|| newest_message(conversation)).or_else(|| conversation.items.last())
}

fn newest_message(conversation: &Conversation) -> Option<&Item> {
    conversation.items.iter().rev().find(|item| item.kind == ItemKind::Message(Author::Buyer))
}

/// The judged message of the buyer that somebody means who says what the conversation is about: the one that was
/// corrected before, as long as the buyer wrote nothing since; otherwise the one it is shown as.
pub fn judged_message(conversation: &Conversation) -> Option<&Item> {
    let is_judged = |item: &&Item| item.kind == ItemKind::Message(Author::Buyer) && item.category.is_some();
    let last = conversation.acts.corrections.last();
    let again = last.filter(|last| newest_message(conversation).is_none_or(|newest| newest.at <= last.at));
    match again {
        Some(last) => conversation.items.iter().find(|item| item.id == last.item),
        None => lead(conversation, &open_items(conversation)).filter(is_judged),
    }
}

/// Where the clocks of a conversation stand. Nothing more is owed in one that closed by itself.
pub fn standing(conversation: &Conversation, rules: &impl Rules) -> Standing {
    standing_with(conversation, rules, None)
}

/// As [`standing`], if one more thing happened.
pub fn standing_with(conversation: &Conversation, rules: &impl Rules, further: Option<Moment>) -> Standing {
    let Some(opening) = conversation.policies.first() else { return Standing::default() };
    let mut moments = conversation.moments();
    moments.extend(further);
    if let Some(at) = closed_at(conversation) {
        let (id, kind) = (format!("resolved:{at}"), MomentKind::Resolved);
        let (refers_to, due_at, policy, waiting_since) = (None, None, None, None);
        moments.push(Moment { id, at, kind, refers_to, due_at, policy, waiting_since });
    }
    rules.evaluate(&moments, &opening.policy)
}

/// Since when nothing is owed in a conversation that nobody has called done: what comes later and asks for nothing,
/// such as more thanks or a change of the order, doesn't make it later.
fn closed_at(conversation: &Conversation) -> Option<Instant> {
    let is_said = status_step(conversation).is_some_and(|step| step.kind != StepKind::NoReplyNeeded);
    if is_said || status(conversation, &open_items(conversation)) != Status::Closed {
        return None;
    }
    let is_buyers = |item: &&Item| item.kind == ItemKind::Message(Author::Buyer);
    let counts = |item: &&Item| {
        matches!(item.kind, ItemKind::Message(Author::Seller) | ItemKind::Risk(..)) || asks_for_answer(item)
    };
    let word_at = conversation.items.iter().rev().find(counts).map(|item| item.at);
    let ended_at = conversation.acts.last_ends().map(|step| step.at).find(|at| Some(*at) >= word_at);
    if ended_at.is_some() {
        return ended_at;
    }
    let thanked = conversation.items.iter().filter(is_buyers).find(|item| Some(item.at) > word_at);
    thanked.map(|item| item.at).or(word_at)
}

/// What chooses the policy of a conversation as it stands.
pub fn facts(conversation: &Conversation, row: &Row) -> Facts {
    let open = open_items(conversation);
    let event = open.iter().rev().find_map(|item| match item.kind {
        ItemKind::Risk(kind, _) => Some((kind, item.amount.clone())),
        _ => None,
    });
    let (risk_event, at_stake) = event.map_or((None, None), |(kind, amount)| (Some(kind), amount));
    Facts {
        channel: row.channel.clone(),
        account: row.account.clone(),
        category: row.category,
        priority: row.priority,
        language: row.language.clone(),
        risk_event,
        customer_tier: row.vip.then(|| "vip".to_owned()),
        order_value: at_stake.or_else(|| conversation.valued()?.amount.clone()),
    }
}

fn first(names: &[Named]) -> Option<String> {
    names.first().map(|Named(_, name)| name.clone())
}

/// What somebody still has to answer: nothing that a later reply of a person covers or that was ended by hand, no
/// ended risk event.
pub fn open_items(conversation: &Conversation) -> Vec<&Item> {
    let failed = conversation.failed_replies();
    let answers = conversation
        .items
        .iter()
        .filter(|item| item.kind == ItemKind::Message(Author::Seller) && !failed.contains(item.platform_id.as_str()))
        .map(|item| item.at);
    let answered_at = answers.chain(conversation.acts.ended_at(|_| true)).max();
    // That the buyer waits for no answer ends no claim.
    let done_at = conversation.acts.ended_at(|kind| *kind != StepKind::NoReplyNeeded);
    let ended = |item: &Item| {
        conversation.items.iter().any(|other| {
            matches!(other.kind, ItemKind::Risk(_, RiskState::Closed))
                && other.reference == item.reference
                && other.at >= item.at
        })
    };
    let is_after = |item: &Item, at: Option<Instant>| at.is_none_or(|at| item.at > at);
    conversation
        .items
        .iter()
        .filter(|item| asks_for_answer(item))
        .filter(|item| match item.kind {
            ItemKind::Risk(..) => !ended(item) && is_after(item, done_at),
            ItemKind::Quarantined => is_after(item, done_at),
            _ => is_after(item, answered_at),
        })
        .collect()
}

/// The change of status by hand that holds: nothing was written since.
fn status_step(conversation: &Conversation) -> Option<&Step> {
    let step = conversation.acts.status_step()?;
    let is_newer = |item: &Item| {
        let is_word = matches!(item.kind, ItemKind::Message(Author::Seller)) || asks_for_answer(item);
        is_word && item.at > step.at
    };
    let is_overtaken = conversation.items.iter().any(is_newer);
    (!is_overtaken).then_some(step)
}

fn status(conversation: &Conversation, open: &[&Item]) -> Status {
    let by_hand = status_step(conversation).map(|step| match step.kind {
        StepKind::Pending => Status::Pending,
        StepKind::Snoozed(_) if conversation.acts.is_woken(step) => Status::Open,
        StepKind::Snoozed(_) => Status::Snoozed,
        StepKind::Resolved => Status::Resolved,
        StepKind::NoReplyNeeded if open.is_empty() => Status::Closed,
        StepKind::Closed | StepKind::Spam | StepKind::MergedInto(_) => Status::Closed,
        StepKind::Opened | StepKind::NoReplyNeeded | StepKind::Policy(_) => Status::Open,
    });
    let last_word = conversation.items.iter().rev().find_map(|item| match item.kind {
        ItemKind::Message(author @ (Author::Buyer | Author::Seller)) => Some(author),
        _ => None,
    });
    by_hand.unwrap_or(match (open.is_empty(), last_word) {
        (false, _) => Status::Open,
        (true, Some(Author::Seller)) => Status::Pending,
        (true, _) => Status::Closed,
    })
}

fn reasons(open: &[&Item], category: Category, by_hand: bool, vip: bool) -> Vec<String> {
    let mut reasons = vec![format!("category:{}", category.name())];
    for item in open {
        reasons.extend(item.risk.iter().map(|risk| format!("risk:{}", risk.name())));
        if let ItemKind::Risk(kind, _) = item.kind {
            reasons.push(format!("event:{}", risk_name(kind)));
        }
    }
    reasons.extend(vip.then(|| "vip".to_owned()));
    reasons.extend(by_hand.then(|| "by_hand".to_owned()));
    unique(reasons.into_iter()).into_iter().take(REASONS_MAX).collect()
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

//! What a conversation adds to the sums: a function of its state, so the same in any order of arrival.

use sellerdesk_automate::Reason;
use sellerdesk_canonical::{Author, Instant, RiskKind, RiskState};
use sellerdesk_inbox::acts::StepKind;
use sellerdesk_inbox::conversation::Conversation;
use sellerdesk_inbox::item::{Item, ItemKind};
use sellerdesk_inbox::outbox::ReplyState;
use sellerdesk_inbox::rules::{Category, Priority, Standing};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

const DAY_MS: i64 = 86_400_000;
/// Of a conversation with more, the oldest stay.
const HAPPENED_MAX: usize = 400;
/// Characters of a product's id that are kept.
const PRODUCT_CHARS_MAX: usize = 60;
/// Categories that one conversation counts in.
const ASKED_MAX: usize = 4;
/// Clocks by their number in [`Happened::Settled`].
pub const CLOCKS: [&str; 2] = ["marketplace", "company"];
/// Targets by their number in [`Happened::Settled`].
pub const TARGETS: [&str; 4] = ["first_response", "next_response", "resolution", "platform_due"];

/// One thing that is counted. Durations are in seconds by the wall clock, nights and weekends included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Happened {
    /// The conversation began; what it is about, by its place in [`Category::ALL`].
    Opened(u8),
    /// The buyer wrote.
    Received,
    /// A person answered a buyer who waited; on the day the wait began.
    Answered {
        /// How long the buyer waited.
        seconds: u64,
        /// The conversation's first answer.
        is_first: bool,
    },
    /// A buyer waits since then, in hours since 1970.
    Waiting(i64),
    /// A machine of the shop answered.
    Automatic,
    /// A message of the shop did not arrive.
    Failed,
    /// Somebody called it done; seconds since it began, or began anew.
    Resolved(u64),
    /// It was done, and was not.
    Reopened,
    /// A target of a clock was met or missed; on the day it began.
    Settled {
        /// Place in [`CLOCKS`].
        clock: u8,
        /// Place in [`TARGETS`].
        target: u8,
        /// Whether in time.
        is_met: bool,
    },
    /// A reply was written from a template, or by hand; on the day it was queued.
    Used {
        /// The template; empty for a reply by hand.
        template: String,
        /// No person sent it.
        is_automatic: bool,
        /// Somebody called the conversation done afterwards.
        is_resolved: bool,
        /// And it was not.
        is_reopened: bool,
    },
    /// A person answered a buyer whose message was urgent; seconds, on the day the wait began.
    Urgent(u64),
    /// A rule of the shop's did something, or didn't.
    Ran {
        /// The rule.
        rule: String,
        /// `reply`, `tag`, ...
        did: String,
        /// Why it wasn't done; empty where it was.
        refusal: String,
    },
    /// The buyer rated the order badly, and didn't take it back.
    BadFeedback,
}

impl Happened {
    /// A rough count of the bytes it takes.
    pub fn weight(&self) -> usize {
        match self {
            Self::Used { template, .. } => 8 + template.len(),
            Self::Ran { rule, did, refusal } => 8 + rule.len() + did.len() + refusal.len(),
            _ => 6,
        }
    }
}

/// The day since 1970-01-01, UTC.
pub fn day_of(at: Instant) -> i32 {
    i32::try_from(at.div_euclid(DAY_MS)).unwrap_or_default()
}

/// The month since year 0 that a day is in (the proleptic Gregorian calendar, by eras of 400 years).
pub fn month_of(day: i32) -> i32 {
    let since_march_0 = i64::from(day) + 719_468;
    let era = since_march_0.div_euclid(146_097);
    let of_era = since_march_0.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    // March is month 2 of its year, counted from 0; January and February are the next year's.
    i32::try_from((year + era * 400) * 12 + from_march + 2).unwrap_or_default()
}

/// Something in the order of its time.
enum Turn {
    Buyer { asks: bool, is_urgent: bool },
    Seller,
    Ended { is_resolved: bool },
    Opened,
}

/// What a conversation adds, by day. Nothing if it was called spam or went on elsewhere: it counts there.
pub fn contribution(conversation: &Conversation, standing: &Standing) -> Vec<(i32, Happened)> {
    let steps = &conversation.acts.steps;
    let status = steps.iter().rev().find(|step| !matches!(step.kind, StepKind::Policy(_)));
    let is_of_desk = |item: &&Item| !matches!(item.kind, ItemKind::Exported(_));
    let Some(first) = conversation.items.iter().find(is_of_desk) else { return Vec::new() };
    if status.is_some_and(|step| matches!(step.kind, StepKind::Spam | StepKind::MergedInto(_))) {
        return Vec::new();
    }
    let mut happened = vec![(day_of(first.at), Happened::Opened(category(conversation)))];
    let failed = conversation.failed_replies();
    let mut turns: Vec<(Instant, u8, Turn)> = Vec::new();
    for item in &conversation.items {
        match item.kind {
            ItemKind::Message(Author::Buyer) => {
                happened.push((day_of(item.at), Happened::Received));
                turns.push((
                    item.at,
                    0,
                    Turn::Buyer { asks: !item.needs_no_reply, is_urgent: item.priority == Priority::Urgent },
                ));
            }
            ItemKind::Message(Author::Seller) if !failed.contains(item.platform_id.as_str()) => {
                turns.push((item.at, 1, Turn::Seller));
            }
            ItemKind::Message(Author::Automatic) => happened.push((day_of(item.at), Happened::Automatic)),
            ItemKind::Failed => happened.push((day_of(item.at), Happened::Failed)),
            ItemKind::Risk(RiskKind::NegativeFeedback, RiskState::Opened) if !is_taken_back(conversation, item) => {
                happened.push((day_of(item.at), Happened::BadFeedback));
            }
            _ => {}
        }
    }
    turns.extend(steps.iter().filter_map(|step| {
        let turn = match &step.kind {
            kind if kind.is_end() => Turn::Ended { is_resolved: matches!(kind, StepKind::Resolved | StepKind::Closed) },
            StepKind::Opened => Turn::Opened,
            _ => return None,
        };
        Some((step.at, 2, turn))
    }));
    turns.sort_by_key(|(at, order, _)| (*at, *order));
    take_turns(&turns, first.at, &mut happened);
    use_templates(conversation, &turns, &mut happened);
    happened.extend(conversation.acts.ran.iter().map(|ran| {
        let refusal = ran.reason.map(reason_name).unwrap_or_default();
        (day_of(ran.at), Happened::Ran { rule: ran.rule.clone(), did: ran.did.clone(), refusal })
    }));
    happened.extend(standing.states.iter().filter_map(|state| {
        let is_met = match state.outcome.as_str() {
            "met" => true,
            "breached" => false,
            _ => return None,
        };
        let place = |names: &[&str], name: &str| names.iter().position(|known| *known == name);
        let clock = u8::try_from(place(&CLOCKS, &state.clock)?).ok()?;
        let target = u8::try_from(place(&TARGETS, &state.target)?).ok()?;
        Some((day_of(state.started_at), Happened::Settled { clock, target, is_met }))
    }));
    happened.truncate(HAPPENED_MAX);
    happened
}

/// Whether what a risk event told was withdrawn later.
fn is_taken_back(conversation: &Conversation, opened: &Item) -> bool {
    conversation
        .items
        .iter()
        .any(|item| matches!(item.kind, ItemKind::Risk(_, RiskState::Closed)) && item.reference == opened.reference)
}

fn take_turns(turns: &[(Instant, u8, Turn)], began: Instant, happened: &mut Vec<(i32, Happened)>) {
    let (mut asked, mut urgent, mut since) = (None, None, began);
    let (mut is_answered, mut is_done) = (false, false);
    for (at, _, turn) in turns {
        match turn {
            Turn::Buyer { asks: false, .. } => {}
            Turn::Buyer { .. } | Turn::Opened => {
                if std::mem::take(&mut is_done) {
                    happened.push((day_of(*at), Happened::Reopened));
                    since = *at;
                }
                if let Turn::Buyer { is_urgent, .. } = turn {
                    asked = asked.or(Some(*at));
                    urgent = urgent.or(is_urgent.then_some(*at));
                }
            }
            Turn::Seller => {
                if let Some(urgent) = urgent.take() {
                    happened.push((day_of(urgent), Happened::Urgent(seconds(urgent, *at))));
                }
                if let Some(asked) = asked.take() {
                    let answered = Happened::Answered { seconds: seconds(asked, *at), is_first: !is_answered };
                    happened.push((day_of(asked), answered));
                    is_answered = true;
                }
            }
            Turn::Ended { is_resolved } => {
                (asked, urgent) = (None, None);
                if *is_resolved && !is_done {
                    happened.push((day_of(*at), Happened::Resolved(seconds(since, *at))));
                    is_done = true;
                }
            }
        }
    }
    if let Some(asked) = asked {
        happened.push((day_of(asked), Happened::Waiting(asked.div_euclid(3_600_000))));
    }
}

/// Which templates the newest replies were written from, and what came of them.
fn use_templates(conversation: &Conversation, turns: &[(Instant, u8, Turn)], happened: &mut Vec<(i32, Happened)>) {
    let is_end = |turn: &Turn| matches!(turn, Turn::Ended { is_resolved: true });
    let sent = conversation.outbox.0.iter().filter(|item| item.state == ReplyState::Delivered);
    for item in sent {
        let mut after = turns.iter().filter(|(at, ..)| *at >= item.queued_at);
        let is_resolved = after.any(|(_, _, turn)| is_end(turn));
        let is_reopened =
            is_resolved && after.any(|(_, _, turn)| matches!(turn, Turn::Buyer { asks: true, .. } | Turn::Opened));
        let (template, is_automatic) = (item.template.clone().unwrap_or_default(), item.is_automatic);
        happened.push((day_of(item.queued_at), Happened::Used { template, is_automatic, is_resolved, is_reopened }));
    }
}

/// A reason as the API writes it.
fn reason_name(reason: Reason) -> String {
    serde_json::to_value(reason).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

/// What buyers asked about: products and categories of the buyer's messages, each pair once; the product is the first
/// that the conversation names.
pub fn asked(conversation: &Conversation) -> Vec<(String, u8)> {
    let product = conversation.product_ids.first().map(|named| named.1.clone()).unwrap_or_default();
    let product: String = product.chars().take(PRODUCT_CHARS_MAX).collect();
    let is_buyers = |item: &&Item| item.kind == ItemKind::Message(Author::Buyer);
    let of = conversation.items.iter().filter(is_buyers).filter_map(|item| item.category);
    let places: BTreeSet<u8> = of.filter_map(place).collect();
    places.into_iter().take(ASKED_MAX).map(|place| (product.clone(), place)).collect()
}

fn place(category: Category) -> Option<u8> {
    Category::ALL.iter().position(|known| *known == category).and_then(|place| u8::try_from(place).ok())
}

fn seconds(from: Instant, to: Instant) -> u64 {
    u64::try_from((to - from) / 1_000).unwrap_or_default()
}

/// What it is about: as somebody corrected it, else as its first message was judged.
fn category(conversation: &Conversation) -> u8 {
    let corrected = conversation.acts.category.as_ref().map(|it| it.value);
    let judged = conversation.items.iter().find_map(|item| item.category);
    let category = corrected.or(judged).unwrap_or(Category::General);
    place(category).unwrap_or_default()
}

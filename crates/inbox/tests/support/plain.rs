//! Plain rules, and a message.

#![allow(dead_code, reason = "each test binary uses its part")]

use sellerdesk_canonical::{Author, Event, Happening, Message};
use sellerdesk_inbox::Rules;
use sellerdesk_inbox::rules::{
    BLOCK, Category, Destination, Facts, Finding, Judgement, MessageInput, Moment, MomentKind, Point, Priority, Scan,
    Standing, TargetState,
};

/// One hour and one day in milliseconds.
pub const HOUR_MS: i64 = 3_600_000;
pub const DAY_MS: i64 = 24 * HOUR_MS;

/// A company clock of an hour with a warning at half of it, a marketplace clock of a day.
pub struct PlainRules;

impl Rules for PlainRules {
    fn judge(&self, input: MessageInput<'_>) -> Judgement {
        let is_urgent = input.text.contains("urgent");
        Judgement {
            category: if is_urgent { Category::DisputeThreat } else { Category::General },
            also: Vec::new(),
            confidence: 0.5,
            risk: Vec::new(),
            language: "en".to_owned(),
            priority: if is_urgent { Priority::Urgent } else { Priority::Normal },
            sentiment: "neutral".to_owned(),
            urgency: "low".to_owned(),
            entities: Vec::new(),
            evidence: Vec::new(),
            needs_no_reply: input.text == "thanks",
            vip: false,
            rules: Vec::new(),
        }
    }

    fn select(&self, facts: &Facts, _settings: Option<&str>) -> String {
        let value = facts.order_value.as_ref().map(|(currency, minor_units)| format!(" {currency} {minor_units}"));
        format!("{{\"policy\":\"{}{}\"}}", facts.category.name(), value.unwrap_or_default())
    }

    fn with_present_hours(&self, _policy: &str, _facts: &Facts, _settings: &str) -> Option<String> {
        None
    }

    fn evaluate(&self, moments: &[Moment], _policy: &str) -> Standing {
        let bounced = |answer: &&Moment| {
            let refers = |it: &Moment| it.kind == MomentKind::ReplyFailed && it.refers_to.as_ref() == Some(&answer.id);
            moments.iter().any(refers)
        };
        let answers = moments.iter().filter(|moment| moment.kind == MomentKind::AgentReply);
        let answered_at = answers.filter(|answer| !bounced(answer)).map(|it| it.at).max();
        let waits = |moment: &&Moment| {
            moment.kind == MomentKind::BuyerMessage && answered_at.is_none_or(|answered_at| moment.at > answered_at)
        };
        let Some(since) = moments.iter().filter(waits).map(|moment| moment.at).min() else {
            return Standing::default();
        };
        let point = |permille: u32, at: i64, due_at: i64| Point {
            id: format!("company:{since}:{permille}"),
            at,
            due_at,
            clock: "company".to_owned(),
            target: "next_response".to_owned(),
            permille,
        };
        Standing {
            states: Vec::<TargetState>::new(),
            marketplace_deadline: Some(since + DAY_MS),
            company_deadline: Some(since + HOUR_MS),
            points: vec![
                point(500, since + HOUR_MS / 2, since + HOUR_MS / 2),
                point(1_000, since + HOUR_MS, since + HOUR_MS + 1),
            ],
        }
    }
}

impl Scan for PlainRules {
    fn scan(&self, text: &str, _to: Destination<'_>, _changes: Option<&str>) -> Vec<Finding> {
        let place = text.find("forbidden").and_then(|start| u32::try_from(start).ok());
        let finding = place.map(|start| Finding {
            rule: "forbidden-word".to_owned(),
            violation: "external_link".to_owned(),
            severity: BLOCK,
            start,
            end: start + 9,
            explanation: String::new(),
            remedy: String::new(),
            source: String::new(),
            checked: String::new(),
        });
        finding.into_iter().collect()
    }
}

/// A message on a thread.
pub fn message(thread: &str, id: &str, at: i64, author: Author, text: &str) -> Event {
    Event {
        id: id.to_owned(),
        thread: thread.to_owned(),
        at,
        buyer: None,
        order_id: Some(format!("order-{thread}")),
        product_id: None,
        site: None,
        happening: Happening::Message(Message {
            author,
            text: text.to_owned(),
            subject: None,
            attachments: Vec::new(),
            language: None,
            machine: None,
            truncated: false,
        }),
    }
}

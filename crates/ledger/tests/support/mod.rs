//! What the tests share.

#![allow(dead_code, unused_imports, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

use sellerdesk_accounts::AccountId;
use sellerdesk_health::Fact;
pub use sellerdesk_journal::simulation::by_hand::{ManualClock, now};
use serde_json::json;

pub const HOUR_MS: i64 = 3_600_000;
pub const DAY_MS: i64 = 24 * HOUR_MS;
/// 2026-11-20T12:00:00Z.
pub const NOW: i64 = 1_795_176_000_000;

pub fn id() -> AccountId {
    AccountId::parse("amazon", "main").unwrap()
}

fn fact(value: serde_json::Value) -> Fact {
    serde_json::from_value(value).unwrap()
}

fn at(at: i64) -> String {
    sellerdesk_deadline::format_instant(at).unwrap()
}

pub fn order(number: u64, placed: i64) -> Fact {
    fact(json!({ "id": format!("o{number}"), "at": at(placed), "order": format!("302-{number}"), "site": "us",
        "what": { "order": { "placed_at": at(placed) } } }))
}

pub fn claim(number: u64, when: i64, state: &str) -> Fact {
    fact(json!({ "id": format!("z{number}{state}"), "at": at(when), "order": format!("302-{number}"), "site": "us",
        "what": { "defect": { "kind": "claim", "reference": "A", "state": state } } }))
}

pub fn fraud(number: u64, when: i64) -> Fact {
    fact(json!({ "id": format!("f{number}"), "at": at(when), "order": format!("302-{number}"), "site": "us",
        "what": { "defect": { "kind": "chargeback", "state": "opened", "fraud": true } } }))
}

fn message(number: u64, when: i64, author: &str) -> Fact {
    fact(json!({ "id": format!("m{number}{author}"), "at": at(when), "site": "us",
        "what": { "message": { "thread": format!("t{number}"), "author": author } } }))
}

/// Sixty days of orders with few defects, some taken back, and answered messages.
pub fn quiet_shop(orders: u64) -> Vec<Fact> {
    let mut facts = Vec::new();
    for number in 0..orders {
        let placed =
            NOW - 60 * DAY_MS + i64::try_from(number).unwrap() * (59 * DAY_MS / i64::try_from(orders).unwrap());
        facts.push(order(number, placed));
        if number % 400 == 7 {
            facts.push(claim(number, placed + 5 * HOUR_MS, "opened"));
        }
        if number % 30 == 11 {
            facts.push(claim(number, placed + 5 * HOUR_MS, "opened"));
            facts.push(claim(number, placed + 9 * HOUR_MS, "denied"));
        }
        if number % 10 == 3 {
            facts.push(message(number, placed, "buyer"));
            facts.push(message(number, placed + 2 * HOUR_MS, "seller"));
        }
    }
    facts
}

/// A small generator, the same on every run.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % below
    }
}

/// Records of one conversation, and what the journal's fold makes of them in a given order.
pub mod talk {
    use super::{HOUR_MS, id};
    use sellerdesk_canonical::{Author, ConversationId, Event, EventId, Happening, Message, Risk, RiskKind, RiskState};
    use sellerdesk_inbox::action::{Acted, Action};
    use sellerdesk_inbox::conversation::Conversation;
    use sellerdesk_inbox::record::{Delivered, Origin, Record, Source, What};
    use sellerdesk_inbox::rules::{Category, Judgement, Priority};
    use sellerdesk_journal::{Entry, Fold};

    pub fn source(thread: &str) -> Source {
        let id = id();
        Source { channel: id.channel().to_owned(), account: id.account().to_owned(), thread: thread.to_owned() }
    }

    pub fn delivered(thread: &str, name: &str, at: i64, happening: Happening) -> Record {
        let event = Event {
            id: format!("{thread}/{name}"),
            thread: thread.to_owned(),
            at,
            buyer: None,
            order_id: Some(format!("302-{thread}")),
            product_id: Some("lamp-1".to_owned()),
            site: Some("amazon.de".to_owned()),
            happening,
        };
        let judgement = Judgement {
            category: Category::QualityIssue,
            also: Vec::new(),
            confidence: 1.0,
            risk: Vec::new(),
            language: "de".to_owned(),
            priority: Priority::Normal,
            sentiment: "neutral".to_owned(),
            urgency: "low".to_owned(),
            entities: Vec::new(),
            evidence: Vec::new(),
            needs_no_reply: false,
            vip: false,
            rules: Vec::new(),
        };
        let is_buyers = matches!(&event.happening, Happening::Message(message) if message.author == Author::Buyer);
        let id = EventId::delivered("amazon", "main", &event.id);
        let (source, judgement, policy) = (source(thread), is_buyers.then_some(judgement), String::new());
        Record {
            id,
            recorded_at: at,
            what: What::Delivered(Box::new(Delivered { source, event, judgement, policy, origin: Origin::Live })),
        }
    }

    pub fn message(author: Author) -> Happening {
        Happening::Message(Message {
            author,
            text: "hello".to_owned(),
            subject: None,
            attachments: Vec::new(),
            language: None,
            machine: None,
            truncated: false,
        })
    }

    pub fn risk(kind: RiskKind, state: RiskState, reference: &str) -> Happening {
        Happening::Risk(Risk { kind, state, reference: reference.to_owned(), amount: None, reason: None, due_at: None })
    }

    pub fn acted(thread: &str, at: i64, action: Action) -> Record {
        let conversation = ConversationId::derive("amazon", "main", thread);
        let id = EventId::recorded(conversation, &format!("{at}{action:?}"));
        Record { id, recorded_at: at, what: What::Acted(Box::new(Acted { at, by: "kim".to_owned(), action })) }
    }

    /// A conversation whose journal has these records in this order.
    pub fn fold(records: &[Record]) -> Conversation {
        let mut conversation = Conversation::default();
        for (record, sequence) in records.iter().zip(1..) {
            let entry = Entry {
                event_id: sellerdesk_journal::EventId(record.id.bytes()),
                began_ms: HOUR_MS,
                at_ms: HOUR_MS,
                payload: record.encode().unwrap(),
            };
            conversation.apply(sequence, &entry);
        }
        conversation
    }
}

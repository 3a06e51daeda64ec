//! The worst that the limits allow still fits into one stored value.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

use sellerdesk_adapter::Reply;
use sellerdesk_canonical::limits::{ATTACHMENTS_MAX, ID_BYTES_MAX, LINE_BYTES_MAX, LINK_BYTES_MAX, TEXT_BYTES_MAX};
use sellerdesk_canonical::{
    Attachment, Author, Buyer, ConversationId, Event, EventId, Happening, Message, Money, Risk, RiskKind, RiskState,
};
use sellerdesk_inbox::conversation::Conversation;
use sellerdesk_inbox::limits::{
    BODY_PART_BYTES_MAX, BODY_PARTS_MAX, ITEM_ALSO_MAX, ITEM_RISKS_MAX, ITEMS_MAX, POLICY_BYTES_MAX, RECORD_BYTES_MAX,
    REPLIES_PENDING_MAX, REPLIES_SETTLED_MAX, REPLY_REASON_CHARS_MAX, REPLY_TEXT_BYTES_MAX,
};
use sellerdesk_inbox::outbox::ReplyState;
use sellerdesk_inbox::record::{Claimed, Delivered, Origin, Queued, Record, Source, Tried, What};
use sellerdesk_inbox::rules::{Category, Entity, Judgement, Point, Priority, Risk as RiskFlag};
use sellerdesk_inbox::{Desk, InboxError, Unread, accept, quarantine, read, read_body};
use sellerdesk_journal::memory::MemoryStore;
use sellerdesk_journal::{Entry, Fold, VALUE_BYTES_MAX};
use support::store::{BEGIN_MS, ManualClock, now};
use support::{PlainRules, message};

/// Points that one item can bring about: eight warnings and the deadline.
const POINTS_PER_ITEM: usize = 9;

/// A text of exactly so many bytes that differs by number.
fn filled(number: usize, bytes: usize) -> String {
    let mut text = format!("{number:08}{}", "\u{1f4e6}".repeat(bytes / 4));
    text.truncate(text.floor_char_boundary(bytes));
    text
}

fn source() -> Source {
    Source { channel: filled(0, 64), account: filled(0, 64), thread: filled(0, ID_BYTES_MAX) }
}

fn judgement() -> Judgement {
    Judgement {
        category: Category::DisputeThreat,
        also: vec![Category::OrderChange; ITEM_ALSO_MAX + 1],
        confidence: 1.0,
        risk: vec![RiskFlag::Legal; ITEM_RISKS_MAX + 1],
        language: "zh-hant-hk".to_owned(),
        priority: Priority::Urgent,
        sentiment: "negative".to_owned(),
        urgency: "high".to_owned(),
        entities: Vec::new(),
        evidence: Vec::new(),
        needs_no_reply: false,
        vip: false,
        rules: Vec::new(),
    }
}

/// A claim with every field as long as it may be.
fn claim(number: usize) -> Record {
    let event = Event {
        id: filled(number, ID_BYTES_MAX),
        thread: filled(0, ID_BYTES_MAX),
        at: i64::MAX - number as i64,
        buyer: Some(Buyer { id: filled(number, ID_BYTES_MAX), name: Some(filled(number, LINE_BYTES_MAX)) }),
        order_id: Some(filled(number, ID_BYTES_MAX)),
        product_id: Some(filled(number, ID_BYTES_MAX)),
        site: Some(filled(number, LINE_BYTES_MAX)),
        happening: Happening::Risk(Risk {
            kind: RiskKind::AccountAtRisk,
            state: RiskState::Updated,
            reference: filled(number, ID_BYTES_MAX),
            amount: Some(Money { amount: "999999999999.999999".to_owned(), currency: "EUR".to_owned() }),
            reason: Some(filled(number, LINE_BYTES_MAX)),
            due_at: Some(i64::MAX),
        }),
    };
    let policy = filled(number, POLICY_BYTES_MAX);
    let id = EventId::delivered("c", "a", &event.id);
    let what = What::Delivered(Box::new(Delivered {
        source: source(),
        event,
        judgement: Some(judgement()),
        policy,
        origin: Origin::Live,
    }));
    Record { id, recorded_at: i64::MAX, what }
}

fn point(number: usize) -> Record {
    let id = filled(number, ID_BYTES_MAX);
    let (clock, target) = ("company".to_owned(), "platform_due".to_owned());
    let point = Point { id: id.clone(), at: i64::MAX, due_at: i64::MAX, clock, target, permille: 1_000 };
    let conversation = ConversationId::derive("c", "a", "t");
    Record { id: EventId::recorded(conversation, &id), recorded_at: i64::MAX, what: What::Passed(point) }
}

/// A reply and its first attempt, the last ones still pending, with a reason as long as it is kept.
fn replied(number: usize) -> [Record; 3] {
    let record = |what: &str, then| {
        let id = EventId::delivered("c", "a", &format!("{what} {number}"));
        Record { id, recorded_at: i64::MAX, what: then }
    };
    let reply = Reply {
        id: filled(number, 32),
        thread: filled(0, ID_BYTES_MAX),
        buyer: None,
        order_id: None,
        product_id: None,
        site: None,
        subject: None,
        text: filled(number, REPLY_TEXT_BYTES_MAX),
        in_reply_to: None,
        references: Vec::new(),
        buyer_wrote_at: None,
        is_automatic: false,
    };
    let at = i64::MAX;
    let queued = record("queued", What::Queued(Box::new(Queued { at, by: "ada".to_owned(), reply, template: None })));
    let state = if number < REPLIES_SETTLED_MAX { ReplyState::Failed } else { ReplyState::Pending };
    let reason = Some(filled(number, 4 * REPLY_REASON_CHARS_MAX + 8));
    let tried = Tried { reply: queued.id, attempt: 1, state, reason, at, retry_at: at };
    let claimed = Claimed { reply: queued.id, attempt: 1, at };
    [queued, record("claimed", What::Claimed(claimed)), record("tried", What::Tried(tried))]
}

fn apply(conversation: &mut Conversation, sequence: usize, record: &Record) {
    let (event_id, payload) = (sellerdesk_journal::EventId(record.id.bytes()), record.encode().unwrap());
    conversation.apply(sequence as u64, &Entry { event_id, began_ms: 0, at_ms: 0, payload });
}

#[test]
fn the_longest_conversation_fits_into_a_snapshot_and_comes_back() {
    let mut conversation = Conversation::default();
    for number in 0..ITEMS_MAX {
        apply(&mut conversation, number + 1, &claim(number));
    }
    // Three steps of policy more: each item more urgent than those before it in time.
    for (number, priority) in [Priority::High, Priority::Normal, Priority::Low].into_iter().enumerate() {
        let mut step = claim(ITEMS_MAX + number);
        if let What::Delivered(delivered) = &mut step.what {
            delivered.event.happening = message("t", "m", 0, Author::Buyer, &filled(number, TEXT_BYTES_MAX)).happening;
            delivered.event.at = i64::MIN + 10 - number as i64;
            delivered.judgement.as_mut().unwrap().priority = priority;
        }
        apply(&mut conversation, ITEMS_MAX + number + 1, &step);
    }
    assert!(conversation.is_full());
    assert_eq!((conversation.items.len(), conversation.policies.len()), (ITEMS_MAX + 3, 4));
    for number in 0..ITEMS_MAX * POINTS_PER_ITEM {
        apply(&mut conversation, 2 * ITEMS_MAX + number, &point(number));
    }
    for number in 0..REPLIES_SETTLED_MAX + REPLIES_PENDING_MAX {
        replied(number).iter().for_each(|record| apply(&mut conversation, 10 * ITEMS_MAX + number, record));
    }
    // The oldest has made room for the first that is pending.
    assert_eq!(conversation.outbox.0.len(), REPLIES_SETTLED_MAX + REPLIES_PENDING_MAX - 1);
    let bytes = conversation.encode();
    // The journal puts its version before it.
    assert!(bytes.len() < VALUE_BYTES_MAX, "{} bytes", bytes.len());
    println!("{} bytes of {VALUE_BYTES_MAX}", bytes.len());
    assert!(Conversation::decode(&bytes).as_ref() == Some(&conversation));
}

#[test]
fn a_state_is_the_same_in_whatever_order_its_records_came() {
    let mut records: Vec<Record> = (0..60).map(claim).collect();
    records.extend((0..9).map(point));
    let mut forth = Conversation::default();
    records.iter().enumerate().for_each(|(place, record)| apply(&mut forth, place + 1, record));
    let mut back = Conversation::default();
    records.iter().enumerate().rev().for_each(|(place, record)| apply(&mut back, place + 1, record));
    assert!(forth == back);
    let excerpts = forth.items.iter().filter(|item| !item.excerpt.is_empty()).count();
    assert_eq!(excerpts, 1, "of the newest item alone");
}

#[test]
fn references_too_long_to_keep_still_tell_which_claim_ended() {
    let (store, clock) = (MemoryStore::default(), ManualClock::default());
    let desk = Desk::new(&store, &clock, &PlainRules);
    for (number, at, state) in [(1, 1, RiskState::Opened), (2, 2, RiskState::Opened), (1, 3, RiskState::Closed)] {
        let mut event = message("t", &format!("e{at}"), BEGIN_MS + at, Author::Buyer, "");
        let (kind, reference) = (RiskKind::Claim, filled(number, ID_BYTES_MAX));
        event.happening = Happening::Risk(Risk { kind, state, reference, amount: None, reason: None, due_at: None });
        now(accept(desk, "standard", "main", event)).unwrap();
    }
    let view = now(read(desk, ConversationId::derive("standard", "main", "t"))).unwrap();
    assert_eq!(view.row.waiting_since, Some(BEGIN_MS + 2));
}

fn heavy_message() -> Event {
    let attachment = Attachment {
        name: "\u{1}".repeat(LINE_BYTES_MAX),
        media_type: "\u{1}".repeat(LINE_BYTES_MAX),
        size_bytes: Some(u64::MAX),
        link: Some("\u{1}".repeat(LINK_BYTES_MAX)),
    };
    // JSON takes six bytes for each of these.
    let mut event = message("t", "m1", BEGIN_MS, Author::Buyer, &"\u{1}".repeat(TEXT_BYTES_MAX));
    if let Happening::Message(Message { attachments, .. }) = &mut event.happening {
        *attachments = vec![attachment; ATTACHMENTS_MAX];
    }
    event
}

#[test]
fn the_heaviest_message_is_taken_in_cut_and_says_so() {
    let (store, clock) = (MemoryStore::default(), ManualClock::default());
    let desk = Desk::new(&store, &clock, &PlainRules);
    let accepted = now(accept(desk, "standard", "main", heavy_message())).unwrap();
    let view = now(read(desk, accepted.conversation)).unwrap();
    let What::Delivered(delivered) = &view.records[0].what else { panic!("not delivered") };
    let Happening::Message(message) = &delivered.event.happening else { panic!("no message") };
    assert!(message.truncated && !message.text.is_empty());
    assert!(!now(accept(desk, "standard", "main", heavy_message())).unwrap().is_new);
}

#[test]
fn a_record_loses_marks_before_attachments_and_those_before_text() {
    let mut judgement = judgement();
    let entity = Entity { kind: "order_id".to_owned(), text: filled(0, 1_000), start: 0, end: 1, issuer: None };
    judgement.entities = vec![entity; 300];
    let event = message("t", "m1", BEGIN_MS, Author::Buyer, "hello");
    let (id, policy) = (EventId::delivered("c", "a", "m1"), String::new());
    let delivered =
        Delivered { source: source(), event: event.clone(), judgement: Some(judgement), policy, origin: Origin::Live };
    let mut record = Record { id, recorded_at: 0, what: What::Delivered(Box::new(delivered)) };
    let bytes = record.encode().unwrap();
    assert!(bytes.len() <= RECORD_BYTES_MAX);
    let What::Delivered(kept) = Record::decode(&bytes).unwrap().what else { panic!("not delivered") };
    assert_eq!((kept.event, kept.judgement.unwrap().entities.len()), (event, 0));
    if let What::Delivered(delivered) = &mut record.what {
        delivered.policy = filled(0, VALUE_BYTES_MAX);
    }
    assert_eq!(record.encode(), Err(InboxError::Unencodable));
}

#[test]
fn an_unread_delivery_is_kept_whatever_its_id_and_up_to_its_limit() {
    let (store, clock) = (MemoryStore::default(), ManualClock::default());
    let desk = Desk::new(&store, &clock, &PlainRules);
    let body: Vec<u8> = (0..BODY_PARTS_MAX * BODY_PART_BYTES_MAX + 1).map(|number| number as u8).collect();
    let (long, problem) = (filled(0, VALUE_BYTES_MAX), filled(1, VALUE_BYTES_MAX));
    let unread = Unread {
        channel: "standard",
        account: "main",
        id: Some(&long),
        problem: &problem,
        media_type: &long,
        body: &body,
    };
    let conversation = now(quarantine(desk, unread)).unwrap();
    assert_eq!(now(quarantine(desk, unread)).unwrap(), conversation);
    assert!(now(read_body(desk, conversation)).unwrap() == body[..body.len() - 1]);
}

//! Messages go on in a conversation of their own, and a merge is taken back: nothing is lost, doubled or late unseen.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

mod support;

use sellerdesk_canonical::{Author, ConversationId, EventId};
use sellerdesk_inbox::action::Action;
use sellerdesk_inbox::record::{Record, What};
use sellerdesk_inbox::row::{Row, Status};
use sellerdesk_inbox::{
    ConversationView, Deed, Desk, Draft, Filter, InboxError, Split, accept, act_all, erase_records, follow, list, read,
    reply, split, undo,
};
use sellerdesk_journal::memory::MemoryStore;
use sellerdesk_journal::simulation::by_hand::Mortal;
use sellerdesk_journal::{Clock, Store};
use support::store::{ManualClock, now};
use support::{HOUR_MS, PlainRules, message};

type PlainDesk<'a, S> = Desk<'a, S, ManualClock, PlainRules>;

/// A thread with an urgent message, a question and thanks, a minute apart.
struct Thread {
    store: MemoryStore,
    clock: ManualClock,
    id: ConversationId,
    began: i64,
}

impl Thread {
    fn new() -> Self {
        let (store, clock) = (MemoryStore::default(), ManualClock::default());
        let began = clock.wall_ms();
        let mut thread = Self { store, clock, id: ConversationId::derive("standard", "main", "t"), began };
        for (number, text) in ["an urgent matter", "another question", "thanks"].iter().enumerate() {
            thread.comes(number, text);
        }
        thread.id = ConversationId::derive("standard", "main", "t");
        thread
    }

    fn desk(&self) -> PlainDesk<'_, MemoryStore> {
        Desk::new(&self.store, &self.clock, &PlainRules)
    }

    fn comes(&self, number: usize, text: &str) {
        let at = self.began + i64::try_from(number).unwrap() * 60_000;
        let event = message("t", &format!("m{number}"), at, Author::Buyer, text);
        now(accept(self.desk(), "standard", "main", event)).unwrap();
        self.clock.advance(1_000);
    }

    fn view(&self, id: ConversationId) -> ConversationView {
        now(read(self.desk(), id)).unwrap()
    }

    fn splits(&self, numbers: &[usize]) -> Result<Row, InboxError> {
        self.clock.advance(1_000);
        now(split(self.desk(), self.id, Split { items: &items(numbers), by: "mia" }))
    }

    fn acts(&self, id: ConversationId, deed: Deed, key: &str) -> Row {
        self.clock.advance(1_000);
        now(act_all(self.desk(), id, vec![deed], "mia", Some(key))).unwrap()
    }
}

fn items(numbers: &[usize]) -> Vec<EventId> {
    numbers.iter().map(|number| EventId::delivered("standard", "main", &format!("m{number}"))).collect()
}

fn texts(view: &ConversationView) -> Vec<String> {
    let text = |record: &Record| match &record.what {
        What::Delivered(delivered) => Some(serde_json::to_value(&delivered.event).unwrap()["happening"].to_string()),
        _ => None,
    };
    view.records.iter().filter_map(text).collect()
}

#[test]
fn a_message_goes_on_elsewhere_with_its_own_deadline_and_the_rest_without_it() {
    let thread = Thread::new();
    thread.acts(thread.id, Deed::Plain(Action::Assigned { to: Some("leo".to_owned()) }), "k");
    let part = thread.splits(&[1]).unwrap();
    assert_eq!(
        (part.company_deadline, part.waiting_since),
        (Some(thread.began + 60_000 + HOUR_MS), Some(thread.began + 60_000))
    );
    assert_eq!((part.assignee.as_deref(), part.items, part.status), (Some("leo"), 1, Status::Open));
    assert_eq!(part.order_id.as_deref(), Some("order-t"));
    let rest = thread.view(thread.id);
    assert_eq!((rest.row.items, rest.row.company_deadline), (2, Some(thread.began + HOUR_MS)));
    assert_eq!(texts(&rest).len(), 2, "{:?}", texts(&rest));
    assert_eq!(texts(&thread.view(part.conversation)).len(), 1);
    let listed = now(list(thread.desk(), &Filter::default(), None, 10)).unwrap().rows;
    assert_eq!(listed.len(), 2, "{listed:?}");
    // Closing one leaves the other.
    thread.acts(thread.id, Deed::Plain(Action::Closed), "c");
    assert_eq!(thread.view(part.conversation).row.status, Status::Open);
}

#[test]
fn what_stays_is_only_as_urgent_as_it_is_and_shows_its_own_words() {
    let thread = Thread::new();
    let part = thread.splits(&[0, 2]).unwrap();
    assert!(part.is_at_risk(), "{part:?}");
    let rest = thread.view(thread.id);
    assert!(!rest.row.is_at_risk());
    assert_eq!(rest.row.excerpt, "another question");
    assert_eq!(rest.conversation.policy(), Some("{\"policy\":\"general\"}"));
}

#[test]
fn again_and_redelivered_and_followed_it_is_there_once() {
    let thread = Thread::new();
    let part = thread.splits(&[1]).unwrap();
    assert_eq!(thread.splits(&[1]).unwrap().conversation, part.conversation);
    thread.comes(1, "another question");
    assert_eq!((thread.view(thread.id).row.items, thread.view(part.conversation).row.items), (2, 1));
    // What comes next on the thread comes in where the thread began.
    thread.comes(9, "one more thing");
    assert_eq!((thread.view(thread.id).row.items, thread.view(part.conversation).row.items), (3, 1));
    let followed = now(follow(thread.desk(), part.conversation, thread.began + HOUR_MS, async |on| {
        assert!(on.records.iter().all(|record| record.arrived().is_none()), "{:?}", on.records);
        Ok(Vec::new())
    }));
    assert_eq!(followed.unwrap(), 1);
}

#[test]
fn a_reply_from_it_goes_to_the_marketplaces_thread() {
    let thread = Thread::new();
    let part = thread.splits(&[1]).unwrap();
    let draft = Draft { text: "An answer".to_owned(), key: None, by: "mia".to_owned(), template: None };
    let item = now(reply(thread.desk(), part.conversation, draft)).unwrap();
    let view = thread.view(part.conversation);
    let queued = view.records.iter().find_map(|record| match &record.what {
        What::Queued(queued) if record.id == item.id => Some(queued.reply.clone()),
        _ => None,
    });
    assert_eq!(queued.unwrap().thread, "t");
}

#[test]
fn only_messages_of_it_and_one_has_to_stay() {
    let thread = Thread::new();
    let refused = |outcome: Result<Row, InboxError>| matches!(outcome, Err(InboxError::Draft { field: "items", .. }));
    assert!(refused(thread.splits(&[])));
    assert!(refused(thread.splits(&[7])));
    assert!(refused(thread.splits(&[0, 1, 2])));
    assert_eq!(thread.view(thread.id).row.items, 3);
    let unknown = ConversationId::derive("standard", "main", "nothing");
    let split = now(split(thread.desk(), unknown, Split { items: &items(&[0]), by: "mia" }));
    assert_eq!(split.unwrap_err(), InboxError::NotFound);
}

#[test]
fn a_crash_anywhere_loses_nothing_and_doing_it_again_ends_it() {
    let part = Thread::new().splits(&[1]).unwrap().conversation;
    for takes_effect in [false, true] {
        for operations in 0..200 {
            let thread = Thread::new();
            let store = Mortal::new(&thread.store, operations, takes_effect);
            let desk = Desk::new(&store, &thread.clock, &PlainRules);
            let ask = items(&[1]);
            let died = now(split(desk, thread.id, Split { items: &ask, by: "mia" })).is_err();
            // Nothing is nowhere.
            let there = now(read(thread.desk(), part)).map_or(0, |view| view.row.items);
            assert!(thread.view(thread.id).row.items + there >= 3, "{operations}");
            assert_eq!(thread.splits(&[1]).unwrap().conversation, part);
            assert_eq!((thread.view(thread.id).row.items, thread.view(part).row.items), (2, 1), "{operations}");
            let rows = now(list(thread.desk(), &Filter::default(), None, 10)).unwrap().rows;
            let counts: Vec<u32> = rows.iter().map(|row| row.items).collect();
            assert_eq!((rows.len(), counts.iter().sum::<u32>()), (2, 3), "{operations} {counts:?}");
            if !died {
                return;
            }
        }
    }
    panic!("it never came to its end");
}

#[test]
fn other_messages_go_elsewhere_than_those_of_a_try_that_died() {
    let mut written = false;
    for operations in 0..60 {
        let thread = Thread::new();
        let store = Mortal::new(&thread.store, operations, true);
        let ask = items(&[0, 1]);
        let desk = Desk::new(&store, &thread.clock, &PlainRules);
        let first = now(split(desk, thread.id, Split { items: &ask, by: "mia" }));
        if first.is_ok() || thread.view(thread.id).row.items < 3 {
            break;
        }
        written |=
            thread.store.snapshot().iter().any(|(_, value)| String::from_utf8_lossy(value).contains("\"split\""));
        let part = thread.splits(&[0]).unwrap();
        assert_eq!((part.items, thread.view(thread.id).row.items), (1, 2), "{operations}");
    }
    assert!(written, "one of them died between the two");
}

#[test]
fn whoever_is_forgotten_is_forgotten_in_both() {
    let thread = Thread::new();
    let part = thread.splits(&[1]).unwrap().conversation;
    for id in [thread.id, part] {
        thread.acts(id, Deed::Plain(Action::Erased { reason: "request".to_owned() }), "e");
        now(erase_records(thread.desk(), id)).unwrap();
    }
    let values = thread.store.snapshot();
    let holds = |words: &str| values.iter().filter(|(_, value)| String::from_utf8_lossy(value).contains(words)).count();
    assert_eq!((holds("another question"), holds("an urgent matter")), (0, 0));
    let refused = thread.splits(&[0]);
    assert!(matches!(refused, Err(InboxError::Draft { field: "items", .. })), "{refused:?}");
}

#[test]
fn a_merge_is_taken_back_on_both_sides() {
    let thread = Thread::new();
    let event = message("u", "u1", thread.clock.wall_ms(), Author::Buyer, "hello");
    let other = now(accept(thread.desk(), "standard", "main", event)).unwrap().conversation;
    let same = |row: &Row| Row { version: 0, excerpt: String::new(), ..row.clone() };
    let before = (thread.view(thread.id).row, thread.view(other).row);
    let merged = thread.acts(other, Deed::MergeInto(thread.id), "m");
    assert_eq!((merged.status, thread.view(thread.id).row.items), (Status::Closed, 4));
    for _ in 0..2 {
        thread.clock.advance(1_000);
        now(undo(thread.desk(), other, "m", "mia")).unwrap();
        assert_eq!(same(&thread.view(other).row), same(&before.1));
        assert_eq!(same(&thread.view(thread.id).row), same(&before.0));
    }
    // It can be merged again, and taken back again.
    thread.acts(other, Deed::MergeInto(thread.id), "m2");
    assert_eq!(thread.view(thread.id).row.items, 4);
    now(undo(thread.desk(), other, "m2", "mia")).unwrap();
    assert_eq!(thread.view(thread.id).row.items, 3);
}

/// What conversations hold in a store; the index forgets when it is made compact.
trait Snapshot {
    fn snapshot(&self) -> Vec<(String, Vec<u8>)>;
}

impl Snapshot for MemoryStore {
    fn snapshot(&self) -> Vec<(String, Vec<u8>)> {
        let keys = self.keys().into_iter().filter(|key| key.starts_with("c1:"));
        keys.filter_map(|key| Some((key.clone(), now(self.get(&key)).unwrap()?))).collect()
    }
}

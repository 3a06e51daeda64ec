//! What follows from what came in: once everything went well, again after a failure, given up in the end; and deadlines
//! wait for none of it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod support;

use sellerdesk_canonical::{Author, ConversationId};
use sellerdesk_inbox::index::Index;
use sellerdesk_inbox::limits::{FOLLOW_ATTEMPTS_MAX, FOLLOW_BACKOFF_MS};
use sellerdesk_inbox::record::{Record, What};
use sellerdesk_inbox::row::Row;
use sellerdesk_inbox::rules::Point;
use sellerdesk_inbox::{Aide, Desk, Following, InboxError, Swept, accept, follow, read, sweep};
use sellerdesk_journal::StoreError;
use sellerdesk_journal::memory::MemoryStore;
use std::cell::{Cell, RefCell};
use support::store::{BEGIN_MS, ManualClock, now};
use support::{HOUR_MS, PlainRules, message};

type PlainDesk<'a> = Desk<'a, MemoryStore, ManualClock, PlainRules>;

/// Notes what it is to follow, and fails while it is told to.
struct Assistant<'a> {
    desk: PlainDesk<'a>,
    is_failing: Cell<bool>,
    followed: RefCell<Vec<String>>,
}

impl Aide for Assistant<'_> {
    async fn tell(&self, _row: &Row, _points: &[Point]) -> Result<(), InboxError> {
        Ok(())
    }

    async fn follow(&self, conversation: ConversationId, at: i64) -> Result<(), InboxError> {
        let is_failing = self.is_failing.get();
        let step = async |following: &Following<'_>| {
            let names = following.records.iter().map(|record| match &record.what {
                What::Delivered(delivered) => delivered.event.id.clone(),
                other => format!("{other:?}"),
            });
            self.followed.borrow_mut().extend(names);
            match is_failing {
                true => Err(StoreError::TooSlow { operation: "step" }.into()),
                false => Ok(Vec::<Record>::new()),
            }
        };
        follow(self.desk, conversation, at, step).await.map(drop)
    }
}

struct Office {
    store: MemoryStore,
    clock: ManualClock,
}

impl Office {
    fn asked() -> Self {
        let office = Self { store: MemoryStore::default(), clock: ManualClock::default() };
        let event = message("t", "m1", BEGIN_MS, Author::Buyer, "where is my parcel?");
        now(accept(office.desk(), "standard", "main", event)).unwrap();
        office
    }

    fn desk(&self) -> PlainDesk<'_> {
        Desk::new(&self.store, &self.clock, &PlainRules)
    }

    fn assistant(&self, is_failing: bool) -> Assistant<'_> {
        Assistant { desk: self.desk(), is_failing: Cell::new(is_failing), followed: RefCell::default() }
    }

    fn sweep(&self, assistant: &Assistant<'_>, at: i64) -> Swept {
        now(sweep(self.desk(), at, async |ms| self.clock.advance(ms as i64), assistant)).unwrap()
    }

    fn is_due(&self, at: i64) -> bool {
        let index = now(Index::load(&self.store, &self.clock)).unwrap();
        !now(index.due(at, 10)).unwrap().0.is_empty()
    }
}

fn conversation() -> ConversationId {
    ConversationId::derive("standard", "main", "t")
}

#[test]
fn what_came_in_is_followed_once() {
    let office = Office::asked();
    let assistant = office.assistant(false);
    assert_eq!(office.sweep(&assistant, BEGIN_MS).followed, 1);
    assert_eq!(office.sweep(&assistant, BEGIN_MS).followed, 0);
    assert_eq!(assistant.followed.take(), ["m1"]);
    assert!(!office.is_due(BEGIN_MS + 1));
    let view = now(read(office.desk(), conversation())).unwrap();
    assert_eq!(view.records.len(), 1, "book-keeping is not shown");
}

#[test]
fn a_failure_is_tried_again_later_and_a_deadline_doesnt_wait_for_it() {
    let office = Office::asked();
    let assistant = office.assistant(true);
    let late = BEGIN_MS + 2 * HOUR_MS;
    let swept = office.sweep(&assistant, late);
    assert_eq!((swept.followed, swept.warnings, swept.breaches), (0, 1, 1));
    assert!(!office.is_due(late + FOLLOW_BACKOFF_MS - 1) && office.is_due(late + FOLLOW_BACKOFF_MS));
    assistant.is_failing.set(false);
    assert_eq!(office.sweep(&assistant, late + FOLLOW_BACKOFF_MS).followed, 1);
    assert_eq!(assistant.followed.take(), ["m1", "m1"]);
}

#[test]
fn what_always_fails_is_given_up_in_the_end() {
    let office = Office::asked();
    let assistant = office.assistant(true);
    for attempt in 0..i64::from(FOLLOW_ATTEMPTS_MAX) + 3 {
        office.sweep(&assistant, BEGIN_MS + attempt * FOLLOW_BACKOFF_MS);
    }
    assert_eq!(assistant.followed.take().len(), FOLLOW_ATTEMPTS_MAX as usize);
}

#[test]
fn a_message_that_comes_while_others_are_put_off_waits_no_longer_than_they() {
    let office = Office::asked();
    let assistant = office.assistant(true);
    office.sweep(&assistant, BEGIN_MS);
    let event = message("t", "m2", BEGIN_MS + 1, Author::Buyer, "hello?");
    now(accept(office.desk(), "standard", "main", event)).unwrap();
    assistant.is_failing.set(false);
    assistant.followed.take();
    office.sweep(&assistant, BEGIN_MS + FOLLOW_BACKOFF_MS);
    assert_eq!(assistant.followed.take(), ["m1", "m2"]);
}

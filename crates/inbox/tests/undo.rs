//! Taking back: what was done counts as never done, and only its doer's, soon after, with nothing done since.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod support;

use sellerdesk_canonical::{Author, ConversationId};
use sellerdesk_inbox::action::Action;
use sellerdesk_inbox::limits::UNDO_MS_MAX;
use sellerdesk_inbox::row::{Row, Status};
use sellerdesk_inbox::rules::{Category, Priority};
use sellerdesk_inbox::{Deed, Desk, InboxError, accept, act_all, read, undo};
use sellerdesk_journal::Clock;
use sellerdesk_journal::memory::MemoryStore;
use support::store::{ManualClock, now};
use support::{PlainRules, message};

struct Office {
    store: MemoryStore,
    clock: ManualClock,
    id: ConversationId,
}

impl Office {
    fn new() -> Self {
        let (store, clock) = (MemoryStore::default(), ManualClock::default());
        let event = message("t", "m1", clock.wall_ms(), Author::Buyer, "hello");
        let id = now(accept(Desk::new(&store, &clock, &PlainRules), "standard", "main", event)).unwrap().conversation;
        Self { store, clock, id }
    }

    fn desk(&self) -> Desk<'_, MemoryStore, ManualClock, PlainRules> {
        Desk::new(&self.store, &self.clock, &PlainRules)
    }

    fn does(&self, by: &str, key: &str, deeds: &[Deed]) -> Row {
        self.clock.advance(1_000);
        now(act_all(self.desk(), self.id, deeds.to_vec(), by, Some(key))).unwrap()
    }

    fn plain(&self, by: &str, key: &str, action: Action) -> Row {
        self.does(by, key, &[Deed::Plain(action)])
    }

    fn undoes(&self, by: &str, key: &str) -> Result<Row, InboxError> {
        self.clock.advance(1_000);
        now(undo(self.desk(), self.id, key, by))
    }

    fn row(&self) -> Row {
        now(read(self.desk(), self.id)).unwrap().row
    }
}

fn assigned(to: &str) -> Action {
    Action::Assigned { to: Some(to.to_owned()) }
}

/// Without what grows with every record.
fn same(row: &Row) -> Row {
    Row { version: 0, ..row.clone() }
}

#[test]
fn each_kind_of_act_counts_as_never_done() {
    let tag = |tag: &str, on| Deed::Plain(Action::Tagged { tag: tag.to_owned(), on });
    let all: [(&str, Vec<Deed>); 9] = [
        ("assignment", vec![Deed::Plain(assigned("leo"))]),
        ("tags", vec![tag("a", true), tag("known", false)]),
        ("closed", vec![Deed::Plain(Action::Closed)]),
        ("pending", vec![Deed::Plain(Action::Pending)]),
        ("spam", vec![Deed::Plain(Action::Spam)]),
        ("no_reply", vec![Deed::Plain(Action::NoReplyNeeded)]),
        ("priority", vec![Deed::Prioritize(Priority::Low)]),
        ("category", vec![Deed::Categorize(Category::InvoicePayment)]),
        ("vip", vec![Deed::Plain(Action::Valued { vip: true })]),
    ];
    for (key, deeds) in all {
        for has_history in [false, true] {
            let office = Office::new();
            office.does("mia", "before", &[tag("known", true)]);
            if has_history {
                office.plain("ada", "b1", assigned("ada"));
                office.does("ada", "b2", &[Deed::Prioritize(Priority::High)]);
                office.does("ada", "b3", &[Deed::Categorize(Category::UsageHowto)]);
                office.plain("ada", "b4", Action::Valued { vip: false });
                office.plain("ada", "b5", Action::Snoozed { until: office.clock.wall_ms() + 1_000_000 });
            }
            let before = office.row();
            let done = office.does("mia", key, &deeds);
            assert_ne!(same(&done), same(&before), "{key}");
            let undone = office.undoes("mia", key).unwrap();
            assert_eq!(same(&undone), same(&before), "{key} {has_history}");
            assert_eq!(same(&office.row()), same(&before), "{key}");
            // Again it changes nothing, and the deadline is what it was.
            assert_eq!(office.undoes("mia", key).unwrap(), undone, "{key}");
        }
    }
}

#[test]
fn only_ones_own_act_of_the_last_minutes_with_nothing_since() {
    let office = Office::new();
    office.plain("mia", "k1", assigned("mia"));
    let refused = |outcome: Result<Row, InboxError>| matches!(outcome, Err(InboxError::Draft { field: "key", .. }));
    assert!(refused(office.undoes("leo", "k1")));
    assert!(refused(office.undoes("mia", "k0")));
    office.plain("leo", "k2", assigned("leo"));
    assert!(matches!(office.undoes("mia", "k1"), Err(InboxError::Conflict { .. })));
    assert_eq!(office.row().assignee.as_deref(), Some("leo"));
    // Once the later one is taken back, the earlier one can be.
    office.undoes("leo", "k2").unwrap();
    assert_eq!(office.row().assignee.as_deref(), Some("mia"));
    office.undoes("mia", "k1").unwrap();
    assert_eq!(office.row().assignee, None);
    office.plain("mia", "k3", Action::Closed);
    office.clock.advance(UNDO_MS_MAX + 1);
    assert!(refused(office.undoes("mia", "k3")));
    assert_eq!(office.row().status, Status::Closed);
}

#[test]
fn notes_stay() {
    let office = Office::new();
    office.plain("mia", "k1", Action::Noted { text: "x".to_owned(), mentions: Vec::new() });
    assert!(matches!(office.undoes("mia", "k1"), Err(InboxError::Draft { field: "key", .. })));
}

#[test]
fn the_journal_keeps_both() {
    let office = Office::new();
    office.plain("mia", "k1", Action::Closed);
    office.undoes("mia", "k1").unwrap();
    let view = now(read(office.desk(), office.id)).unwrap();
    let acts = view.records.iter().filter(|record| matches!(record.what, sellerdesk_inbox::record::What::Acted(_)));
    assert_eq!(acts.count(), 2);
}

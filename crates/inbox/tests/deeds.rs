//! What people do to a conversation: its status, its row, and that everything happens once.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod support;

use sellerdesk_canonical::{Author, ConversationId};
use sellerdesk_inbox::action::Action;
use sellerdesk_inbox::row::{Row, Status};
use sellerdesk_inbox::rules::{Category, Priority};
use sellerdesk_inbox::{
    Deed, Desk, InboxError, Section, Unattended, accept, act, load_settings, put_settings, read, sweep,
};
use sellerdesk_journal::Clock;
use sellerdesk_journal::memory::MemoryStore;
use support::store::{BEGIN_MS, ManualClock, now};
use support::{DAY_MS, HOUR_MS, PlainRules, message};

/// A desk on a store in memory: everything is ready at once.
struct Office {
    store: MemoryStore,
    clock: ManualClock,
}

impl Office {
    fn new() -> Self {
        Self { store: MemoryStore::default(), clock: ManualClock::default() }
    }

    fn desk(&self) -> Desk<'_, MemoryStore, ManualClock, PlainRules> {
        Desk::new(&self.store, &self.clock, &PlainRules)
    }

    fn hear(&self, thread: &str, id: &str, author: Author) -> ConversationId {
        self.hear_text(thread, id, author, "hello")
    }

    fn hear_text(&self, thread: &str, id: &str, author: Author, text: &str) -> ConversationId {
        let event = message(thread, id, self.clock.wall_ms(), author, text);
        now(accept(self.desk(), "standard", "main", event)).unwrap().conversation
    }

    fn act(&self, conversation: ConversationId, deed: Deed) -> Row {
        self.clock.advance(1_000);
        now(act(self.desk(), conversation, deed, "mia", None)).unwrap()
    }

    fn plain(&self, conversation: ConversationId, action: Action) -> Row {
        self.act(conversation, Deed::Plain(action))
    }

    fn row(&self, conversation: ConversationId) -> Row {
        now(read(self.desk(), conversation)).unwrap().row
    }

    fn sweep(&self) -> sellerdesk_inbox::Swept {
        now(sweep(self.desk(), self.clock.wall_ms(), async |_| {}, &Unattended(self.desk()))).unwrap()
    }
}

#[test]
fn each_status_holds_until_somebody_writes() {
    let cases = [
        (Action::Pending, Status::Pending),
        (Action::Snoozed { until: BEGIN_MS + DAY_MS }, Status::Snoozed),
        (Action::NoReplyNeeded, Status::Closed),
        (Action::Resolved, Status::Resolved),
        (Action::Closed, Status::Closed),
        (Action::Spam, Status::Closed),
    ];
    for (action, status) in cases {
        let office = Office::new();
        let id = office.hear("t", "m1", Author::Buyer);
        assert_eq!(office.plain(id, action.clone()).status, status, "{action:?}");
        assert_eq!(office.plain(id, Action::Opened).status, Status::Open, "{action:?}");
        assert_eq!(office.row(id).waiting_since, Some(BEGIN_MS), "the buyer still waits after {action:?}");
        assert_eq!(office.plain(id, action.clone()).status, status, "{action:?}");
        office.clock.advance(1_000);
        office.hear("t", "m2", Author::Buyer);
        assert_eq!(office.row(id).status, Status::Open, "{action:?}");
    }
}

#[test]
fn a_snooze_ends_once_and_its_conversation_is_open_again() {
    let office = Office::new();
    let id = office.hear("t", "m1", Author::Buyer);
    office.plain(id, Action::Snoozed { until: BEGIN_MS + 10 * HOUR_MS });
    office.clock.advance(9 * HOUR_MS);
    assert_eq!(office.sweep().woken, 0);
    assert_eq!(office.row(id).status, Status::Snoozed);
    office.clock.advance(HOUR_MS);
    assert_eq!(office.sweep().woken, 1);
    assert_eq!(office.row(id).status, Status::Open);
    assert_eq!(office.sweep().woken, 0);
}

#[test]
fn assignee_tags_priority_and_category_are_the_last_word() {
    let office = Office::new();
    let id = office.hear("t", "m1", Author::Buyer);
    office.plain(id, Action::Assigned { to: Some("mia".to_owned()) });
    assert_eq!(office.row(id).assignee.as_deref(), Some("mia"));
    assert_eq!(office.plain(id, Action::Assigned { to: None }).assignee, None);
    for (tag, on) in [("b", true), ("a", true), ("b", false), ("c", true)] {
        office.plain(id, Action::Tagged { tag: tag.to_owned(), on });
    }
    assert_eq!(office.row(id).tags, ["a", "c"]);
    let row = office.act(id, Deed::Prioritize(Priority::High));
    assert_eq!((row.priority, row.reasons.last().map(String::as_str)), (Priority::High, Some("by_hand")));
    let row = office.act(id, Deed::Categorize(Category::RefundReturn));
    assert_eq!((row.category, row.priority), (Category::RefundReturn, Priority::High));
    let row = office.plain(id, Action::Valued { vip: true });
    assert!(row.vip && row.reasons.contains(&"vip".to_owned()));
    office.clock.advance(1_000);
    office.hear("t", "m2", Author::Buyer);
    let row = office.row(id);
    assert_eq!((row.category, row.priority), (Category::RefundReturn, Priority::High), "nothing more urgent came");
    office.clock.advance(1_000);
    office.hear_text("t", "m3", Author::Buyer, "urgent");
    let row = office.row(id);
    assert_eq!((row.category, row.priority), (Category::DisputeThreat, Priority::Urgent));
}

#[test]
fn a_key_counts_once() {
    let office = Office::new();
    let id = office.hear("t", "m1", Author::Buyer);
    let close = || now(act(office.desk(), id, Deed::Plain(Action::Closed), "mia", Some("k"))).unwrap();
    assert_eq!(close().status, Status::Closed);
    office.plain(id, Action::Opened);
    assert_eq!(close().status, Status::Open, "the key was used before it was opened again");
}

#[test]
fn what_is_merged_waits_since_it_did_and_its_source_is_closed() {
    let office = Office::new();
    let earlier = office.hear("a", "m1", Author::Buyer);
    office.clock.advance(HOUR_MS);
    let later = office.hear("b", "m2", Author::Buyer);
    office.hear("b", "r1", Author::Seller);
    office.clock.advance(HOUR_MS);
    let row = office.act(earlier, Deed::MergeInto(later));
    assert_eq!((row.status, row.merged_into), (Status::Closed, Some(later)));
    let target = office.row(later);
    assert_eq!((target.status, target.waiting_since), (Status::Open, Some(BEGIN_MS)));
    let into_itself = now(act(office.desk(), later, Deed::MergeInto(later), "mia", None));
    assert!(matches!(into_itself, Err(InboxError::Draft { field: "into", .. })));
    let into_merged = now(act(office.desk(), later, Deed::MergeInto(earlier), "mia", None));
    assert!(matches!(into_merged, Err(InboxError::Draft { field: "into", .. })));
}

#[test]
fn what_cannot_be_is_refused_by_name() {
    let office = Office::new();
    let id = office.hear("t", "m1", Author::Buyer);
    let refused = [
        (Action::Snoozed { until: BEGIN_MS - 1 }, "until"),
        (Action::Snoozed { until: BEGIN_MS + 400 * DAY_MS }, "until"),
        (Action::Tagged { tag: "x".repeat(65), on: true }, "tag"),
        (Action::Assigned { to: Some(String::new()) }, "assignee"),
        (Action::Noted { text: " ".to_owned(), mentions: Vec::new() }, "text"),
        (Action::Noted { text: "x".to_owned(), mentions: vec!["a\n".to_owned()] }, "mentions"),
    ];
    for (action, field) in refused {
        match now(act(office.desk(), id, Deed::Plain(action.clone()), "mia", None)) {
            Err(InboxError::Draft { field: named, .. }) => assert_eq!(named, field, "{action:?}"),
            other => panic!("{action:?}: {other:?}"),
        }
    }
    let nobody = ConversationId::derive("standard", "main", "nobody");
    let missing = now(act(office.desk(), nobody, Deed::Plain(Action::Closed), "mia", None));
    assert_eq!(missing, Err(InboxError::NotFound));
}

#[test]
fn nobody_in_charge_and_a_silent_buyer_are_followed_up_once() {
    let office = Office::new();
    let id = office.hear("t", "m1", Author::Buyer);
    office.clock.advance(31 * 60_000);
    assert_eq!((office.sweep().follow_ups, office.sweep().follow_ups), (1, 0));
    office.hear("t", "r1", Author::Seller);
    assert_eq!(office.row(id).status, Status::Pending);
    office.clock.advance(3 * DAY_MS);
    assert_eq!((office.sweep().follow_ups, office.sweep().follow_ups), (1, 0));
}

#[test]
fn of_two_edits_made_from_one_version_the_first_counts() {
    let office = Office::new();
    let put = |base, json: &str| now(put_settings(office.desk(), Section::Policies, base, json.to_owned(), "mia"));
    let first = put(0, "[]").unwrap();
    assert!(matches!(put(0, "[1]"), Err(InboxError::Conflict { version }) if version == first.version));
    let second = put(first.version, "[2]").unwrap();
    assert!(second.version > first.version);
    assert_eq!(now(load_settings(office.desk())).unwrap().document(Section::Policies), second);
    assert_eq!(now(sellerdesk_inbox::read_settings(&office.store)).unwrap().document(Section::Policies), second);
    let long = "x".repeat(40_000);
    assert!(matches!(put(second.version, &long), Err(InboxError::Draft { field: "document", .. })));
}

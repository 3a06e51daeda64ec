//! Replies from the queue to the buyer: what each answer of a marketplace makes of them, and what a crash leaves.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

use sellerdesk_adapter::Outcome;
use sellerdesk_canonical::{Author, ConversationId, Event, Failure, Happening};
use sellerdesk_inbox::index::Index;
use sellerdesk_inbox::limits::{
    REPLIES_PENDING_MAX, REPLY_AGE_MS_MAX, REPLY_ATTEMPTS_MAX, REPLY_BACKOFF_MS_MAX, REPLY_BACKOFF_MS_MIN,
    REPLY_CLAIM_MS, REPLY_TEXT_BYTES_MAX, SILENT_MS_MAX,
};
use sellerdesk_inbox::outbox::{Courier, OutboxItem, ReplyState, Sent};
use sellerdesk_inbox::record::What;
use sellerdesk_inbox::row::Status;
use sellerdesk_inbox::{
    Clock, ConversationView, Desk, Draft, InboxError, Swept, Unattended, accept, dispatch, read, reply, sweep,
};
use sellerdesk_journal::{HOLE_GRACE_MS, Store};
use std::pin::pin;
use std::task::{Context, Waker};
use support::courier::{Lost, Outage, Scripted, delivered, temporary};
use support::store::{BEGIN_MS, ManualClock, now};
use support::{DAY_MS, HOUR_MS, PlainRules, message};

/// A desk with one conversation, in which the buyer waits.
struct Office {
    store: Outage,
    clock: ManualClock,
}

fn conversation() -> ConversationId {
    ConversationId::derive("standard", "main", "t")
}

fn draft(key: &str, text: &str) -> Draft {
    Draft { text: text.to_owned(), key: Some(key.to_owned()), by: "ada".to_owned(), template: None }
}

impl Office {
    fn new() -> Self {
        Self::asked("where is my parcel?")
    }

    fn asked(question: &str) -> Self {
        let office = Self { store: Outage::default(), clock: ManualClock::default() };
        office.take(message("t", "m1", BEGIN_MS, Author::Buyer, question));
        office.clock.advance(1_000);
        // What came in was followed: nothing but replies and points is due from here on.
        office.sweep();
        office
    }

    fn desk(&self) -> Desk<'_, Outage, ManualClock, PlainRules> {
        Desk::new(&self.store, &self.clock, &PlainRules)
    }

    fn take(&self, event: Event) -> bool {
        now(accept(self.desk(), "standard", "main", event)).unwrap().is_new
    }

    fn queue(&self, key: &str, text: &str) -> Result<OutboxItem, InboxError> {
        now(reply(self.desk(), conversation(), draft(key, text)))
    }

    fn dispatch(&self, courier: &impl Courier) -> Option<OutboxItem> {
        now(dispatch(self.desk(), courier, conversation(), self.clock.wall_ms())).unwrap()
    }

    /// Dispatches once the reply's next attempt is due.
    fn dispatch_when_due(&self, courier: &impl Courier) -> OutboxItem {
        let due_at = self.view().conversation.outbox.due_at().unwrap();
        self.clock.advance((due_at - self.clock.wall_ms()).max(0));
        self.dispatch(courier).unwrap()
    }

    fn view(&self) -> ConversationView {
        now(read(self.desk(), conversation())).unwrap()
    }

    fn sweep(&self) -> Swept {
        let no_pause = async |_| panic!("somebody else holds the lease");
        now(sweep(self.desk(), self.clock.wall_ms(), no_pause, &Unattended(self.desk()))).unwrap()
    }

    fn is_due(&self, at: i64) -> bool {
        let index = now(Index::load(&self.store, &self.clock)).unwrap();
        now(index.due(at, 10)).unwrap().0.contains(&conversation())
    }

    /// The messages in the conversation: author and text.
    fn messages(&self) -> Vec<(Author, String)> {
        let events = self.view().records.into_iter().filter_map(|record| match record.what {
            What::Delivered(delivered) => Some(delivered.event.happening),
            _ => None,
        });
        let messages = events.filter_map(|happening| match happening {
            Happening::Message(message) => Some((message.author, message.text)),
            _ => None,
        });
        messages.collect()
    }
}

/// Polls a dispatch until it waits for its courier, and drops it there.
fn crash(office: &Office, courier: &impl Courier) {
    let mut work = pin!(dispatch(office.desk(), courier, conversation(), office.clock.wall_ms()));
    for _ in 0..1_000 {
        assert!(work.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
}

fn assert_refused<T: std::fmt::Debug>(outcome: Result<T, InboxError>, expected: &str) {
    match outcome {
        Err(InboxError::Draft { field, .. }) => assert_eq!(field, expected),
        outcome => panic!("not refused: {outcome:?}"),
    }
}

#[test]
fn a_reply_is_queued_sent_and_becomes_the_sellers_message() {
    let (office, courier) = (Office::new(), Scripted::answering([delivered(Some("m2"))]));
    let queued = office.queue("k1", "tomorrow").unwrap();
    assert_eq!((queued.state, queued.attempts), (ReplyState::Pending, 0));
    assert_eq!(office.view().row.status, Status::Open, "nothing was sent yet");
    let sent = office.dispatch(&courier).unwrap();
    assert_eq!((sent.id, sent.state, sent.attempts, sent.claim), (queued.id, ReplyState::Delivered, 1, None));
    let seen = courier.seen.borrow()[0].clone();
    assert_eq!((seen.0.id, seen.0.thread, seen.0.in_reply_to), (queued.id.to_string(), "t".into(), Some("m1".into())));
    assert_eq!((seen.0.order_id, seen.0.buyer_wrote_at, seen.1), (Some("order-t".into()), Some(BEGIN_MS), false));
    office.sweep();
    let view = office.view();
    assert_eq!((view.row.status, view.row.company_deadline), (Status::Pending, None));
    let silent_at = view.row.updated_at + SILENT_MS_MAX;
    assert_eq!(view.row.next_point_at, Some(silent_at), "nothing but a look at whether the buyer fell silent");
    assert_eq!(office.messages()[1], (Author::Seller, "tomorrow".to_owned()));
    assert_eq!(office.dispatch(&courier), None, "nothing is left to send");
}

#[test]
fn the_echo_changes_nothing_before_or_after_the_result() {
    for is_first in [false, true] {
        let office = Office::new();
        let echo = || office.take(message("t", "m2", office.clock.wall_ms() + 5, Author::Seller, "tomorrow"));
        let courier = Scripted::answering([delivered(Some("m2"))]).meanwhile(|| assert!(!is_first || echo()));
        office.queue("k1", "tomorrow").unwrap();
        assert_eq!(office.dispatch(&courier).unwrap().state, ReplyState::Delivered);
        assert!(is_first || !echo(), "an echo is no new event");
        assert_eq!(office.messages().len(), 2);
        assert_eq!(office.view().row.status, Status::Pending);
    }
}

#[test]
fn a_key_with_its_text_is_the_same_reply_and_with_another_it_is_refused() {
    let (office, courier) = (Office::new(), Scripted::default());
    let first = office.queue("k1", "tomorrow").unwrap();
    assert_eq!(office.queue("k1", "tomorrow").unwrap(), first);
    assert_refused(office.queue("k1", "today"), "Idempotency-Key");
    office.clock.advance(HOUR_MS / 4);
    assert_eq!(office.queue("k1", "tomorrow").unwrap(), first, "also once its entry is old");
    office.dispatch(&courier);
    assert_eq!(office.queue("k1", "tomorrow").unwrap().state, ReplyState::Delivered);
    assert_refused(office.queue("k1", "today"), "Idempotency-Key");
    assert_eq!((office.dispatch(&courier), courier.texts()), (None, vec!["tomorrow".to_owned()]));
}

#[test]
fn a_temporary_failure_is_tried_again_later_and_later() {
    let answers = (0..12).map(|_| temporary("busy", Some(1)));
    let (office, courier) = (Office::new(), Scripted::answering(answers));
    office.queue("k1", "tomorrow").unwrap();
    let mut last_ms = 0;
    for attempt in 1..=12 {
        let item = office.dispatch_when_due(&courier);
        assert_eq!((item.state, item.attempts, item.reason.as_deref()), (ReplyState::Pending, attempt, Some("busy")));
        let pause_ms = item.retry_at - office.clock.wall_ms();
        assert!((REPLY_BACKOFF_MS_MIN..=REPLY_BACKOFF_MS_MAX * 3 / 2).contains(&pause_ms), "{pause_ms} ms");
        assert!(pause_ms > last_ms || pause_ms >= REPLY_BACKOFF_MS_MAX, "{pause_ms} ms after {last_ms} ms");
        last_ms = pause_ms;
        assert_eq!(office.dispatch(&courier), None, "not before its time");
    }
    assert_eq!(office.dispatch_when_due(&courier).state, ReplyState::Delivered);
    assert!(
        courier.repeated().iter().all(|is_repeated| !is_repeated),
        "a temporary failure says that nothing was sent"
    );
}

#[test]
fn a_marketplaces_own_pause_is_honoured() {
    let (office, courier) = (Office::new(), Scripted::answering([temporary("slow down", Some(3_000))]));
    office.queue("k1", "tomorrow").unwrap();
    let item = office.dispatch(&courier).unwrap();
    assert_eq!(item.retry_at, office.clock.wall_ms() + 3_000_000);
}

#[test]
fn a_permanent_failure_says_why_and_the_clock_goes_on() {
    let refusal = Sent::Answered(Outcome::permanent("the window is closed"));
    let (office, courier) = (Office::new(), Scripted::answering([refusal]));
    office.queue("k1", "tomorrow").unwrap();
    let item = office.dispatch(&courier).unwrap();
    assert_eq!((item.state, item.reason.as_deref()), (ReplyState::Failed, Some("the window is closed")));
    let row = office.view().row;
    assert_eq!((row.status, row.company_deadline), (Status::Open, Some(BEGIN_MS + HOUR_MS)));
    assert_eq!((office.messages().len(), office.dispatch(&courier)), (1, None));
}

#[test]
fn a_reply_is_given_up_after_its_attempts_or_its_age() {
    let busy =
        |count: u32, retry_after_s| Scripted::answering((0..count).map(move |_| temporary("busy", retry_after_s)));
    let office = Office::new();
    // So many attempts; seven hours each, the fourth would come too late; nobody came for two days.
    let of_age = (REPLY_AGE_MS_MAX / (7 * HOUR_MS)) as u32 + 1;
    for (key, attempts, courier) in
        [("k1", REPLY_ATTEMPTS_MAX, busy(100, None)), ("k2", of_age, busy(100, Some(7 * 3_600)))]
    {
        office.queue(key, "tomorrow").unwrap();
        let item = (0..attempts).map(|_| office.dispatch_when_due(&courier)).last().unwrap();
        assert_eq!((item.state, item.attempts), (ReplyState::Failed, attempts));
        assert_eq!(item.reason, Some(format!("given up after {attempts} attempts: busy")));
    }
    office.queue("k3", "tomorrow").unwrap();
    office.clock.advance(2 * DAY_MS);
    let courier = Scripted::default();
    let item = office.dispatch(&courier).unwrap();
    assert!(item.state == ReplyState::Failed && item.reason.unwrap().starts_with("given up"));
    assert_eq!(courier.texts().len(), 0, "so late it would only confuse");
}

#[test]
fn an_unknown_answer_leaves_it_uncertain_and_nobody_tries_again() {
    let (office, courier) = (Office::new(), Scripted::answering([Sent::Unknown("the call broke off".to_owned())]));
    office.queue("k1", "tomorrow").unwrap();
    let item = office.dispatch(&courier).unwrap();
    assert_eq!((item.state, item.reason.as_deref()), (ReplyState::Uncertain, Some("the call broke off")));
    office.clock.advance(DAY_MS);
    assert_eq!((office.dispatch(&courier), courier.texts().len()), (None, 1));
    assert_eq!(office.view().row.status, Status::Open);
}

#[test]
fn a_claim_left_behind_runs_out_and_the_next_attempt_is_a_repeated_one() {
    for is_answered in [false, true] {
        let (office, courier) = (Office::new(), Scripted::default());
        let id = office.queue("k1", "tomorrow").unwrap().id;
        if is_answered {
            // It was delivered, but the result can't be written.
            let lost = Scripted::default().meanwhile(|| office.store.of.set(Some("c1:")));
            let outcome = now(dispatch(office.desk(), &lost, conversation(), office.clock.wall_ms()));
            assert!(outcome.is_err_and(|error| error.is_temporary()));
            office.store.of.set(None);
        } else {
            crash(&office, &Lost);
        }
        office.clock.advance(REPLY_CLAIM_MS - 1);
        assert_eq!(office.dispatch(&courier), None, "somebody may still be at it");
        assert_eq!(office.sweep().replies, []);
        office.clock.advance(1);
        assert_eq!(office.sweep().replies, [conversation()]);
        let item = office.dispatch(&courier).unwrap();
        assert_eq!((item.id, item.state, item.attempts), (id, ReplyState::Delivered, 2));
        assert_eq!(courier.repeated(), [true]);
    }
}

#[test]
fn a_doubt_outlives_a_temporary_failure() {
    let (office, courier) = (Office::new(), Scripted::answering((0..100).map(|_| temporary("busy", None))));
    office.queue("k1", "tomorrow").unwrap();
    crash(&office, &Lost);
    let item = (1..REPLY_ATTEMPTS_MAX).map(|_| office.dispatch_when_due(&courier)).last().unwrap();
    assert!(courier.repeated().iter().all(|is_repeated| *is_repeated));
    assert_eq!(item.state, ReplyState::Uncertain, "the first attempt may have arrived");
}

#[test]
fn a_courier_that_never_comes_back_is_given_up_too() {
    let (office, courier) = (Office::new(), Scripted::default());
    office.queue("k1", "tomorrow").unwrap();
    for _ in 0..REPLY_ATTEMPTS_MAX {
        crash(&office, &Lost);
        office.clock.advance(REPLY_CLAIM_MS);
    }
    assert_eq!(office.dispatch(&courier).unwrap().state, ReplyState::Uncertain);
    assert_eq!(courier.texts().len(), 0);
}

#[test]
fn a_late_answer_still_counts_if_it_says_delivered() {
    let office = Office::new();
    office.queue("k1", "tomorrow").unwrap();
    let other = Scripted::answering([Sent::Unknown("a second one can't be told from the first".to_owned())]);
    let slow = Scripted::default().meanwhile(|| {
        office.clock.advance(REPLY_CLAIM_MS);
        assert_eq!(office.dispatch(&other).unwrap().state, ReplyState::Uncertain);
    });
    assert_eq!(office.dispatch(&slow).unwrap().state, ReplyState::Delivered);
    assert_eq!((other.repeated(), office.messages().len()), (vec![true], 2));
}

#[test]
fn replies_of_a_conversation_are_sent_in_their_order() {
    let (office, courier) = (Office::new(), Scripted::answering([temporary("busy", None)]));
    for text in ["one", "two", "three"] {
        office.queue(text, text).unwrap();
    }
    office.dispatch(&courier);
    assert_eq!(office.dispatch(&courier), None, "the second waits for the first");
    for _ in 0..3 {
        assert_eq!(office.dispatch_when_due(&courier).state, ReplyState::Delivered);
    }
    assert_eq!(courier.texts(), ["one", "one", "two", "three"]);
}

#[test]
fn only_one_of_two_at_once_sends() {
    let (office, other) = (Office::new(), Scripted::default());
    office.queue("k1", "tomorrow").unwrap();
    let courier = Scripted::default().meanwhile(|| assert_eq!(office.dispatch(&other), None));
    assert_eq!(office.dispatch(&courier).unwrap().state, ReplyState::Delivered);
    assert_eq!((courier.texts().len(), other.texts().len()), (1, 0));
}

#[test]
fn nobody_claims_beside_an_unfinished_write() {
    let (office, courier) = (Office::new(), Scripted::default());
    office.queue("k1", "tomorrow").unwrap();
    // Somebody took the next number and died.
    now(office.store.increment(&format!("c1:{}:n", conversation()), 1)).unwrap();
    assert_eq!(office.dispatch(&courier), None, "it may be the claim of somebody about to send");
    assert_eq!(office.sweep().replies, [conversation()]);
    office.clock.advance(HOLE_GRACE_MS + 1);
    office.sweep();
    assert_eq!(office.dispatch(&courier).unwrap().state, ReplyState::Delivered);
    assert_eq!(courier.repeated(), [false], "nothing was sent in the meantime");
}

#[test]
fn a_bounce_opens_the_clock_again() {
    let (office, courier) = (Office::new(), Scripted::answering([delivered(Some("m2"))]));
    office.queue("k1", "tomorrow").unwrap();
    office.dispatch(&courier);
    assert_eq!(office.view().row.company_deadline, None);
    let mut bounce = message("t", "m3", BEGIN_MS + HOUR_MS / 4, Author::Platform, "");
    let reason = "the mailbox is full".to_owned();
    bounce.happening = Happening::Failed(Failure { message_id: Some("m2".to_owned()), reason });
    office.take(bounce);
    let row = office.view().row;
    assert_eq!((row.status, row.company_deadline), (Status::Open, Some(BEGIN_MS + HOUR_MS)));
}

#[test]
fn a_draft_has_limits() {
    let office = Office::new();
    assert_refused(office.queue("k", " \n"), "text");
    assert_refused(office.queue("k", &"x".repeat(REPLY_TEXT_BYTES_MAX + 1)), "text");
    office.queue("longest", &"x".repeat(REPLY_TEXT_BYTES_MAX)).unwrap();
    for number in 1..REPLIES_PENDING_MAX {
        office.queue(&format!("k{number}"), "tomorrow").unwrap();
    }
    assert_refused(office.queue("one too many", "tomorrow"), "text");
    office.queue("k1", "tomorrow").unwrap();
    let nobody = ConversationId::derive("standard", "main", "nobody");
    assert_eq!(now(reply(office.desk(), nobody, draft("k", "hello"))), Err(InboxError::NotFound));
}

#[test]
fn the_index_brings_a_reply_back_when_it_is_due() {
    let (office, courier) = (Office::new(), Scripted::answering([temporary("busy", None)]));
    let queued_at = office.queue("k1", "tomorrow").unwrap().queued_at;
    assert!(office.is_due(queued_at) && !office.is_due(queued_at - 1));
    assert_eq!(office.sweep().replies, [conversation()]);
    assert_eq!(office.sweep().replies, [conversation()], "it stays due until it is sent");
    let retry_at = office.dispatch(&courier).unwrap().retry_at;
    assert_eq!(office.view().row.next_point_at, Some(retry_at));
    assert!(office.is_due(retry_at) && !office.is_due(retry_at - 1));
    assert_eq!(office.sweep().replies, []);
    office.clock.advance(retry_at - office.clock.wall_ms());
    assert_eq!(office.sweep().replies, [conversation()]);
    office.dispatch(&courier);
    office.sweep();
    let silent_at = office.view().row.updated_at + SILENT_MS_MAX;
    assert!(!office.is_due(silent_at - 1) && office.is_due(silent_at), "an answered one is only looked at again");
}

#[test]
fn a_reply_whose_row_was_lost_is_found_when_it_is_queued_again() {
    // A conversation that is closed is in no list: only the reply brings it back.
    let (office, courier) = (Office::asked("thanks"), Scripted::default());
    assert_eq!(office.view().row.status, Status::Closed);
    office.store.of.set(Some("i1:"));
    assert!(office.queue("k1", "you are welcome").is_err());
    office.store.of.set(None);
    assert!(!office.is_due(i64::MAX));
    office.queue("k1", "you are welcome").unwrap();
    assert_eq!(office.sweep().replies, [conversation()]);
    assert_eq!(office.dispatch(&courier).unwrap().state, ReplyState::Delivered);
    assert_eq!(office.messages().len(), 2);
}
